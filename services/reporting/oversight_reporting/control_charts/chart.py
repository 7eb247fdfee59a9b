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
from oversight_measures.control_charts.neighbours import Neighbours, neighbours_of
from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.milestones import level
from oversight_measures.periods.period import Every
from oversight_measures.polarity import Polarity
from oversight_measures.spread.observed import Kind
from oversight_reporting.control_charts.series import series_of
from oversight_reporting.figures.printing import plain
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.model.document_base import Number
from oversight_reporting.model.row_document import ControlChartPoint

# The latest points, by whose limits it is told whether a target can be relied on to be met.
RECENT = 12
# With fewer events (of shares: hits, or misses) a piece those that vary more show more marks.
FEW = 20


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
    """One series on its chart; ``left_out`` points have no part in the limits.

    ``segments`` are in the indicator's unit, with the limits of each point's own length, cases and
    season. ``kind`` is what is judged: counts by the day, shares, ratios; None for plain values.
    """

    indicator: Indicator
    points: tuple[Point, ...]
    left_out: tuple[Point, ...]
    segments: tuple[Segment, ...]
    kind: Kind | None
    target: Target | None
    # Which stretches have their season taken out.
    seasonal: tuple[bool, ...] = ()
    # The first so many points of each stretch that set its limits; None where all do.
    freeze: int | None = None
    screened: bool = True
    # How alike the neighbouring points of the latest stretch are; None where none varies.
    neighbours: Neighbours | None = None
    # Whether its limits are never closer than those of independent cases.
    no_closer_than_chance: bool = False
    # Whether fewer than 20 a piece, on average, set the limits of the latest stretch.
    few: bool = False

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
                return Judged(number, segment.limits[at], segment.causes[at], segment.enough)
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
        """The assurance that the process meets its target; None where none is known.

        By the limits of each of the latest 12 points: where these are each point's own, the latest
        alone may have the widest or the closest.
        """
        if self.last is None or not self.last.enough or self.target is None:
            return None
        recent = self.last.limits[-RECENT:]
        return assurance(recent, self.target.value, Polarity(self.indicator.polarity))


def control_chart_of(
    indicator: Indicator,
    points: Sequence[Point],
    steps: Sequence[Break],
    target: Target | None,
    freeze: int | None = None,
    every: Every = Every.MONTH,
    *,
    screen: bool = True,
) -> ControlChart:
    """The chart of one series: limits are set anew where the indicator breaks or a step is said.

    Counts are charted per day (XmR), shares and ratios by the number of their cases (p-prime), all
    else as it is (XmR); of three years of months or quarters without the season.
    """
    breaks = tuple({each.on: each for each in (*indicator.breaks, *steps)}.values())
    kept = [each for each in points if _counts(each, breaks)]
    left = [each for each in points if each not in kept]
    series = series_of(indicator, kept)
    cuts = [Step(each.on, each.why) for each in breaks]
    found = series.chart(every, cuts, freeze, screen)
    few = bool(found.judged) and series.fewest_of(found.judged[-1]) < FEW
    return ControlChart(
        *(indicator, tuple(points), tuple(left), found.shown, series.kind, target),
        *(tuple(map(bool, found.seasons)), freeze, screen),
        neighbours_of(found.judged[-1]) if found.judged else None,
        series.no_closer_than_chance,
        few,
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
