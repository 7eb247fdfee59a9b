"""The validator: which events may go into the log, and what is wrong with the others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_contracts.events.clock_check import (
    AHEAD,
    IN_THE_FUTURE,
    faults_ahead,
    faults_ahead_in,
    read_time,
)
from oversight_ingest import limits
from oversight_ingest.strict_json import Malformed, faults_beside, read_document
from oversight_ingest.validate.areas import AreaLookup
from oversight_ingest.validate.base64_data import MEMBER, with_plain_data
from oversight_ingest.validate.outline import Outline, kind_of, outline
from oversight_ingest.validate.partitioner import Partitioner
from oversight_ingest.validate.result import (
    Accepted,
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


class Validator:
    """Validates events one by one; nothing here waits or remembers."""

    def __init__(self, areas: AreaLookup, partitioner: Partitioner, clock: Clock) -> None:
        self._areas = areas
        self._partitioner = partitioner
        self._clock = clock

    def validate(self, raw: bytes, grant: Grant) -> ValidationResult:
        """Validate the bytes of one structured event."""
        try:
            document = read_document(raw)
        except Malformed as error:
            return Refused(None, None, malformed(error))
        except InvalidEvent as error:
            return Refused(_id_in(raw), None, invalid(error))
        return self.validate_document(document, raw, grant)

    def validate_document(self, document: Any, raw: bytes, grant: Grant) -> ValidationResult:
        """Validate a decoded event; ``raw`` are its bytes, known to say no more than it does."""
        try:
            if isinstance(document, dict) and MEMBER in document:
                document = with_plain_data(document)
                raw = orjson.dumps(document)
            _require_few(document)
            event = outline(document, raw)
        except InvalidEvent as error:
            faults = _with_faults_ahead(document, error, self._clock())
            problem = invalid(faults_beside(raw, faults))
            return Refused(read_id(document), kind_of(document), problem)
        refusal = self._refusal(event, grant)
        if refusal is not None:
            return Refused(event.id, event.kind, refusal)
        value = raw if len(raw) <= limits.EVENT else orjson.dumps(document)
        if len(value) > limits.EVENT:
            return Refused(event.id, event.kind, too_long())
        prefix, subject = event.key_prefix, event.subject.encode()
        partition = self._partitioner.partition(prefix, subject)
        return Accepted(event.id, event.kind, prefix + subject, partition, value)

    def _refusal(self, event: Outline, grant: Grant) -> Problem | None:
        if event.source != grant.source:
            return not_yours("source", f"the token is bound to the source {grant.source}")
        if not grant.owns(event.force, event.kind):
            reason = f"the token does not own records of kind {event.kind} of force {event.force}"
            return not_yours("type", reason)
        ahead = list(_faults_ahead(event, self._clock()))
        if ahead:
            return invalid(InvalidEvent(ahead))
        fault = self._areas.fault(event.force, event.area, event.kind)
        return invalid(InvalidEvent([fault])) if fault else None


def _faults_ahead(event: Outline, now: datetime) -> Iterator[Fault]:
    if event.time > now + AHEAD:
        yield Fault("time", IN_THE_FUTURE)
    if event.record is not None:
        for fault in faults_ahead(event.kind, event.record, now):
            yield Fault(f"data.{fault.field}", fault.reason)


def _with_faults_ahead(document: Any, error: InvalidEvent, now: datetime) -> InvalidEvent:
    """``error``, with the times of an event that is none which lie ahead of now said first."""
    kind = kind_of(document)
    if kind is None:
        return error
    known = {fault.field for fault in error.faults}
    ahead = [Fault(f"data.{each.field}", each.reason) for each in _ahead(kind, document, now)]
    time = read_time(document.get("time"))
    if time is not None and time > now + AHEAD:
        ahead.insert(0, Fault("time", IN_THE_FUTURE))
    return InvalidEvent([*(each for each in ahead if each.field not in known), *error.faults])


def _ahead(kind: str, document: dict[str, Any], now: datetime) -> list[Fault]:
    return faults_ahead_in(kind, document.get("data"), now)


def _require_few(document: Any) -> None:
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, dict) and len(data) > limits.FIELDS:
        raise InvalidEvent.because("data", f"has more than {limits.FIELDS} fields")


def _id_in(raw: bytes) -> str | None:
    # The fast parser still reads what the careful one refuses, save half a surrogate pair.
    try:
        return read_id(orjson.loads(raw))
    except orjson.JSONDecodeError:
        return None
