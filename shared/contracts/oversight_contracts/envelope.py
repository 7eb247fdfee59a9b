"""The event: a CloudEvent 1.0 that carries a whole record, or says that one is gone."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from oversight_contracts.errors import Fault, InvalidEvent, faults_of
from oversight_contracts.records.base import Part, Record, Revision, Slug
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.records.moments import Moment

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_TYPE = re.compile(r"uk\.police\.([a-z-]+)\.(recorded|removed)\.v1")

# Safe in a URL's path, a Kafka key and a log line.
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+-]*$", max_length=128)
]


class Envelope(BaseModel):
    """The attributes of the event; ``data`` is checked by its kind."""

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"]
    id: Identifier = Field(description="unique within the source")
    source: Identifier = Field(description="the feed, for example urn:west-midlands:control-room")
    type: str = Field(description="uk.police.<kind>.recorded.v1 or uk.police.<kind>.removed.v1")
    subject: Identifier = Field(description="the record's id, unique within force and kind")
    time: Moment = Field(description="when it happened")
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = Field(None, max_length=500)
    traceparent: str | None = Field(None, max_length=200)
    tracestate: str | None = Field(None, max_length=500)
    data: dict[str, Any]


class Removal(Part):
    """The data of a removal: which force's record is gone, as of which revision."""

    force: Slug
    area: Slug = "force"
    revision: Revision


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


def read_event(document: Any, *, strict: bool) -> Event:
    """Check one decoded CloudEvent. Raises ``InvalidEvent`` naming each field at fault.

    ``strict`` refuses unknown fields, as ingest does; downstream they are ignored, so that an
    older service reads a newer feed.
    """
    if not isinstance(document, Mapping):
        raise InvalidEvent.because("", "an event is a JSON object")
    envelope = _envelope(document, strict)
    kind, verb = _kind_and_verb(envelope.type)
    data = canonical(envelope.data)
    part: type[Part] = KINDS[kind] if verb == "recorded" else Removal
    content = _validated(part, data, "data", strict)
    assert isinstance(content, Record | Removal)
    return Event(
        id=envelope.id,
        source=envelope.source,
        kind=kind,
        subject=envelope.subject,
        time=envelope.time,
        force=content.force,
        area=content.area,
        revision=content.revision,
        record=content if isinstance(content, Record) else None,
        data=data,
        digest=hashlib.sha256(verb.encode() + data).digest(),
    )


def canonical(value: Any) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space. Raises ``InvalidEvent``."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InvalidEvent.because("data", str(error)) from error


def _envelope(document: Mapping[str, Any], strict: bool) -> Envelope:
    envelope = _validated(Envelope, canonical(document), "", strict)
    assert isinstance(envelope, Envelope)
    return envelope


def _validated(model: type[BaseModel], data: bytes, prefix: str, strict: bool) -> BaseModel:
    try:
        # JSON mode reads times from text only: a bare number is not a time.
        return model.model_validate_json(data, strict=True, extra="forbid" if strict else "ignore")
    except ValidationError as error:
        raise InvalidEvent(faults_of(error, prefix)) from error


def _kind_and_verb(name: str) -> tuple[str, str]:
    found = _TYPE.fullmatch(name)
    if found is None or found[1] not in KINDS:
        known = ", ".join(f"uk.police.{kind}.recorded.v1" for kind in KINDS)
        raise InvalidEvent([Fault("type", f"is none of {known} (or .removed.v1)")])
    return found[1], found[2]
