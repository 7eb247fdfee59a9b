"""Areas and forces beside one another: drawn together by how little each says, and on funnels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from oversight_measures.disparities.funnel import Funnel, ratio_funnel
from oversight_measures.disparities.pooling import AreaCounts, Pooling, pooled_ratios
from oversight_reporting.formatting import number, share
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import FunnelDocument, FunnelPoint, GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.spread import SeriesSpread

POOLED = (
    "“Drawn together” is the best guess at the ratio of each: one with few searches says little, "
    "and is drawn far towards the mean of all; “drawn by” says how far of the way (empirical "
    "Bayes). “Among the others” says whether its own ratio lies beyond the limits of the funnel, "
    "which are wide where there are few searches. They are in no order of rank: most places in one "
    "would be chance."
)


@dataclass(frozen=True)
class Placed:
    """An area or a force: its name in print, its residents by group, and its counts."""

    title: str
    residents: dict[str, int]
    counts: GroupCounts


def places_table(
    panel: Panelled,
    group: str,
    what: str,
    placed: Sequence[Placed],
    spread: SeriesSpread,
    text: str = "",
) -> GridDocument | None:
    """The table and the funnel of one group; None where fewer than two have figures to compare."""
    known = [(each, found) for each in placed if (found := _counts(panel, group, each))]
    if len(known) < 2:
        return None
    counts = [found for _, found in known]
    centre = _together(counts)
    if not centre:
        return None
    pooling = pooled_ratios(counts, spread.dispersion)
    funnels = [ratio_funnel(*_plain(each), centre, spread.dispersion) for each in counts]
    cells = [
        _row(panel, group, each, pooling, index, funnels[index])
        for index, (each, _) in enumerate(known)
    ]
    left = [each.title for each in placed if each.title not in {k.title for k, _ in known}]
    table = grid_document(
        f"{group}, by {what}",
        text,
        what[:1].upper() + what[1:],
        [(each.title, False) for each, _ in known],
        ["Number", "Ratio", "Drawn together", "Drawn by", "Among the others"],
        cells,
        _notes(pooling, centre, spread, left, panel.indicator.decimals),
    )
    points = [_point(*each) for each in zip(known, funnels, strict=True)]
    shown = [point for point in points if point is not None]
    funnel = FunnelDocument(
        title=table.title, unit=panel.indicator.unit, centre=centre, points=shown
    )
    return table.model_copy(update={"funnel": funnel})


def _row(
    panel: Panelled, group: str, each: Placed, pooling: Pooling, index: int, funnel: Funnel | None
) -> list[GridCell]:
    pooled = pooling.areas[index]
    drawn = panel.figure(Fraction(pooled.ratio), pooled.interval, group, "pooled")
    shrunk = Fraction(pooled.shrinkage)
    return [
        panel.count(each.counts.count(group), group),
        panel.ratio(each.counts.of, each.residents, group),
        drawn,
        replace(GridCell(panel.period, value=shrunk), printed_as=share(shrunk)),
        panel.words(str(funnel.place) if funnel else "no searches"),
    ]


def _counts(panel: Panelled, group: str, each: Placed) -> AreaCounts | None:
    own, other = each.counts.count(group), each.counts.count(panel.reference)
    people, others = each.residents.get(group), each.residents.get(panel.reference)
    if not each.counts.known or own is None or other is None or not people or not others:
        return None
    return AreaCounts(own, people, other, others)


def _plain(each: AreaCounts) -> tuple[int, int, int, int]:
    return each.events, each.residents, each.reference_events, each.reference_residents


def _together(counts: Sequence[AreaCounts]) -> float | None:
    """The ratio that makes as many of the group's searches expected as there were.

    The sum of what each expects of its own searches: no mixture of large and small ones, as the
    ratio of the sums would be. Found by halving, on the scale of the logarithm.
    """
    events = sum(each.events for each in counts)
    total = events + sum(each.reference_events for each in counts)
    if not 0 < events < total:
        return None
    low, high = 1e-4, 1e4
    for _ in range(60):
        middle = sqrt(low * high)
        expected = sum(_expected(each, middle) for each in counts)
        low, high = (middle, high) if expected < events else (low, middle)
    return sqrt(low * high)


def _expected(each: AreaCounts, ratio: float) -> float:
    weighed = ratio * each.residents
    of = each.events + each.reference_events
    return of * weighed / (weighed + each.reference_residents)


def _point(known: tuple[Placed, AreaCounts], funnel: Funnel | None) -> FunnelPoint | None:
    each, counts = known
    if funnel is None or not counts.reference_events:
        return None
    ratio = counts.events * counts.reference_residents
    return FunnelPoint(
        label=each.title,
        size=counts.events + counts.reference_events,
        value=ratio / (counts.reference_events * counts.residents),
        near_lower=funnel.near.lower,
        near_upper=funnel.near.upper,
        far_lower=funnel.far.lower,
        far_upper=funnel.far.upper,
        place=str(funnel.place),
    )


def _notes(
    pooling: Pooling, centre: float, spread: SeriesSpread, left: Sequence[str], places: int
) -> list[str]:
    mean, middle = (number(Fraction(each), places) for each in (pooling.mean, centre))
    differ = number(Fraction(100 * pooling.between), 0)
    return [
        f"Mean that they are drawn to: {mean}; centre of the funnel: {middle}; their true ratios "
        f"differ from the mean by about {differ}%.",
        spread.words,
        *([f"Without figures to compare: {', '.join(left)}."] if left else []),
    ]
