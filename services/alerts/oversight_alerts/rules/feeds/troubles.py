"""What is wrong with which feeds: each trouble once, of the widest feed that it is of. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.projection.arrivals import ArrivedHours, Feed, hour_number
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules import formatting
from oversight_alerts.rules.feeds.pace import CERTAIN, LEAST_BACK, SHARE, Lull, Pace
from oversight_alerts.rules.feeds.wording import told_in_words
from oversight_contracts.facts.arrivals import REMOVED

Feeds = Mapping[Feed, Mapping[int, int]]
"""How many revisions came by hour (whole hours since 1970, UTC), of each feed and its parts."""


@dataclass(frozen=True)
class FeedTrouble:
    """A feed of which a tenth of what is usual or less has come since a moment.

    ``told`` are the forces and kinds of record that it tells of.
    """

    feed: Feed
    lull: Lull
    told: frozenset[tuple[str, str]]

    @property
    def since(self) -> datetime:
        """The moment: the start of an hour."""
        return self.lull.began


@dataclass(frozen=True)
class FeedState:
    """A feed, or a part of one; ``within`` is the wider one that it is silent with."""

    feed: Feed
    pace: Pace
    lull: Lull | None
    within: Feed | None
    told: frozenset[tuple[str, str]]

    @property
    def trouble(self) -> FeedTrouble | None:
        """The trouble that is told of it; what is silent with a wider feed is told of with that."""
        if self.lull is None or self.within is not None:
            return None
        return FeedTrouble(self.feed, self.lull, self.told)


def feeds_of(arrived: ArrivedHours, reconciled: ReconciledHours) -> Feeds:
    """All feeds; what is not known of by its parts yet is known as a whole, from reconciliation."""
    feeds = dict(arrived.feeds())
    for source, hours in reconciled.by_source():
        counts = {hour_number(each.starts): each.counted for each in hours if each.counted}
        # Bytes that name no source are of no feed.
        if source and counts:
            feeds[Feed(source)] = {**counts, **feeds.get(Feed(source), {})}
    return feeds


def feed_troubles(
    feeds: Feeds, now: datetime, once_in: float = CERTAIN, *, grace: bool = True
) -> list[FeedTrouble]:
    """What is wrong with which feeds; see ``Pace.lull`` for how sure that is."""
    states = look_at(feeds, now, once_in, grace=grace)
    return [each for state in states if (each := state.trouble)]


def look_at(
    feeds: Feeds, now: datetime, once_in: float = CERTAIN, *, grace: bool = True
) -> list[FeedState]:
    """Every feed that is watched, and every part of one."""
    paces = dict(_watched({feed: Pace(counts, now) for feed, counts in feeds.items()}))
    lulls: dict[Feed, Lull] = {}
    for feed, pace in paces.items():
        lull = pace.lull(once_in, grace=grace)
        if lull is not None and not _any_well(feed, lull, paces):
            lulls[feed] = lull
    for feed, lull in list(lulls.items()):
        _widen(feed, lull, paces, lulls)
    return [
        FeedState(feed, pace, lulls.get(feed), _widest(feed, lulls), _told(feed, feeds))
        for feed, pace in sorted(paces.items(), key=lambda each: each[0])
    ]


def _watched(paces: Mapping[Feed, Pace]) -> Iterator[tuple[Feed, Pace]]:
    """What is expected to come again; a source of one force is that force's feed."""
    forces = Counter(feed.source for feed in paces if feed.force and not feed.kind)
    known = {
        feed.source
        for feed, pace in paces.items()
        if feed.force and not feed.kind and forces[feed.source] == 1 and pace.learned
    }
    for feed, pace in paces.items():
        if feed.stage != REMOVED and (feed.force or feed.source not in known):
            yield feed, pace


def _any_well(feed: Feed, lull: Lull, paces: Mapping[Feed, Pace]) -> bool:
    """Whether a part of it goes on, however little of the whole that is."""
    return any(
        _goes_on(pace.since(lull.since, grace=False))
        for part, pace in paces.items()
        if part.is_part_of(feed)
    )


def _goes_on(found: Lull | None) -> bool:
    return (
        found is not None
        and found.observed >= LEAST_BACK
        and SHARE * found.observed > found.usual > 0
    )


def _widen(feed: Feed, lull: Lull, paces: Mapping[Feed, Pace], lulls: dict[Feed, Lull]) -> None:
    """Have a wider feed be silent of which nothing else goes on, though it is not certain yet."""
    for wider in feed.wider:
        if wider not in paces or wider in lulls:
            continue
        found = paces[wider].since(lull.since)
        if found and SHARE * found.observed <= found.usual and not _any_well(wider, lull, paces):
            lulls[wider] = found


def _widest(feed: Feed, lulls: Mapping[Feed, Lull]) -> Feed | None:
    """The widest feed that is silent, of which this is a part."""
    return next((each for each in reversed(list(feed.wider)) if each in lulls), None)


def _told(feed: Feed, feeds: Feeds) -> frozenset[tuple[str, str]]:
    parts = (each for each in feeds if each.kind and (each == feed or each.is_part_of(feed)))
    return frozenset((each.force, each.kind) for each in parts)


def trouble_in_words(trouble: FeedTrouble, *, doubted: bool = False) -> str:
    """``arrivals at incidents have stopped coming from urn:feed since 14:00 on …``."""
    may = "may have" if doubted else "have"
    stopped = "stopped" if not trouble.lull.observed else "all but stopped"
    told, source = told_in_words(trouble.feed), trouble.feed.source
    return f"{told} {may} {stopped} coming from {source} since {formatting.moment(trouble.since)}"
