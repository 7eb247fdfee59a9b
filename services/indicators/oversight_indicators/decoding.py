"""From the bytes of a Kafka record to events with what they add, or the reason they cannot count.

Decoding needs no database, so it runs beside the transaction of the batch before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from oversight_contracts.batches import cut_events
from oversight_contracts.envelope import BATCH, STRUCTURED
from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events import Event, read_event
from oversight_contracts.records.base import Record
from oversight_indicators.cells import NOTHING, Atoms
from oversight_indicators.contributions import Contributions
from oversight_indicators.elements import elements_of

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")


@dataclass(frozen=True, slots=True)
class Message:
    """A Kafka record of the events topic; ``timestamp`` is the broker's, in ms."""

    partition: int
    offset: int
    timestamp: int
    value: bytes
    content_type: str | None = None


# Not frozen, here and below: a frozen dataclass costs several times as much to make.
@dataclass(slots=True, unsafe_hash=True)
class Place:
    """Where an event stood; ``index`` inside a batch record, None for a record of one event."""

    partition: int
    offset: int
    index: int | None


@dataclass(slots=True)
class Arrival:
    """A valid event. ``atoms`` is what its record adds; of a removal, nothing.

    ``weighed`` is false while nobody asked what the record adds: then ``atoms`` is empty, and
    ``data`` may be.
    """

    place: Place
    source: str
    id: str
    key: str
    revision: int
    digest: bytes
    removed: bool
    data: bytes
    atoms: Atoms
    # The whole record, not the event's own part of it: what is decoded costs the garbage
    # collector more to look at than the rare dead letter costs to decode again.
    record: bytes
    weighed: bool = True


@dataclass(slots=True)
class Poison:
    """An event that can never count; ``source`` and ``id`` as far as they could be read."""

    place: Place
    reason: str
    source: str | None
    id: str | None
    original: bytes


Entry = Arrival | Poison


# What one element of a batch says, and its bytes where they are known.
_Part = tuple[Any, bytes | None]
# An event, and the record whose weight nobody has asked for yet: what it adds to the totals.
Read = tuple[Entry, Record | None]


def decode(message: Message, contributions: Contributions) -> list[Entry]:
    """Every event of a record, in order; one that is at fault does not hold up the others."""
    return [weigh(entry, record, contributions) for entry, record in read(message, contributions)]


def read(message: Message, contributions: Contributions) -> list[Read]:
    """Every event of a record as ``decode`` has them, but for what they add."""
    kind = _media_type(message)
    if kind == BATCH and (cut := _cut(message.value)):
        return _batch(message, cut, contributions)
    try:
        content = orjson.loads(message.value)
    except orjson.JSONDecodeError as error:
        return [_unreadable(message, f"not JSON: {error}")]
    if kind == STRUCTURED:
        place = Place(message.partition, message.offset, None)
        return [_read(place, content, message.value, contributions, message.value)]
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


def _batch(message: Message, parts: Sequence[_Part], contributions: Contributions) -> list[Read]:
    return [
        _read(
            Place(message.partition, message.offset, index), each, raw, contributions, message.value
        )
        for index, (each, raw) in enumerate(parts)
    ]


def weigh(entry: Entry, record: Record | None, contributions: Contributions) -> Entry:
    """The event with what its record adds."""
    if record is None or isinstance(entry, Poison):
        return entry
    try:
        entry.atoms = contributions.atoms(entry.key.split("/", 2)[1], record)
        entry.weighed = True
    except Exception as error:
        return Poison(entry.place, _reason(error), entry.source, entry.id, original_of(entry))
    return entry


def complete(arrival: Arrival, contributions: Contributions) -> Arrival:
    """The same event with its data and what its record adds. Raises ``InvalidEvent``."""
    if arrival.weighed:
        return arrival
    document = orjson.loads(original_of(arrival))
    read_again = _read(arrival.place, document, None, contributions, arrival.record)
    entry = weigh(*read_again, contributions)
    if isinstance(entry, Poison):
        raise InvalidEvent.because("", entry.reason)
    return entry


def original_of(arrival: Arrival) -> bytes:
    """The event as it came, byte for byte: of a batch, its own part."""
    return _part(arrival.record, arrival.place.index)


def _part(record: bytes, index: int | None) -> bytes:
    return record if index is None else elements_of(record)[index]


def _media_type(message: Message) -> str:
    if message.content_type is None:
        return BATCH if message.value.lstrip()[:1] == b"[" else STRUCTURED
    return message.content_type.partition(";")[0].strip().lower()


def _unreadable(message: Message, reason: str, content: Any = None) -> Read:
    place = Place(message.partition, message.offset, None)
    return _poison(place, reason, content, message.value), None


def _read(
    place: Place, document: Any, raw: bytes | None, contributions: Contributions, record: bytes
) -> Read:
    try:
        event = read_event(document, raw, strict=False)
        contributions.areas.require(event.force, event.area)
        contributions.areas.require_kind(event.force, event.kind)
        return _arrival(place, event, record), event.record
    except Exception as error:
        # Decoding is a pure function: what it raises once it raises every time.
        reason = _reason(error)
    return _poison(place, reason, document, _part(record, place.index)), None


def _poison(place: Place, reason: str, document: Any, original: bytes) -> Poison:
    source, id_ = _identifier(document, "source"), _identifier(document, "id")
    return Poison(place, reason, source, id_, original)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, InvalidEvent) else f"{type(error).__name__}: {error}"


def _arrival(place: Place, event: Event, record: bytes) -> Arrival:
    return Arrival(
        place,
        event.source,
        event.id,
        f"{event.force}/{event.kind}/{event.subject}",
        event.revision,
        event.digest,
        event.record is None,
        event.data,
        NOTHING,
        record,
        weighed=event.record is None,
    )


def _identifier(document: Any, name: str) -> str | None:
    value = document.get(name) if isinstance(document, Mapping) else None
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None
