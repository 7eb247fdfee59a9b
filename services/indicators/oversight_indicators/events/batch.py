"""A batch: consecutive records of some partitions, decoded, to be counted in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from oversight_indicators.events.decode import storable_id, storable_reason, storable_source
from oversight_indicators.events.model import (
    Checkpoint,
    EventOutcome,
    EventPosition,
    KafkaRecord,
    PoisonEvent,
    digest_of,
)
from oversight_indicators.events.outcome_counts import Hours, hour_of


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of ``starts`` to before the ``ends``, by partition, and the events they hold.

    ``epoch`` says under which assignment they were taken.
    """

    epoch: int
    starts: Mapping[int, int]
    ends: Mapping[int, Checkpoint]
    entries: Sequence[EventOutcome]
    hours: Hours

    def without(self, faulty: Collection[EventPosition], reason: str) -> "Batch":
        """The batch with the events at these positions as poison."""
        return replace(
            self,
            entries=[
                _poisoned(entry, reason) if entry.position in faulty else entry
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
    ends = {partition: _after(log, message) for partition, message in sorted(last.items())}
    return Batch(epoch, first, ends, entries, hours)


def _after(log: str, message: KafkaRecord) -> Checkpoint:
    return Checkpoint(log, message.offset + 1, digest_of(message.value), message.timestamp)


def _poisoned(entry: EventOutcome, reason: str) -> PoisonEvent:
    if isinstance(entry, PoisonEvent):
        return entry
    # What the database refused may be the very names.
    source, id_ = storable_source(entry.source), storable_id(entry.id)
    return PoisonEvent(entry.position, storable_reason(reason), source, id_, entry.original)
