"""Decoding: a Kafka record becomes events with what they add, or the reason they cannot count.

Decoding needs no database, so it runs beside the transaction of the batch before.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.batch import cut_events, too_short
from oversight_contracts.events.envelope import BATCH, LONGEST_REFERENCE, REFERENCE, STRUCTURED
from oversight_contracts.events.event import content_of, read_event
from oversight_contracts.events.types import EVENT_TYPES
from oversight_contracts.facts.arrivals import REMOVED, stage_of
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import FastReader
from oversight_indicators.contributions.accumulator import NOTHING
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import (
    DecodedEvent,
    EventOutcome,
    EventPosition,
    KafkaRecord,
    PoisonEvent,
    part_of,
)


@dataclass(slots=True)
class Unread:
    """A record that was checked before it came into the log: its values are read when needed."""

    reader: FastReader
    data: dict[str, Any]


# An event, and its record; what that adds to the totals is not computed yet.
Read = tuple[EventOutcome, Record | Unread | None]
# Given where it stood, what it says, its own bytes where they are known, and the whole record's.
# Raises whatever is wrong with it.
Reader = Callable[[Contributions, EventPosition, Any, bytes | None, bytes], Read]


def reader_for(message: KafkaRecord, contributions: Contributions) -> Reader:
    """The reader for the events of ``message``."""
    # What this contract has let in once it would let in again.
    return read_trusted if message.contract == contributions.contract else read_checked


def read_checked(
    contributions: Contributions,
    position: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    """Reads an event from whoever may have written it, and checks it against the contract."""
    found = read_event(document, raw, strict=False)
    contributions.areas.require(found.force, found.area)
    contributions.areas.require_kind(found.force, found.kind)
    removed = found.record is None
    event = DecodedEvent(
        position,
        found.source,
        found.id,
        f"{found.force}/{found.kind}/{found.subject}",
        found.revision,
        found.digest,
        removed,
        found.data,
        NOTHING,
        record,
        computed=removed,
        about=_about(found.force, found.kind, found.record.__dict__ if found.record else None),
    )
    return event, found.record


def read_trusted(
    contributions: Contributions,
    position: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    """Reads an event that this contract has checked before, as ``read_checked`` would read it."""
    event_type = EVENT_TYPES[document["type"]]
    data, removed = document["data"], event_type.verb == "removed"
    source, id_, subject = document["source"], document["id"], document["subject"]
    force, revision = data["force"], data["revision"]
    # What is hashed and compared far from here must not be of another type, whoever says what.
    if not (type(source) is type(id_) is type(subject) is str and type(revision) is int):
        raise TypeError("source, id and subject have to be texts, and the revision a number")
    contributions.areas.require(force, data.get("area", WHOLE_FORCE))
    contributions.areas.require_kind(force, event_type.kind)
    content, digest = content_of(event_type.verb, data)
    event = DecodedEvent(
        position,
        source,
        id_,
        f"{force}/{event_type.kind}/{subject}",
        revision,
        digest,
        removed,
        content,
        NOTHING,
        record,
        computed=removed,
        about=_about(force, event_type.kind, None if removed else data),
    )
    return event, None if removed else Unread(contributions.fast_readers[event_type.kind], data)


def _about(force: str, kind: str, values: Mapping[str, Any] | None) -> str:
    return f"{force}/{kind}/{REMOVED if values is None else stage_of(kind, values)}"


# In characters. An event can have a fault for each byte it is long.
LONGEST_REASON = 2_000
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")
_ID = re.compile(REFERENCE)


# What one element of a batch says, and its bytes where they are known.
_Part = tuple[Any, bytes | None]


def decode(message: KafkaRecord, contributions: Contributions) -> list[EventOutcome]:
    """Every event of a record, in order; one that is at fault does not hold up the others."""
    return [
        compute(entry, record, contributions)
        for entry, record in read_events(message, contributions)
    ]


def read_events(message: KafkaRecord, contributions: Contributions) -> list[Read]:
    """Every event of a record as ``decode`` has them, but for what they add."""
    kind = _media_type(message)
    if kind == BATCH and (cut := _cut(message.value)):
        return _batch(message, cut, contributions)
    try:
        content = orjson.loads(message.value)
    except orjson.JSONDecodeError as error:
        return [_unreadable(message, f"not JSON: {error}")]
    if kind == STRUCTURED:
        position = EventPosition(message.partition, message.offset, None)
        reader = reader_for(message, contributions)
        return [_read(reader, contributions, position, content, message.value, message.value)]
    if kind != BATCH:
        return [_unreadable(message, f"content-type {kind[:80]!r} is not known", content)]
    if not isinstance(content, list):
        return [_unreadable(message, "a batch is a JSON array")]
    return _batch(message, [(each, None) for each in content], contributions)


def _cut(record: bytes) -> list[_Part] | None:
    """The events of a batch with the bytes of each, which need not be written again to be checked.

    None where it was not written with each on a line of its own.
    """
    try:
        return [(orjson.loads(each), each) for each in cut_events(record)]
    except orjson.JSONDecodeError:
        return None


def _batch(
    message: KafkaRecord, parts: Sequence[_Part], contributions: Contributions
) -> list[Read]:
    reader, record = reader_for(message, contributions), message.value
    if too_short(len(parts), len(record)):
        average = len(record) // len(parts)
        reason = f"{len(parts)} elements of {average} bytes are no batch of events"
        return [_unreadable(message, reason)]
    positions = (
        EventPosition(message.partition, message.offset, index) for index in range(len(parts))
    )
    return [
        _read(reader, contributions, position, document, raw, record)
        for position, (document, raw) in zip(positions, parts, strict=True)
    ]


def compute(
    entry: EventOutcome, record: Record | Unread | None, contributions: Contributions
) -> EventOutcome:
    """The event with the contributions of its record."""
    if record is None or isinstance(entry, PoisonEvent):
        return entry
    try:
        known = record.reader.read(record.data) if isinstance(record, Unread) else record
        entry.contributions = contributions.of(entry.key.split("/", 2)[1], known)
        entry.computed = True
    except Exception as error:
        return PoisonEvent(entry.position, _reason(error), entry.source, entry.id, entry.original)
    return entry


def complete(event: DecodedEvent, contributions: Contributions) -> DecodedEvent:
    """The same event with its data and what its record adds. Raises ``InvalidEvent``."""
    if event.computed:
        return event
    document = orjson.loads(event.original)
    again = _read(read_checked, contributions, event.position, document, None, event.record)
    entry = compute(*again, contributions)
    if isinstance(entry, PoisonEvent):
        raise InvalidEvent.because("", entry.reason)
    return entry


def _media_type(message: KafkaRecord) -> str:
    if message.content_type is None:
        return BATCH if message.value.lstrip()[:1] == b"[" else STRUCTURED
    return message.content_type.partition(";")[0].strip().lower()


def _unreadable(message: KafkaRecord, reason: str, content: Any = None) -> Read:
    position = EventPosition(message.partition, message.offset, None)
    return _poison(position, reason, content, message.value), None


def _read(
    reader: Reader,
    contributions: Contributions,
    position: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    try:
        return reader(contributions, position, document, raw, record)
    except Exception as error:
        # Decoding is a pure function: what it raises once it raises every time.
        reason = _reason(error)
    return _poison(position, reason, document, part_of(record, position.index)), None


def _poison(position: EventPosition, reason: str, document: Any, original: bytes) -> PoisonEvent:
    named = document if isinstance(document, Mapping) else {}
    source, id_ = storable_source(named.get("source")), storable_id(named.get("id"))
    return PoisonEvent(position, reason, source, id_, original)


def _reason(error: Exception) -> str:
    return storable_reason(
        str(error) if isinstance(error, InvalidEvent) else f"{type(error).__name__}: {error}"
    )


def storable_reason(reason: str) -> str:
    """Why an event cannot count, as its receipt can keep it and its dead letter has room for it."""
    # PostgreSQL has no NUL.
    plain = reason[:LONGEST_REASON].replace("\0", "\\x00")
    return plain if len(plain) <= LONGEST_REASON - 2 else f"{plain[: LONGEST_REASON - 2]} …"


def storable_source(value: Any) -> str | None:
    """A source as it is, or None where no receipt could be kept of it."""
    return value if isinstance(value, str) and _SOURCE.fullmatch(value) else None


def storable_id(value: Any) -> str | None:
    """An event's id as it is, or None where no receipt of that name could be kept."""
    known = isinstance(value, str) and len(value) <= LONGEST_REFERENCE and _ID.fullmatch(value)
    return value if known else None
