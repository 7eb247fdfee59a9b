"""What a process chart is of: counts by the day, shares, ratios, or values as they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf

from oversight_contracts.measures.indicator import Indicator
from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.series_chart import SeriesChart, series_chart
from oversight_measures.control_charts.xmr import xmr
from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed, least_dispersion
from oversight_reporting.figures.result import Row, Table, observed

Point = tuple[Table, Row]
InUnit = Callable[[Fraction], Fraction]


@dataclass(frozen=True)
class ChartedSeries:
    """Pieces as they were observed, of one kind; ``in_unit`` makes a share the indicator's figure.

    ``kind`` is None where values are charted as they are: medians, stocks, published shares.
    ``least`` is the least dispersion that its pieces can have; 0 where it is not known: of weighed
    counts, which are no numbers of events, and of those that somebody else published.
    """

    kind: Kind | None
    pieces: tuple[Observed, ...]
    in_unit: tuple[InUnit, ...]
    least: float = 1.0

    def chart(
        self, every: Every, steps: Sequence[Step], freeze: int | None, screen: bool
    ) -> SeriesChart:
        """The chart, ``shown`` in the indicator's unit."""
        if self.kind is None:
            values = [(each.day, Fraction(each.hits)) for each in self.pieces]
            segments = tuple(xmr(values, steps, freeze, screen))
            return SeriesChart(segments, segments, ({},) * len(segments))
        found = series_chart(self.pieces, self.kind, every, steps, freeze, screen, self.least)
        units = iter(self.in_unit)
        return replace(found, shown=tuple(_in_unit(each, units) for each in found.shown))

    @property
    def no_closer_than_chance(self) -> bool:
        """Whether limits allow for the variation of independent cases at least."""
        return self.kind is not None and self.least >= 1

    def fewest_of(self, segment: Segment) -> float:
        """Events (of shares and ratios: hits, or misses) a piece of those that set the limits.

        Of weighed counts, medians and stocks it is not known: infinite.
        """
        days = set(segment.days[: segment.baseline])
        known = [each for each in self.pieces if each.day in days]
        if self.kind is None or not self.least or not known:
            return inf
        hits = float(sum(each.hits for each in known))
        misses = inf if self.kind is Kind.COUNT else sum(each.of for each in known) - hits
        return min(hits, misses) / len(known)


def series_of(indicator: Indicator, points: Sequence[Point]) -> ChartedSeries:
    """The series of an indicator's pieces, all of which have a figure."""
    kind = indicator.change_test.kind
    if indicator.adds_up and not indicator.is_published:
        return _counted(points) if kind is Kind.COUNT else _weighed(points)
    known = [observed(indicator, *point) for point in points]
    counted = [each for each in known if each is not None and each.of]
    if kind is Kind.SHARE and len(counted) == len(points):
        return ChartedSeries(kind, tuple(counted), (_times(indicator.scale),) * len(counted))
    # Of a ratio without one of its counts there is no figure or no logarithm.
    ratios = kind is Kind.RATIO and not _is_reference(indicator, points)
    if ratios and len(counted) == len(points) and all(map(_has_both, counted)):
        units = [_of_odds(row, each) for (_, row), each in zip(points, counted, strict=True)]
        least = least_dispersion(counted, Kind.RATIO, indicator.shares_records)
        return ChartedSeries(Kind.RATIO, tuple(counted), tuple(units), least)
    values = [Observed(table.period.start, _value(row), 1) for table, row in points]
    return ChartedSeries(None, tuple(values), (_as_it_is,) * len(values))


def _counted(points: Sequence[Point]) -> ChartedSeries:
    """Events, shown as they are or over residents; what is quoted among them was not counted."""
    figures = [row.figure for _, row in points if row.figure is not None]
    if len(figures) < len(points):
        return _weighed(points)
    known = [
        (Observed(table.period.start, figure.numerator, table.period.days), _value(row))
        for (table, row), figure in zip(points, figures, strict=True)
    ]
    # Of a piece without events: its residents are those of the others.
    usual = next((value / each.hits for each, value in known if each.hits), Fraction(1))
    factors = (value / each.hits if each.hits else usual for each, value in known)
    return ChartedSeries(Kind.COUNT, tuple(each for each, _ in known), tuple(map(_times, factors)))


def _weighed(points: Sequence[Point]) -> ChartedSeries:
    pieces = [Observed(table.period.start, _value(row), table.period.days) for table, row in points]
    return ChartedSeries(Kind.COUNT, tuple(pieces), (_as_it_is,) * len(pieces), 0.0)


def _in_unit(segment: Segment, units: Iterator[InUnit]) -> Segment:
    pairs = [
        (next(units), v, limit) for v, limit in zip(segment.values, segment.limits, strict=True)
    ]
    return replace(
        segment,
        values=tuple(unit(value) for unit, value, _ in pairs),
        limits=tuple(limit.each(unit) for unit, _, limit in pairs),
    )


def _value(row: Row) -> Fraction:
    return row.value or Fraction(0)


def _as_it_is(value: Fraction) -> Fraction:
    return value


def _times(scale: Fraction | int) -> InUnit:
    return lambda share: share * scale


def _of_odds(row: Row, each: Observed) -> InUnit:
    """From the share of the one count in both to the ratio, which is so many times its odds."""
    times = _value(row) * (each.of - each.hits) / each.hits

    def in_unit(share: Fraction) -> Fraction:
        # A limit of all would be beyond every number: it is drawn half a case short of that.
        least = Fraction(1, 2 * each.of)
        share = min(share, 1 - least)
        return share / (1 - share) * times

    return in_unit


def _has_both(each: Observed) -> bool:
    return 0 < each.hits < each.of


def _is_reference(indicator: Indicator, points: Sequence[Point]) -> bool:
    group = indicator.reference_group
    return group is not None and any(
        row.breakdown == {group.dimension: group.value} for _, row in points
    )
