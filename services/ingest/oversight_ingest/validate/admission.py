"""Whether an event may go into the log."""

from datetime import timedelta
from typing import Any

import orjson

from oversight_contracts.errors import InvalidEvent
from oversight_ingest import limits
from oversight_ingest.strict_json import Malformed, faults_beside, read_document
from oversight_ingest.validate.areas import AreaLookup
from oversight_ingest.validate.outline import Outline, kind_of, outline
from oversight_ingest.validate.partitioner import Partitions
from oversight_ingest.validate.result import (
    Admitted,
    Refused,
    ValidationResult,
    invalid,
    malformed,
    not_yours,
    read_id,
    too_long,
)
from oversight_runtime.clock import Clock
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant

# A control room's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=5)


class Validator:
    """Judges events one by one; nothing here waits or remembers."""

    def __init__(self, places: AreaLookup, partitions: Partitions, clock: Clock) -> None:
        self._places = places
        self._partitions = partitions
        self._clock = clock

    def judge(self, raw: bytes, grant: Grant) -> ValidationResult:
        """Judge the bytes of one structured event."""
        try:
            document = read_document(raw)
        except Malformed as error:
            return Refused(None, None, malformed(error))
        except InvalidEvent as error:
            return Refused(_id_in(raw), None, invalid(error))
        return self.judge_document(document, raw, grant)

    def judge_document(self, document: Any, raw: bytes, grant: Grant) -> ValidationResult:
        """Judge a decoded event; ``raw`` are its bytes, known to say no more than it does."""
        try:
            event = outline(document, raw)
        except InvalidEvent as error:
            problem = invalid(faults_beside(raw, error))
            return Refused(read_id(document), kind_of(document), problem)
        objection = self._objection(event, grant)
        if objection is not None:
            return Refused(event.id, event.kind, objection)
        value = raw if len(raw) <= limits.EVENT else orjson.dumps(document)
        if len(value) > limits.EVENT:
            return Refused(event.id, event.kind, too_long())
        prefix, subject = event.key_prefix, event.subject.encode()
        partition = self._partitions.of(prefix, subject)
        return Admitted(event.id, event.kind, prefix + subject, partition, value)

    def _objection(self, event: Outline, grant: Grant) -> Problem | None:
        if event.source != grant.source:
            return not_yours("source", f"the token is bound to the source {grant.source}")
        if not grant.owns(event.force, event.kind):
            reason = f"the token does not own records of kind {event.kind} of force {event.force}"
            return not_yours("type", reason)
        if event.time > self._clock() + AHEAD:
            return invalid(InvalidEvent.because("time", "is more than 5 minutes in the future"))
        fault = self._places.fault(event.force, event.area, event.kind)
        return invalid(InvalidEvent([fault])) if fault else None


def _id_in(raw: bytes) -> str | None:
    # The fast parser still reads what the careful one refuses, save half a surrogate pair.
    try:
        return read_id(orjson.loads(raw))
    except orjson.JSONDecodeError:
        return None
