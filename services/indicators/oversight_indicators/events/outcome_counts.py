"""Counts of a batch's outcomes, by partition, source and hour. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from oversight_indicators.events.model import DecodedEvent, EventOutcome
from oversight_indicators.events.revisions import Outcome

HOUR_MS = 3_600_000
# The source of an event whose own cannot be read; no feed can be called so.
UNREADABLE = ""
_RECORD = attrgetter("position.partition", "position.offset", "source")

# The hour of each Kafka record, by partition and offset.
Hours = Mapping[tuple[int, int], int]


class OutcomeCounts(NamedTuple):
    """Events that are counted together; ``hour`` is whole hours since 1970, UTC."""

    partition: int
    source: str
    hour: int
    outcome: str


def hour_of(timestamp: int) -> int:
    """The hour of a Kafka record's timestamp in ms."""
    return timestamp // HOUR_MS


def count_outcomes(
    entries: Sequence[EventOutcome], outcomes: Iterable[Outcome], hours: Hours
) -> Counter[OutcomeCounts]:
    """Events by what is counted together; ``outcomes`` are those of the valid ones, in order."""
    valid = [entry for entry in entries if isinstance(entry, DecodedEvent)]
    # Counted by record first, without a step of Python's own for each event: this is the hot path.
    found = Counter(zip(map(_RECORD, valid), outcomes, strict=True))
    if len(valid) < len(entries):
        poison = [entry for entry in entries if not isinstance(entry, DecodedEvent)]
        found.update((_RECORD(each), Outcome.DEAD_LETTERED) for each in poison)
    counts: Counter[OutcomeCounts] = Counter()
    for ((partition, offset, source), outcome), events in found.items():
        hour = hours[partition, offset]
        counts[OutcomeCounts(partition, source or UNREADABLE, hour, outcome)] += events
    return counts
