"""The series that rules judge: what detectors count of each, and what its figure is. Pure.

``limit`` and ``value`` go between the indicator's unit and what detectors have: a share from 0 to
1, or a number of events.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from oversight_alerts.rules.judgement.buckets import ClosedBucket, span_of
from oversight_alerts.rules.judgement.cases import Cases, Counting, slower_than, together
from oversight_alerts.rules.kind import Area
from oversight_alerts.rules.observation import Found
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RuleBase
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure, not_stated
from oversight_contracts.recorded_fields import NO_SUCH_VALUE
from oversight_contracts.windows import BucketRange
from oversight_measures.estimates.quantiles import nearest_rank
from oversight_measures.periods.period import DAY
from oversight_measures.spread.observed import Kind

NO_FIGURE = Figure(None, 0)
# The totals of a series by London day.
Days = Mapping[date, Total]


class Subject(ABC):
    """One series of a rule. ``kind`` says what detectors count: events, or cases with hits."""

    area: Area
    series: RuleSeries

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """What kind of number it is, as its spread has it."""

    @abstractmethod
    def cases(self, bucket: ClosedBucket) -> Cases:
        """What a detector counts of a bucket."""

    @abstractmethod
    def limit(self, value: Fraction) -> float:
        """A value of the indicator's unit as detectors have it."""

    @abstractmethod
    def value(self, level: float) -> Fraction | None:
        """What detectors have in the indicator's unit; None where it cannot be said."""

    @abstractmethod
    def found(self, window: BucketRange) -> Found:
        """The figure over a window, and what stands beside it."""

    def found_over(self, buckets: Sequence[ClosedBucket]) -> Found:
        """The figure over buckets in a row. Raises ``IndexError`` for none."""
        return self.found(span_of(self.area.indicator, buckets))

    def point(self, bucket: ClosedBucket, cases: Cases) -> Fraction | None:
        """The figure of a bucket alone, whose cases these are, for a chart; None of none."""
        if self.kind is Kind.COUNT:
            return self.value(cases.hits)
        return self.value(cases.hits / cases.of) if cases.of else None

    def usual_over(self, baseline: Sequence[ClosedBucket], bucket: ClosedBucket) -> Fraction | None:
        """The figure of a baseline that one of ``bucket`` is held against: of a count as many days.

        Raises ``IndexError`` for a baseline of no buckets.
        """
        if self.kind is not Kind.COUNT:
            return self.found_over(baseline).figure.value
        events = sum(self.cases(each).hits for each in baseline)
        days = sum(each.period.days for each in baseline)
        return self.value(events * bucket.period.days / days)


@dataclass(frozen=True)
class SingleSeries(Subject):
    """The series of one breakdown value, or of all; residents are those of the newest census."""

    area: Area
    series: RuleSeries

    @property
    def kind(self) -> Kind:
        return self.area.indicator.change_test.kind or Kind.SHARE

    @cached_property
    def counting(self) -> Counting:
        """What is counted of a total."""
        count = self.area.indicator.cases
        return lambda total: Cases(*count(total))

    @cached_property
    def _days(self) -> Days:
        return self.area.totals.days(self.area.key(self.series.by))

    def cases(self, bucket: ClosedBucket) -> Cases:
        totals = days_of(self._days, bucket)
        if len(totals) == 1:
            return self.counting(totals[0])
        return together(map(self.counting, totals))

    @property
    def residents(self) -> int | None:
        """Who the rate is of; None where they are not known."""
        return residents_of(self.area.catalogue, self.area.force, self.area.area, self.series.by)

    @property
    def _unit(self) -> Fraction:
        """What one event, or a share of one, is in the indicator's unit."""
        indicator = self.area.indicator
        if indicator.per_residents is None:
            return Fraction(indicator.scale if self.kind is Kind.SHARE else 1)
        return Fraction(indicator.per_residents, self.residents or 1)

    def limit(self, value: Fraction) -> float:
        if self.kind is Kind.RATIO:
            part = value / self.area.indicator.scale
            return float(part / (1 + part))
        return float(value / self._unit)

    def value(self, level: float) -> Fraction | None:
        if self.kind is Kind.RATIO:
            part = Fraction(level)
            return self.area.indicator.scale * part / (1 - part) if part < 1 else None
        if self.area.indicator.over_residents and not self.residents:
            return None
        return Fraction(level) * self._unit

    def found(self, window: BucketRange) -> Found:
        indicator = self.area.indicator
        total = self.area.totals.total(self.area.key(self.series.by), window)
        figure = indicator.figure(total, self.residents)
        return Found(figure, indicator.sample(figure))


