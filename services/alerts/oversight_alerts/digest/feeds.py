"""How long ago anything came of each feed, by force, kind of record and stage. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from oversight_alerts.projection.arrivals import Feed, hour_number
from oversight_alerts.rules.feeds.troubles import Feeds
from oversight_contracts.facts.arrivals import REMOVED, stages_of


class StageAge(NamedTuple):
    """Stages of which something came last so many hours ago; ``stopped`` where that is too long."""

    stages: tuple[str, ...]
    hours: int
    stopped: bool


class FeedAge(NamedTuple):
    """A kind of record from a source in a force; what is empty is not told apart."""

    source: str
    force: str
    kind: str
    ages: tuple[StageAge, ...]

    @property
    def stopped(self) -> bool:
        """True where any stage of it has stopped."""
        return any(each.stopped for each in self.ages)


def feed_ages(feeds: Feeds, stopped: Collection[Feed], now: datetime) -> list[FeedAge]:
    """Every feed by kind, those that have stopped first; a whole source where no kind is known."""
    parts: defaultdict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    known = {feed.source for feed in feeds if feed.kind}
    for feed, counts in feeds.items():
        if feed.stage == REMOVED or (not feed.stage and feed.source in known):
            continue
        # Clocks may differ.
        hours = max(0, hour_number(now) - max(counts))
        parts[feed.source, feed.force, feed.kind][feed.stage] = hours
    ages = (FeedAge(*of, tuple(_ages(of, stages, stopped))) for of, stages in sorted(parts.items()))
    return sorted(ages, key=lambda each: not each.stopped)


def _ages(
    of: tuple[str, str, str], stages: dict[str, int], stopped: Collection[Feed]
) -> Iterator[StageAge]:
    """The oldest last; stages of one age together, in the order of a record's life."""

    def key(stage: str) -> tuple[bool, int]:
        return Feed(*of, stage) in stopped, stages[stage]

    known = stages_of(of[2]) if of[2] else ()
    ordered = [*(each for each in known if each in stages), *sorted(stages.keys() - {*known})]
    for (over, hours), same in groupby(sorted(ordered, key=key), key):
        yield StageAge(tuple(same), hours, over)
