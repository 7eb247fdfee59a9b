"""From the bytes of a Kafka record to events with what they add, or the reason they cannot count.

Decoding needs no database, so it runs beside the transaction of the batch before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from oversight_contracts.envelope import BATCH
from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events import Event, read_event
from oversight_indicators.cells import NOTHING, Atoms
from oversight_indicators.contributions import Contributions

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
    """A valid event. ``atoms`` is what its record adds; of a removal, nothing."""

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


@dataclass(slots=True)
class Poison:
    """An event that can never count; ``source`` and ``id`` as far as they could be read."""

    place: Place
    reason: str
    source: str | None
    id: str | None
    original: bytes


Entry = Arrival | Poison


def decode(message: Message, contributions: Contributions) -> list[Entry]:
    """Every event of a record, in order; one that is at fault does not hold up the others."""
    try:
        content = orjson.loads(message.value)
    except orjson.JSONDecodeError as error:
        place = Place(message.partition, message.offset, None)
        return [Poison(place, f"not JSON: {error}", None, None, message.value)]
    if not _is_batch(message):
        place = Place(message.partition, message.offset, None)
        return [_entry(place, content, contributions, message.value)]
    if not isinstance(content, list):
        place = Place(message.partition, message.offset, None)
        return [Poison(place, "a batch is a JSON array", None, None, message.value)]
    return list(_entries(message, content, contributions))


def original_of(arrival: Arrival) -> bytes:
    """The event as it came, for a dead letter: of a batch, the JSON of the one event."""
    index = arrival.place.index
    return arrival.record if index is None else orjson.dumps(orjson.loads(arrival.record)[index])


def _is_batch(message: Message) -> bool:
    if message.content_type is None:
        return message.value.lstrip()[:1] == b"["
    return message.content_type.partition(";")[0].strip().lower() == BATCH


def _entries(
    message: Message, documents: list[Any], contributions: Contributions
) -> Iterator[Entry]:
    for index, document in enumerate(documents):
        place = Place(message.partition, message.offset, index)
        yield _entry(place, document, contributions, message.value)


def _entry(place: Place, document: Any, contributions: Contributions, record: bytes) -> Entry:
    try:
        return _arrival(place, read_event(document, strict=False), contributions, record)
    except InvalidEvent as error:
        reason = str(error)
    except Exception as error:
        # Decoding is a pure function: what it raises once it raises every time.
        reason = f"{type(error).__name__}: {error}"
    source, id_ = _identifier(document, "source"), _identifier(document, "id")
    original = record if place.index is None else orjson.dumps(document)
    return Poison(place, reason, source, id_, original)


def _arrival(place: Place, event: Event, contributions: Contributions, record: bytes) -> Arrival:
    if event.record is None:
        contributions.areas.require(event.force, event.area)
        atoms = NOTHING
    else:
        atoms = contributions.atoms(event.kind, event.record)
    return Arrival(
        place,
        event.source,
        event.id,
        f"{event.force}/{event.kind}/{event.subject}",
        event.revision,
        event.digest,
        event.record is None,
        event.data,
        atoms,
        record,
    )


def _identifier(document: Any, name: str) -> str | None:
    value = document.get(name) if isinstance(document, Mapping) else None
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else None