@dataclass(frozen=True)
class SlowCases(SingleSeries):
    """Of a duration, the share of cases that took longer than ``longest``.

    A percentile lies above a limit where more than its rest of the cases do. ``percentile`` is
    the one that is printed.
    """

    longest: Fraction
    percentile: int

    @property
    def kind(self) -> Kind:
        return Kind.SHARE

    @cached_property
    def counting(self) -> Counting:
        return slower_than(float(self.longest))

    def limit(self, value: Fraction) -> float:
        return 1 - self.percentile / 100

    def value(self, level: float) -> Fraction | None:
        return None

    def found(self, window: BucketRange) -> Found:
        total = self.area.totals.total(self.area.key(self.series.by), window)
        figure = self.area.indicator.figure(total)
        value = nearest_rank(total.values, Fraction(self.percentile, 100))
        exact = None if value is None else Fraction(value)
        return Found(replace(figure, value=exact), total.n)


@dataclass(frozen=True)
class GroupSeries(Subject):
    """A group's events among those of the group and of the reference group."""

    area: Area
    series: RuleSeries
    group: str
    basis: str

    @property
    def kind(self) -> Kind:
        return Kind.RATIO

    @property
    def _dimension(self) -> str:
        reference = self.area.indicator.reference_group
        assert reference is not None
        return reference.dimension

    @property
    def reference(self) -> str:
        """The reference group."""
        reference = self.area.indicator.reference_group
        assert reference is not None
        return reference.value

    @cached_property
    def _days(self) -> tuple[Days, Days]:
        """The days of the group and of the reference group; asked for once a look."""
        by = (f"{self._dimension}={group}" for group in (self.group, self.reference))
        own, others = (self.area.totals.days(self.area.key(each)) for each in by)
        return own, others

    def cases(self, bucket: ClosedBucket) -> Cases:
        own, others = (sum(total.n for total in days_of(each, bucket)) for each in self._days)
        return Cases(own, own + others)

    def _residents(self) -> dict[str, int]:
        known = self.area.catalogue.residents_of(self.area.force, self.area.area, self.basis)
        return dict(known.groups.get(self._dimension, {})) if known else {}

    @property
    def _odds(self) -> Fraction | None:
        """The residents of the group over those of the reference group."""
        residents = self._residents()
        own, others = residents.get(self.group), residents.get(self.reference)
        return Fraction(own, others) if own and others else None

    def limit(self, value: Fraction) -> float:
        odds = value * (self._odds or 0)
        return float(odds / (1 + odds))

    def value(self, level: float) -> Fraction | None:
        odds, part = self._odds, Fraction(level)
        return part / (1 - part) / odds if odds and part < 1 else None

    def found(self, window: BucketRange) -> Found:
        dimension, indicator, totals = self._dimension, self.area.indicator, self.area.totals
        residents = self._residents()
        unknown = self.area.catalogue.dimensions[dimension].not_stated
        counted = {
            group: totals.total(self.area.key(f"{dimension}={group}"), window)
            for group in (*residents, *unknown)
        }
        figures = indicator.figures_of_groups(counted, residents)
        own, others = figures.get(self.group, NO_FIGURE), figures.get(self.reference)
        sample = own.numerator + (others.numerator if others else 0)
        # That no record has a group is no rate of nothing, and no recovery.
        untold = "" if own.value is None or own.numerator else NO_SUCH_VALUE
        return Found(own, sample, others, not_stated(counted, unknown), untold)


def groups_of(rule: RuleBase, groups: Sequence[str], basis: str, area: Area) -> Iterator[Subject]:
    """A series for each group of an area."""
    compared = area.indicator.reference_group
    assert compared is not None
    for group in groups:
        series = RuleSeries(rule.id, area.force, area.area, f"{compared.dimension}={group}")
        yield GroupSeries(area, series, group, basis)


def days_of(days: Days, bucket: ClosedBucket) -> Sequence[Total]:
    """The totals of the days of a bucket, of those that have any."""
    period = bucket.period
    if period.end - period.start == DAY:
        found = days.get(period.start)
        return () if found is None else (found,)
    known = (days.get(period.start + number * DAY) for number in range(period.days))
    return [total for total in known if total is not None]


def residents_of(catalogue: Catalogue, force: str, area: str, by: str) -> int | None:
    """Residents of an area at its newest census, all or of one group such as ``ethnicity=Black``.

    None where they are not known: the rate has no value then.
    """
    census = catalogue.newest_residents(force, area)
    if census is None:
        return None
    if not by:
        return census.total
    dimension, _, group = by.partition("=")
    return census.groups.get(dimension, {}).get(group)
