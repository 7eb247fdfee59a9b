"""A batch: consecutive records of some partitions, decoded, to be counted in one transaction."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from oversight_indicators.events.decode import original_of, storable_name, storable_reason
from oversight_indicators.events.model import EventOutcome, EventPosition, KafkaRecord, PoisonEvent
from oversight_indicators.events.outcome_counts import Hours, hour_of
from oversight_indicators.repository.offsets import Reached


@dataclass(frozen=True, slots=True)
class Move:
    """A partition's way through a batch: from the offset it stood at, to what it reaches."""

    start: int
    reached: Reached


@dataclass(frozen=True, slots=True)
class Batch:
    """``epoch`` says under which assignment its records were taken."""

    epoch: int
    moves: Mapping[int, Move]
    entries: Sequence[EventOutcome]
    hours: Hours

    def without(self, culprits: Collection[EventPosition], reason: str) -> "Batch":
        """The batch with the events at these places as poison."""
        return replace(
            self,
            entries=[
                _poisoned(entry, reason) if entry.place in culprits else entry
                for entry in self.entries
            ],
        )


def assemble(
    messages: Sequence[KafkaRecord], entries: Sequence[EventOutcome], epoch: int, log: str
) -> Batch:
    """A batch of ``messages``, which follow one another in each partition without a gap.

    ``entries`` are the events they hold.
    """
    first: dict[int, int] = {}
    last: dict[int, KafkaRecord] = {}
    hours: dict[tuple[int, int], int] = {}
    for message in messages:
        first.setdefault(message.partition, message.offset)
        last[message.partition] = message
        hours[message.partition, message.offset] = hour_of(message.timestamp)
    moves = {
        partition: Move(first[partition], _reached(log, message))
        for partition, message in sorted(last.items())
    }
    return Batch(epoch, moves, entries, hours)


def _reached(log: str, message: KafkaRecord) -> Reached:
    return Reached(log, message.offset + 1, digest_of(message.value), message.timestamp)


def digest_of(value: bytes) -> bytes:
    """What a record is told by: SHA-256 of its value."""
    return hashlib.sha256(value).digest()


def _poisoned(entry: EventOutcome, reason: str) -> PoisonEvent:
    if isinstance(entry, PoisonEvent):
        return entry
    # What the database refused may be the very names.
    source, id_ = storable_name(entry.source), storable_name(entry.id)
    return PoisonEvent(entry.place, storable_reason(reason), source, id_, original_of(entry))
