"""Records of the log, and what they decode to: events that can count, and poison."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from oversight_contracts.events.batch import split_array
from oversight_contracts.log_position import LogPosition
from oversight_indicators.contributions.accumulator import RecordContributions


@dataclass(frozen=True, slots=True)
class KafkaRecord:
    """A Kafka record of the events topic; ``timestamp`` is the broker's, in ms.

    ``contract`` is the one its events were checked by before they came in, if any was.
    """

    partition: int
    offset: int
    timestamp: int
    value: bytes
    content_type: str | None = None
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint(LogPosition):
    """A position, and the last record before it: its SHA-256 and timestamp (ms), where known."""

    digest: bytes | None = None
    timestamp: int | None = None


def digest_of(value: bytes) -> bytes:
    """SHA-256 of a record's value, by which the record is known again."""
    return hashlib.sha256(value).digest()


# Not frozen, here and below: a frozen dataclass costs several times as much to make.
@dataclass(slots=True, unsafe_hash=True)
class EventPosition:
    """The position of an event; ``index`` inside a batch record, None for a record of one event."""

    partition: int
    offset: int
    index: int | None


@dataclass(slots=True)
class DecodedEvent:
    """A valid event. ``contributions`` is what its record adds; of a removal, nothing.

    ``about`` is its force, kind and stage, such as ``west-midlands/incident/arrived``; the stage is
    empty where the kind has none.
    ``computed`` is false while nobody asked what the record adds: then ``contributions`` is empty,
    and ``data`` may be.
    """

    position: EventPosition
    source: str
    id: str
    key: str
    revision: int
    digest: bytes
    removed: bool
    data: bytes
    contributions: RecordContributions
    # The whole record, not the event's own part of it: what is decoded costs the garbage
    # collector more to look at than the rare dead letter costs to decode again.
    record: bytes
    computed: bool = True
    about: str = ""

    @property
    def original(self) -> bytes:
        """The event as it came, byte for byte: of a batch, its own part."""
        return part_of(self.record, self.position.index)


@dataclass(slots=True)
class PoisonEvent:
    """An event that can never count; ``source`` and ``id`` as far as they could be read."""

    position: EventPosition
    reason: str
    source: str | None
    id: str | None
    original: bytes


EventOutcome = DecodedEvent | PoisonEvent


def part_of(record: bytes, index: int | None) -> bytes:
    """The bytes of the event at ``index`` of a batch record; of None, the whole record."""
    return record if index is None else _split(record)[index]


# Where one event of a record is at fault, others often are.
@lru_cache(maxsize=4)
def _split(record: bytes) -> list[bytes]:
    return split_array(record)
