"""The explanation of a figure: what it was before it changed, and what carries the change. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from oversight_alerts.rules.decomposition.portions import Portions, portions_of
from oversight_alerts.rules.decomposition.splits import (
    Change,
    Split,
    contributions,
    splits_of,
    telling,
)
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.totals import Totals
from oversight_contracts.coverage import telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import MilestoneRule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import buckets_of, days_of
from oversight_measures.coverage import coverage_of
from oversight_measures.periods.period import Period

# What a level is held against where no baseline says what is usual.
BEFORE = timedelta(days=28)
# Fewer days on record are no measure of what was before.
LEAST_DAYS = 14


@dataclass(frozen=True)
class Explanation:
    """How a figure over the days ``after`` came from what it ``was`` over ``before``, in its unit.

    ``after`` are all days since the change began. A count ``was`` that of as many days; days
    without records are left out. ``splits`` are the breakdowns that say where the change is, of
    those ``tried``; each adds up to ``change`` exactly.
    """

    before: Period
    after: Period
    was: Fraction
    change: Fraction
    splits: Sequence[Split] = ()
    tried: Sequence[str] = ()

    @property
    def now(self) -> Fraction:
        """The figure over the days since it began."""
        return self.was + self.change


def explain(
    catalogue: Catalogue,
    indicator: Indicator,
    observation: Observation,
    totals: Totals,
    since: date | None = None,
) -> Explanation | None:
    """The explanation of an observation; None of what does not add up, such as a median.

    ``since`` is the earliest day on which anything of its thread began: what came after it is no
    measure of what was usual before.
    """
    portions = portions_of(catalogue, indicator, observation.series, totals)
    whole_days = _is_of_whole_days(indicator, observation)
    if portions is None or observation.figure.value is None or not whole_days:
        return None
    rule = catalogue.rules.get(observation.series.rule)
    planned = isinstance(rule, MilestoneRule)
    before, after = _year_before(observation) if planned else _periods(observation, since)
    days = tuple(
        each.days - _without_records(catalogue, portions, each) for each in (before, after)
    )
    if days[0] < min(LEAST_DAYS, before.days) or not days[1]:
        return None
    scale = Fraction(1 if indicator.reference_group is not None else indicator.scale)
    spread = observation.volumes.dispersion if observation.volumes else 1.0
    change = Change(before, after, scale, (days[0], days[1]), max(1.0, spread))
    return _explanation(portions, change)


def _explanation(portions: Portions, change: Change) -> Explanation | None:
    old, new = (portions.read(portions.whole, each) for each in (change.before, change.after))
    if portions.is_count:
        was = old.part.numerator * Fraction(change.days[1], change.days[0])
    elif old.part.denominator and new.part.denominator:
        was = change.scale * old.part.numerator / old.part.denominator
    else:
        return None
    found = contributions(portions, change, {"": old}, {"": new})
    splits = splits_of(portions, change)
    return Explanation(
        *(change.before, change.after, was, _sum(found)),
        splits=telling(splits),
        tried=[each.breakdown for each in splits],
    )


def _sum(parts: Mapping[str, Fraction]) -> Fraction:
    return sum(parts.values(), Fraction(0))


def _is_of_whole_days(indicator: Indicator, observation: Observation) -> bool:
    window = observation.window
    return bool(window.first) and buckets_of(indicator, days_of(window)) == window


def _without_records(catalogue: Catalogue, portions: Portions, period: Period) -> int:
    """How many days of a period have no records of what is counted."""
    force, totals = portions.series.force, portions.totals
    known = [totals.record_days(e, force) for e in telling_of(catalogue, portions.indicator)]
    missing = coverage_of(known, period.end).missing(period, period.end)
    return sum(each.days for each in missing)


def _periods(observation: Observation, since: date | None) -> tuple[Period, Period]:
    """The days before it began, and all since."""
    now = days_of(observation.window)
    start = now.start
    if observation.began is not None:
        # What has lasted for some time is no measure of itself.
        start = min(start, date.fromisoformat(observation.began[:10]))
    if observation.usual is not None:
        return observation.usual.baseline.period, Period(start, now.end)
    start = min(start, since or start)
    return Period(start - BEFORE, start), Period(start, now.end)


def _year_before(observation: Observation) -> tuple[Period, Period]:
    """The days of a plan so far, and the same of the year before."""
    now = days_of(observation.window)
    return Period(_a_year_before(now.start), _a_year_before(now.end)), now


def _a_year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
