"""Arrivals of a batch: its counted revisions by source, hour and what they tell of. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from oversight_contracts.facts.arrivals import CREATED, UPDATED, FeedStage
from oversight_indicators.events.model import DecodedEvent, EventOutcome
from oversight_indicators.events.outcome_counts import Hours
from oversight_indicators.events.revisions import Outcome, Resolution


class ArrivalRow(NamedTuple):
    """Revisions that are counted together; ``hour`` is whole hours since 1970, UTC."""

    hour: int
    source: str
    of: FeedStage
    partition: int


def count_arrivals(
    entries: Sequence[EventOutcome], resolution: Resolution, hours: Hours
) -> Counter[ArrivalRow]:
    """How many revisions were counted; ``resolution`` is that of the valid ones, in order."""
    events = (entry for entry in entries if isinstance(entry, DecodedEvent))
    found = Counter(
        (event.position.partition, event.position.offset, event.source, _kind(event), stage)
        for event, outcome, known in zip(events, resolution.outcomes, resolution.known, strict=True)
        if outcome is Outcome.COUNTED
        for stage in (event.stage or (UPDATED if known else CREATED),)
    )
    counts: Counter[ArrivalRow] = Counter()
    for (partition, offset, source, kind, stage), number in found.items():
        force, _, name = kind.partition("/")
        of, hour = FeedStage(force, name, stage), hours[partition, offset]
        counts[ArrivalRow(hour, source, of, partition)] += number
    return counts


def _kind(event: DecodedEvent) -> str:
    """``force/kind`` of the key, which no slash is in before the record's id."""
    key = event.key
    return key[: key.index("/", key.index("/") + 1)]
