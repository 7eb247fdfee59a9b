"""The rule that ships with the service: a feed, or a part of one, that has stopped. Pure.

How much usually comes is learned from the feed's own weeks, so that nobody has to say it and no
feed is left out: of each source by force, kind of record and stage. What is silent with a wider
feed is told of with that one, and not by itself.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules.feeds.pace import SHARE, Lull
from oversight_alerts.rules.feeds.troubles import FeedState
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import BuiltinRule
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.figures.figure import Figure
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_contracts.windows import HOUR, BucketRange

# What is shown of a feed that is well.
SHOWN = timedelta(hours=24)
RULE = BuiltinRule.model_validate(
    {
        "id": "feed-stopped",
        "kind": "feed",
        "title": "A feed has stopped, or nearly",
        "advice": "Until it comes again no alert can come of what it tells: silence does not mean "
        "well, and what stands on these records is not judged. Where the data are as at a moment "
        "ago, other feeds are counted: ask whoever runs this one. Where they are old, nothing is "
        "counted at all: ask whoever runs Oversight.",
        "severity": "critical",
        "indicator": FEED_PACE,
        "window": "4 weeks",
        "threshold": 100 // SHARE,
        "minimum": 1,
        "when": "below",
    }
)


def observe_feeds(states: Iterable[FeedState], now: datetime) -> Iterator[Observation]:
    """Every feed and every part of one, held against what is usual."""
    for state in states:
        yield _observation(state, now)


def feed_of(series: RuleSeries) -> Feed:
    """The feed that a series of the rule is of."""
    pairs = dict(each.split("=", 1) for each in series.by.split(","))
    return Feed(pairs["source"], series.force, pairs.get("kind", ""), pairs.get("stage", ""))


def series_of(feed: Feed) -> RuleSeries:
    """The series of a feed, or of a part of one."""
    named = {"kind": feed.kind, "source": feed.source, "stage": feed.stage}
    by = ",".join(f"{name}={value}" for name, value in named.items() if value)
    return RuleSeries(RULE.id, feed.force, WHOLE_FORCE if feed.force else "", by)


def _observation(state: FeedState, now: datetime) -> Observation:
    lull = state.lull or state.pace.lately(now - SHOWN)
    since = now - SHOWN if lull is None else lull.began
    return Observation(
        series=series_of(state.feed),
        # Clocks may differ.
        window=BucketRange(bucket_of_hour(since), bucket_of_hour(max(now, since) + HOUR)),
        figure=_figure(lull),
        sample=0 if lull is None else lull.usual,
        verdict=_verdict(state),
        recovered=state.pace.learned and state.lull is None and state.within is None,
        limit=Fraction(RULE.threshold),
    )


def _figure(lull: Lull | None) -> Figure:
    """The percentage of what is usual that came; none where nothing is usual."""
    if lull is None or not lull.usual:
        return Figure(None, 0 if lull is None else lull.observed)
    share = Fraction(100 * lull.observed, lull.usual)
    return Figure(share, lull.observed, lull.usual)


def _verdict(state: FeedState) -> Verdict:
    if not state.pace.learned:
        return Verdict.BELOW_MINIMUM
    if state.within is not None:
        return Verdict.FEED_SILENT
    return Verdict.WITHIN_LIMIT if state.lull is None else Verdict.BROKEN
