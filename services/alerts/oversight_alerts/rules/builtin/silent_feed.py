"""The rules that ship with the service: a feed that was regularly heard of is missed. Pure.

How often is learned from the feed's own weeks, so that nobody has to say it and no feed is left
out. An hour counts in which the log holds an event of the feed, whatever became of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.observation import Observation, observation_of
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import ThresholdRule
from oversight_contracts.facts.reconciliation import QUIET_DAYS, QUIET_HOURS
from oversight_contracts.figures.figure import Figure
from oversight_contracts.time_buckets import bucket_of_hour, start_of_hour
from oversight_contracts.windows import HOUR, BucketRange
from oversight_measures.periods.period import DAY

WEEK = timedelta(days=7)
_ADVICE = (
    "Until the feed is heard of again no alert can come of what it tells: silence does not mean "
    "well. Where the data are as at a moment ago, other feeds are counted: ask whoever runs this "
    "one. Where they are old, nothing is counted at all: ask whoever runs Oversight."
)


@dataclass(frozen=True)
class FeedHabit:
    """A rule for feeds that are heard of in the rule's ``minimum`` of a week's hours, or days."""

    rule: ThresholdRule
    every: timedelta

    @property
    def of(self) -> int:
        """The number of hours, or days, in a week."""
        return WEEK // self.every

    def named(self, hour: str) -> str:
        """The hour, or the UTC day that it is of."""
        return hour if self.every == HOUR else hour[:10]


def _habit(every: timedelta, **said: object) -> FeedHabit:
    common = {"kind": "threshold", "when": "above", "window": "7 days", "advice": _ADVICE}
    return FeedHabit(ThresholdRule.model_validate({**common, **said}), every)


HABITS = (
    # An hour is known of once it is over and compared, so an hour or so is always missing. What
    # may lack some hours of a night is not expected in every one.
    _habit(
        HOUR,
        id="feed-quiet-for-hours",
        title="A feed that sends round the clock is not heard of",
        severity="critical",
        indicator=QUIET_HOURS,
        threshold=2,
        minimum=160,
    ),
    # No longer than offices are closed at Easter, or between Christmas and a weekend.
    _habit(
        DAY,
        id="feed-quiet-for-days",
        title="A feed that sends on most days is not heard of",
        severity="warning",
        indicator=QUIET_DAYS,
        threshold=5,
        minimum=4,
    ),
)
RULES = tuple(habit.rule for habit in HABITS)


def observe_silent_feeds(
    hours: ReconciledHours, now: datetime
) -> Iterator[tuple[ThresholdRule, Observation]]:
    """The silence of each feed so far, as each rule observes it."""
    for source, own in hours.by_source():
        heard = [each.hour for each in own if each.events or each.outcomes]
        # Bytes that name no source are of no feed.
        if source and heard:
            for habit in HABITS:
                yield habit.rule, _observation(habit, source, heard, now)


def _observation(habit: FeedHabit, source: str, heard: Sequence[str], now: datetime) -> Observation:
    last = start_of_hour(heard[-1]) + HOUR
    # Clocks may differ.
    now = max(now, last)
    series = RuleSeries(habit.rule.id, "", "", f"source={source}")
    window = BucketRange(bucket_of_hour(last), bucket_of_hour(now))
    quiet = (now - last) // habit.every
    # Without a habit nothing is expected; but what is heard of is not quiet, whatever its habit.
    sample, figure = _known(habit, heard, last), Figure(Fraction(quiet), quiet)
    return observation_of(habit.rule, series, window, figure, sample, counted=True)


def _known(habit: FeedHabit, heard: Sequence[str], last: datetime) -> int:
    """In how many hours, or days, of a week it was heard of: in the better of the last two.

    One of them may have had the hours in which it was quiet before.
    """
    middle, first = (bucket_of_hour(last - weeks * WEEK) for weeks in (1, 2))
    newest = {habit.named(hour) for hour in heard if hour >= middle}
    before = {habit.named(hour) for hour in heard if first <= hour < middle}
    # Seven times a day can touch eight dates.
    return min(habit.of, max(len(newest), len(before)))
