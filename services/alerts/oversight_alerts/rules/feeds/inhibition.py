"""What is not judged while a feed has stopped: what did not come would look like a change. Pure.

Figures stand on the records of a kind, and on the fields that they ask for: where incidents come
and arrivals do not, response is not judged, and how many incidents there are is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.rules.feeds.stalls import FeedStall
from oversight_alerts.rules.feeds.troubles import (
    Feeds,
    FeedState,
    FeedTrouble,
    feed_troubles,
    trouble_in_words,
)
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.arrivals import fields_of, stages_of
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import fields_rested_on
from oversight_contracts.time_buckets import start_of_hour
from oversight_contracts.windows import BucketRange, days_of
from oversight_measures.periods.period import london_midnight

# So seldom chance alone makes a lull of which it is doubted that all is well.
DOUBTED = 20


@dataclass(frozen=True)
class SilentFeeds:
    """The feeds that have stopped; ``doubts`` are lulls that may still be chance, or a delay.

    ``over`` are the stalls that have ended.
    """

    troubles: Sequence[FeedTrouble] = ()
    doubts: Sequence[FeedTrouble] = ()
    over: Sequence[FeedStall] = ()

    def words(
        self, catalogue: Catalogue, indicator: Indicator, force: str, window: BucketRange
    ) -> str:
        """Why a figure of a force over ``window`` is not judged; empty where it is."""
        if not window.end:
            return ""
        end = _end_of(window)
        for each in self.troubles:
            if each.since < end and _stands_on(catalogue, indicator, force, each):
                return trouble_in_words(each)
        # What has not come yet is taken for a miss: there a doubt is enough.
        for each in self.doubts if indicator.pending_means else ():
            if each.since < end and _stands_on(catalogue, indicator, force, each):
                return trouble_in_words(each, doubted=True)
        return ""

    def stalls_of(
        self, catalogue: Catalogue, indicator: Indicator, force: str
    ) -> Iterator[FeedStall]:
        """The stalls that are over in which a figure of a force lacked what it asks for."""
        # Where what has not come is no miss, what never comes makes no collapse.
        for each in self.over if indicator.pending_means else ():
            if each.feed.force in ("", force) and any(
                each.feed.kind in ("", kind) and (not each.feed.stage or asked)
                for kind, asked in _asked_of(catalogue, indicator, each.feed.stage)
            ):
                yield each


ALL_WELL = SilentFeeds()


def silent_feeds(
    states: Sequence[FeedState], feeds: Feeds, now: datetime, over: Sequence[FeedStall] = ()
) -> SilentFeeds:
    """The feeds that have stopped by now, as ``states`` say it, and stalls that are ``over``."""
    troubles = tuple(each for state in states if (each := state.trouble))
    return SilentFeeds(troubles, tuple(feed_troubles(feeds, now, DOUBTED, grace=False)), over)


def _end_of(window: BucketRange) -> datetime:
    if "T" in window.end:
        return start_of_hour(window.end)
    return london_midnight(days_of(window).end)


def _stands_on(
    catalogue: Catalogue, indicator: Indicator, force: str, trouble: FeedTrouble
) -> bool:
    return any(
        (force, kind) in trouble.told and (not trouble.feed.stage or asked)
        for kind, asked in _asked_of(catalogue, indicator, trouble.feed.stage)
    )


def _asked_of(catalogue: Catalogue, indicator: Indicator, stage: str) -> Iterator[tuple[str, bool]]:
    """The kinds that an indicator counts, with whether it asks for what is told at a stage."""
    source, _ = indicator.totals_source(())
    counted = catalogue.indicators[source]
    fields = set(fields_rested_on(counted))
    for kind in dict.fromkeys(each.kind for each in counted.populations.values()):
        first = stages_of(kind)[0]
        told = {(kind, field) for field in fields_of(kind, stage)}
        yield kind, stage == first or bool(told & fields)
