"""Observes the totals as they stand by each rule: pure, and no arithmetic of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from oversight_alerts.projection.reach import reach_of
from oversight_alerts.projection.silent_hours import silent_hours, silent_in_words
from oversight_alerts.rules.feeds.inhibition import ALL_WELL, SilentFeeds
from oversight_alerts.rules.feeds.stalls import FeedStall, LostDay, lost_days
from oversight_alerts.rules.judgement.buckets import ClosedBucket, closed_buckets, marked
from oversight_alerts.rules.kind import Area
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import places
from oversight_alerts.rules.totals import Totals
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.coverage import Telling, missing_in_words, telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import (
    DriftRule,
    IndicatorRule,
    LimitRule,
    SpecialCauseRule,
    WindowRule,
)
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_AREAS, NOT_RECORDED, unrecorded_days
from oversight_contracts.windows import BucketRange, days_of
from oversight_measures.coverage import coverage_of
from oversight_measures.periods.period import Period, london_day
from oversight_measures.periods.stretches import Stretches, common, joined, without

# Of so short a window single hours are looked at too.
BY_HOURS = timedelta(days=2)


def observe(
    catalogue: Catalogue,
    rule: IndicatorRule,
    totals: Totals,
    now: datetime,
    silent: SilentFeeds = ALL_WELL,
) -> Iterator[Observation]:
    """The rule's observations in every area it looks at, over the buckets that are over."""
    indicator = catalogue.indicators[rule.indicator]
    first = reach_of(catalogue, rule).first_day(london_day(now))
    buckets = closed_buckets(catalogue, rule, indicator, first, now)
    telling = telling_of(catalogue, indicator)
    known: dict[str, _Records] = {}
    for force, area in places(catalogue, rule, london_day(now)):
        if force not in known:
            stalls = tuple(silent.stalls_of(catalogue, indicator, force))
            settling = indicator.settling_time(catalogue.targets) or timedelta(0)
            lost = _lost(rule, indicator, force, totals, stalls, settling)
            known[force] = _records(rule, indicator, telling, force, buckets, totals, now, lost)
        where = Area(catalogue, indicator, force, area, known[force].buckets, totals)
        for observation in RULE_KINDS[rule.kind].observe(rule, where):
            judged = known[force].judged(observation)
            why = silent.words(catalogue, indicator, force, judged.window)
            yield judged.feed_silent(why)


@dataclass(frozen=True)
class _Records:
    """The buckets of a force, and which days lack records or do not say what is counted.

    Of those that are ``lost`` a stalled feed has not sent yet what they ask for.
    """

    rule: IndicatorRule
    indicator: Indicator
    buckets: Sequence[ClosedBucket]
    missing: Stretches
    unrecorded: Stretches
    telling: Sequence[Telling]
    force: str
    totals: Totals
    now: datetime
    lost: Sequence[LostDay] = ()

    def judged(self, observation: Observation) -> Observation:
        """The observation, or that it is none: a count of the others would look too low."""
        if observation.verdict is Verdict.NO_BASELINE or not observation.window.first:
            return observation
        window = observation.window
        days = days_of(window)
        if not without((days,), self.unrecorded):
            return observation.not_recorded(NOT_RECORDED)
        if observation.series.area != WHOLE_FORCE and not self._names_areas(window):
            return observation.not_recorded(NO_AREAS)
        looked_at = self._looked_at(days)
        missing = common((looked_at,), self.missing)
        lost = [each for each in self.lost if common((looked_at,), (each.period,))]
        if lost:
            days_lost = joined((*missing, *(each.period for each in lost)))
            return observation.lacking(days_lost, "; ".join(each.words for each in lost))
        words = missing_in_words(missing, self.unrecorded) or silent_in_words(self._silent(window))
        return observation.lacking(missing, words)

    def _looked_at(self, days: Period) -> Period:
        """All of a level's window; of what has drifted for months the last bucket alone."""
        if isinstance(self.rule, WindowRule):
            return days
        return self.buckets[-1].period

    def _names_areas(self, window: BucketRange) -> bool:
        return self.totals.names_areas(self.rule.indicator, self.force, window)

    def _silent(self, window: BucketRange) -> tuple[BucketRange, ...]:
        if self.indicator.grain != "hour" or days_of(window).days > BY_HOURS.days:
            return ()
        hours = (self.totals.record_hours(each, self.force) for each in self.telling)
        return tuple(run for each in hours for run in silent_hours(each, window, self.now))


def _records(
    rule: IndicatorRule,
    indicator: Indicator,
    telling: Sequence[Telling],
    force: str,
    buckets: Sequence[ClosedBucket],
    totals: Totals,
    now: datetime,
    lost: Sequence[LostDay],
) -> _Records:
    stated = {each.kind: totals.stated_fields(force, each.kind) for each in telling}
    unrecorded = unrecorded_days(indicator, stated)
    missing: Stretches = ()
    if buckets:
        days = Period(buckets[0].period.start, buckets[-1].period.end)
        today = london_day(now)
        records = [totals.record_days(each, force) for each in telling]
        coverage = coverage_of(records, today)
        missing = joined((*coverage.missing(days, today), *common((days,), unrecorded)))
    own = marked(buckets, joined((*missing, *(each.period for each in lost))))
    return _Records(rule, indicator, own, missing, unrecorded, telling, force, totals, now, lost)


def _lost(
    rule: IndicatorRule,
    indicator: Indicator,
    force: str,
    totals: Totals,
    stalls: Sequence[FeedStall],
    settling: timedelta,
) -> Sequence[LostDay]:
    """The days of stalls of which more than usual has not come yet, in the whole force."""
    if not stalls:
        return ()
    by = rule.by if isinstance(rule, LimitRule | DriftRule | SpecialCauseRule) else ""
    days = totals.days(SeriesKey(indicator.id, force, WHOLE_FORCE, by))
    return tuple(lost_days(stalls, days, settling))
