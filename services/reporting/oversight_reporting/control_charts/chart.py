"""Process charts of an item's pieces: limits, special causes, and what they say in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight_contracts.breakdowns import label_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import Break, break_inside
from oversight_contracts.definitions.models.plans import SetLevel, SetRate, milestones_of
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.control_charts.icons import Assurance, assurance, variation
from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.share_charts import p_prime
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.control_charts.xmr import xmr
from oversight_measures.milestones import level
from oversight_measures.polarity import Polarity
from oversight_reporting.figures.printing import plain
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.model.document_base import Number
from oversight_reporting.model.row_document import ControlChartPoint


@dataclass(frozen=True)
class Target:
    """A level in the indicator's unit, and the plan that sets it."""

    value: Fraction
    plan: str


def target_of(
    catalogue: Catalogue, query: FigureQuery, breakdown: Mapping[str, str], day: date
) -> Target | None:
    """The level that is set for a series on a day; None where none is, or for a year's sum."""
    indicator = query.indicator
    if indicator.adds_up:
        return None
    series = ",".join(f"{name}={value}" for name, value in sorted(breakdown.items()))
    place = (query.force, query.area, series)
    per = 100 if indicator.unit == "%" else 1
    for each in milestones_of(catalogue.plans.values(), indicator.id):
        here = (each.plan.force, each.set.area, each.set.by) == place
        if here and day in each.period and isinstance(each.set, SetLevel | SetRate):
            found = level(each.set.milestone, per=per)
            return Target(found, each.plan.title) if found is not None else None
    return None


Point = tuple[Table, Row]


@dataclass(frozen=True)
class Judged:
    """One point with its limits and cause; ``segment`` counts from 0, and is part of the whole."""

    segment: int
    limits: Limits
    cause: Cause
    enough: bool


@dataclass(frozen=True)
class ControlChart:
    """One series on its chart; ``left_out`` points have no part in the limits."""

    indicator: Indicator
    points: tuple[Point, ...]
    left_out: tuple[Point, ...]
    segments: tuple[Segment, ...]
    shares: bool
    target: Target | None
    # The first so many points of each stretch that set its limits; None where all do.
    freeze: int | None = None

    @property
    def label(self) -> str:
        """The breakdown value of the series, in words."""
        return label_of(self.points[0][1].breakdown) if self.points else ""

    @property
    def last(self) -> Segment | None:
        """The latest stretch, which the icons are of."""
        return self.segments[-1] if self.segments else None

    def judged(self, day: date) -> Judged | None:
        """The judgement of the piece that begins on a day; None of one left out."""
        for number, segment in enumerate(self.segments):
            if day in segment.days:
                at = segment.days.index(day)
                limits = self.in_unit(segment.limits[at])
                return Judged(number, limits, segment.causes[at], segment.enough)
        return None

    def specials(self) -> list[tuple[date, Cause]]:
        """The first day and the cause of every special-cause piece, the latest first."""
        found: list[tuple[date, Cause]] = [
            (day, cause)
            for segment in self.segments
            if segment.enough
            for day, cause in zip(segment.days, segment.causes, strict=True)
            if cause is not Cause.COMMON
        ]
        return found[::-1]

    def assurance(self) -> Assurance | None:
        """The assurance that the process meets its target; None where none is known."""
        if self.last is None or not self.last.enough or self.target is None:
            return None
        limits = self.in_unit(self.last.limits[-1])
        return assurance(limits, self.target.value, Polarity(self.indicator.polarity))

    def in_unit(self, limits: Limits) -> Limits:
        """Limits of shares from 0 to 1 in the indicator's unit."""
        scale = 100 if self.shares and self.indicator.unit == "%" else 1
        return Limits(
            *(scale * limits.centre, scale * limits.lower, scale * limits.upper),
            *(scale * limits.near_lower, scale * limits.near_upper),
        )


def control_chart_of(
    indicator: Indicator,
    points: Sequence[Point],
    steps: Sequence[Break],
    target: Target | None,
    freeze: int | None = None,
) -> ControlChart:
    """The chart of one series: limits are set anew where the indicator breaks or a step is said.

    Shares of a population that were counted have the p-prime chart, all else XmR.
    """
    breaks = tuple({each.on: each for each in (*indicator.breaks, *steps)}.values())
    kept = [each for each in points if _counts(each, breaks)]
    left = [each for each in points if each not in kept]
    cuts = [Step(each.on, each.why) for each in breaks]
    shares = indicator.is_share and all(map(_has_cases, kept))
    days = [table.period.start for table, _ in kept]
    if shares:
        portions = [_share(row) for _, row in kept]
        segments = p_prime(list(zip(days, portions, strict=True)), cuts, freeze)
    else:
        values = [row.value or Fraction(0) for _, row in kept]
        segments = xmr(list(zip(days, values, strict=True)), cuts, freeze)
    return ControlChart(
        indicator, tuple(points), tuple(left), tuple(segments), shares, target, freeze
    )


def point_document(chart: ControlChart, table: Table, row: Row) -> ControlChartPoint:
    """The point of one row on the chart, as a document."""
    found = chart.judged(table.period.start)
    aim = plain(chart.target.value) if chart.target else None
    if found is None or not found.enough:
        return _not_judged(found is not None, aim)
    polarity = Polarity(chart.indicator.polarity)
    special = found.cause is not Cause.COMMON
    return ControlChartPoint(
        in_limits=True,
        segment=found.segment,
        centre=plain(found.limits.centre),
        lower_limit=plain(found.limits.lower),
        upper_limit=plain(found.limits.upper),
        special_cause=str(found.cause) if special else None,
        variation=str(variation(found.cause, polarity)),
        target=aim,
    )


def _not_judged(in_limits: bool, target: Number | None) -> ControlChartPoint:
    return ControlChartPoint(
        in_limits=in_limits,
        segment=None,
        centre=None,
        lower_limit=None,
        upper_limit=None,
        special_cause=None,
        variation=None,
        target=target,
    )


def remarks_on(point: ControlChartPoint) -> Iterator[str]:
    """The remark at a special-cause figure: its variation, and by which rule."""
    if point.special_cause:
        yield f"special cause ({point.variation}): {point.special_cause}"


def _counts(point: Point, breaks: Sequence[Break]) -> bool:
    table, row = point
    known = table.covers in ("whole", "published") and row.value is not None
    # A month of before and after a change is of neither.
    return (
        known and table.whole and not table.running and break_inside(breaks, table.period) is None
    )


def _has_cases(point: Point) -> bool:
    figure = point[1].figure
    return figure is not None and bool(figure.denominator)


def _share(row: Row) -> tuple[int, int]:
    assert row.figure is not None
    return row.figure.numerator, row.figure.denominator or 0
