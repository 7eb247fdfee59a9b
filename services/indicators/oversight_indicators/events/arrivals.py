"""Arrivals of a batch: its counted revisions by source, hour and what they tell of. Pure."""

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from oversight_contracts.facts.arrivals import CREATED, UPDATED, FeedStage
from oversight_indicators.events.model import DecodedEvent, EventOutcome
from oversight_indicators.events.outcome_counts import Hours
from oversight_indicators.events.revisions import Outcome, Resolution

_ALIKE = attrgetter("position.partition", "position.offset", "source", "about")


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
    # Counted by what is alike first, without a step of Python's own for each: the hot path.
    found = Counter(zip(map(_ALIKE, events), resolution.outcomes, resolution.known, strict=True))
    counts: Counter[ArrivalRow] = Counter()
    for ((partition, offset, source, about), outcome, known), number in found.items():
        if outcome is Outcome.COUNTED:
            force, kind, stage = about.split("/")
            of = FeedStage(force, kind, stage or (UPDATED if known else CREATED))
            counts[ArrivalRow(hours[partition, offset], source, of, partition)] += number
    return counts
