"""From the bytes of a Kafka record to events with what they add, or the reason they cannot count.

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
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.events.event import content_of, read_event
from oversight_contracts.events.types import EVENT_TYPES
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

    revival: FastReader
    data: dict[str, Any]


# An event, and its record whose weight nobody has asked for yet: what it adds to the totals.
Read = tuple[EventOutcome, Record | Unread | None]
# Given where it stood, what it says, its own bytes where they are known, and the whole record's.
# Raises whatever is wrong with it.
Reader = Callable[[Contributions, EventPosition, Any, bytes | None, bytes], Read]


def reader_for(message: KafkaRecord, contributions: Contributions) -> Reader:
    """How the events of ``message`` are read."""
    # What this contract has let in once it would let in again.
    return take if message.contract == contributions.contract else check


def check(
    contributions: Contributions,
    place: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    """An event from whoever may have written it."""
    event = read_event(document, raw, strict=False)
    contributions.areas.require(event.force, event.area)
    contributions.areas.require_kind(event.force, event.kind)
    removed = event.record is None
    arrival = DecodedEvent(
        place,
        event.source,
        event.id,
        f"{event.force}/{event.kind}/{event.subject}",
        event.revision,
        event.digest,
        removed,
        event.data,
        NOTHING,
        record,
        weighed=removed,
    )
    return arrival, event.record


def take(
    contributions: Contributions,
    place: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    """An event that this contract has checked before, read as ``check`` would read it."""
    told = EVENT_TYPES[document["type"]]
    data, removed = document["data"], told.verb == "removed"
    source, id_, subject = document["source"], document["id"], document["subject"]
    force, revision = data["force"], data["revision"]
    # What is hashed and compared far from here must not be of another type, whoever says what.
    if not (type(source) is type(id_) is type(subject) is str and type(revision) is int):
        raise TypeError("source, id and subject have to be texts, and the revision a number")
    contributions.areas.require(force, data.get("area", WHOLE_FORCE))
    contributions.areas.require_kind(force, told.kind)
    content, digest = content_of(told.verb, data)
    arrival = DecodedEvent(
        place,
        source,
        id_,
        f"{force}/{told.kind}/{subject}",
        revision,
        digest,
        removed,
        content,
        NOTHING,
        record,
        weighed=removed,
    )
    return arrival, None if removed else Unread(contributions.revivals[told.kind], data)


# In characters. An event can have a fault for each byte it is long.
LONGEST_REASON = 2_000
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")


# What one element of a batch says, and its bytes where they are known.
_Part = tuple[Any, bytes | None]


def decode(message: KafkaRecord, contributions: Contributions) -> list[EventOutcome]:
    """Every event of a record, in order; one that is at fault does not hold up the others."""
    return [weigh(entry, record, contributions) for entry, record in read(message, contributions)]


def read(message: KafkaRecord, contributions: Contributions) -> list[Read]:
    """Every event of a record as ``decode`` has them, but for what they add."""
    kind = _media_type(message)
    if kind == BATCH and (cut := _cut(message.value)):
        return _batch(message, cut, contributions)
    try:
        content = orjson.loads(message.value)
    except orjson.JSONDecodeError as error:
        return [_unreadable(message, f"not JSON: {error}")]
    if kind == STRUCTURED:
        place = EventPosition(message.partition, message.offset, None)
        reader = reader_for(message, contributions)
        return [_read(reader, contributions, place, content, message.value, message.value)]
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
    places = (
        EventPosition(message.partition, message.offset, index) for index in range(len(parts))
    )
    return [
        _read(reader, contributions, place, document, raw, record)
        for place, (document, raw) in zip(places, parts, strict=True)
    ]


def weigh(
    entry: EventOutcome, record: Record | Unread | None, contributions: Contributions
) -> EventOutcome:
    """The event with what its record adds."""
    if record is None or isinstance(entry, PoisonEvent):
        return entry
    try:
        known = record.revival.read(record.data) if isinstance(record, Unread) else record
        entry.atoms = contributions.atoms(entry.key.split("/", 2)[1], known)
        entry.weighed = True
    except Exception as error:
        return PoisonEvent(entry.place, _reason(error), entry.source, entry.id, entry.original)
    return entry


def complete(arrival: DecodedEvent, contributions: Contributions) -> DecodedEvent:
    """The same event with its data and what its record adds. Raises ``InvalidEvent``."""
    if arrival.weighed:
        return arrival
    document = orjson.loads(arrival.original)
    again = _read(check, contributions, arrival.place, document, None, arrival.record)
    entry = weigh(*again, contributions)
    if isinstance(entry, PoisonEvent):
        raise InvalidEvent.because("", entry.reason)
    return entry


def _media_type(message: KafkaRecord) -> str:
    if message.content_type is None:
        return BATCH if message.value.lstrip()[:1] == b"[" else STRUCTURED
    return message.content_type.partition(";")[0].strip().lower()


def _unreadable(message: KafkaRecord, reason: str, content: Any = None) -> Read:
    place = EventPosition(message.partition, message.offset, None)
    return _poison(place, reason, content, message.value), None


def _read(
    reader: Reader,
    contributions: Contributions,
    place: EventPosition,
    document: Any,
    raw: bytes | None,
    record: bytes,
) -> Read:
    try:
        return reader(contributions, place, document, raw, record)
    except Exception as error:
        # Decoding is a pure function: what it raises once it raises every time.
        reason = _reason(error)
    return _poison(place, reason, document, part_of(record, place.index)), None


def _poison(place: EventPosition, reason: str, document: Any, original: bytes) -> PoisonEvent:
    source, id_ = _identifier(document, "source"), _identifier(document, "id")
    return PoisonEvent(place, reason, source, id_, original)


def _reason(error: Exception) -> str:
    return storable_reason(
        str(error) if isinstance(error, InvalidEvent) else f"{type(error).__name__}: {error}"
    )


def storable_reason(reason: str) -> str:
    """Why an event cannot count, as its receipt can keep it and its letter has room for it."""
    # PostgreSQL has no NUL.
    plain = reason[:LONGEST_REASON].replace("\0", "\\x00")
    return plain if len(plain) <= LONGEST_REASON - 2 else f"{plain[: LONGEST_REASON - 2]} …"


def _identifier(document: Any, name: str) -> str | None:
    return storable_name(document.get(name)) if isinstance(document, Mapping) else None


def storable_name(value: Any) -> str | None:
    """A source or id as it is, or None where a receipt of that name could not be kept."""
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None
