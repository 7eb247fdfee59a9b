"""The event: a CloudEvent 1.0 that carries a whole record, or says that one is gone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError

from oversight_contracts.canonical_json import canonical
from oversight_contracts.errors import Fault, InvalidEvent, faults_of
from oversight_contracts.events.envelope import Envelope
from oversight_contracts.events.extensions import (
    ATTRIBUTES,
    extension_faults,
    without_extensions,
)
from oversight_contracts.events.types import EVENT_TYPES, EventType
from oversight_contracts.records.base import Record

# Of extension attributes: enough to correct a feed by.
MOST_FAULTS = 50


# Not frozen: a frozen dataclass costs several times as much to make, and this is the hot path.
@dataclass(slots=True)
class Event:
    """A valid event. ``record`` is None for a removal; ``digest`` is SHA-256 of its data."""

    id: str
    source: str
    kind: str
    subject: str
    time: datetime
    force: str
    area: str
    revision: int
    record: Record | None
    data: bytes
    digest: bytes

    @property
    def key(self) -> bytes:
        """The Kafka key: force, kind and record id, so a record keeps to one partition."""
        return f"{self.force}/{self.kind}/{self.subject}".encode()


def read_event(document: Any, raw: bytes | None = None, *, strict: bool) -> Event:
    """Check one decoded CloudEvent. Raises ``InvalidEvent`` naming each field at fault.

    ``raw`` is what it was decoded from, where that is at hand. ``strict`` refuses unknown fields,
    as ingest does; downstream they are ignored, so that an older service reads a newer feed.
    """
    if raw is None:
        raw = canonical(document)
    event_type, envelope = check_event(document, raw, strict=strict)
    content: Any = envelope.data
    data, digest = content_of(event_type.verb, document["data"])
    return Event(
        id=envelope.id,
        source=envelope.source,
        kind=event_type.kind,
        subject=envelope.subject,
        time=envelope.time,
        force=content.force,
        area=content.area,
        revision=content.revision,
        record=content if isinstance(content, Record) else None,
        data=data,
        digest=digest,
    )


def content_of(verb: str, data: Any) -> tuple[bytes, bytes]:
    """The data of an event as canonical JSON, and the digest that tells it from other content."""
    content = canonical(data)
    return content, hashlib.sha256(verb.encode() + content).digest()


def check_event(document: Any, raw: bytes, *, strict: bool) -> tuple[EventType, Envelope]:
    """Check ``document``, whose bytes are ``raw``; the envelope's ``data`` is the record itself.

    Raises ``InvalidEvent`` naming each field at fault.
    """
    # Of JSON's own types only: a check against the abstract Mapping costs a microsecond here.
    if not isinstance(document, dict):
        raise InvalidEvent.because("", "an event is a JSON object")
    event_type = type_of(document)
    model = event_type.model if event_type else Envelope
    strange: list[Fault] = []
    if strict and not document.keys() <= ATTRIBUTES:
        faults = extension_faults(document, event_type.record_fields if event_type else ())
        strange += islice(faults, MOST_FAULTS)
        raw = canonical(without_extensions(document))
    try:
        # JSON mode reads times from text only: a bare number is not a time.
        envelope: Envelope = model.__pydantic_validator__.validate_json(
            raw, strict=True, extra="forbid" if strict else "ignore"
        )
    except ValidationError as error:
        raise InvalidEvent([*strange, *faults_of(error)]) from error
    if event_type is None:
        known = ", ".join(name for name in EVENT_TYPES if ".recorded." in name)
        strange.append(Fault("type", f"is none of {known} (or .removed.v1)"))
    if event_type is None or strange:
        raise InvalidEvent(strange)
    return event_type, envelope


def type_of(document: Any) -> EventType | None:
    """The type of event that ``document`` says it is, valid or not; None where it is none."""
    name = document.get("type") if isinstance(document, dict) else None
    return EVENT_TYPES.get(name) if isinstance(name, str) else None
