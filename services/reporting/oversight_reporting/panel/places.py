"""Areas and forces beside one another: drawn together by how little each says, and on funnels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import exp

from oversight_measures.disparities.funnel import Funnel, funnels_among
from oversight_measures.disparities.heterogeneity import FEWEST, AreaCounts
from oversight_measures.disparities.pooling import Pooled, Pooling, pooled_ratios
from oversight_measures.intervals import Interval
from oversight_reporting.formatting import number, share
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import FunnelDocument, FunnelPoint, GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.spread import SeriesSpread, spreads_in_words
from oversight_reporting.panel.wording import INTERVAL

POOLED = (
    "“Mean of the others” is what the others let expect of each, which itself plays no part in it. "
    "“Among the others” says whether its own ratio lies beyond the limits of the funnel: what "
    "chance, how much its own months vary, and how much the others differ among themselves leave. "
    "Where none is apart, at most about one of fifteen lies beyond 95% all the same, and hardly "
    "any where few are compared that differ little. “Drawn together” is the best guess at the "
    "ratio of each: one with few searches says little, and is drawn far towards the mean of all; "
    "“drawn by” says how far of the way (empirical Bayes). They are in no order of rank: most "
    "places in one would be chance, and a rank is no evidence."
)
DRAWN = (
    "In brackets after what is drawn together: the 95% interval of the ratio of an area or force "
    "that is one of these, with how much its own months vary and how much they differ."
)
TOO_FEW = (
    f"Fewer than {FEWEST} have figures to compare. Of so few nobody can say how much they differ "
    "by themselves: none is said to stand apart, none is drawn to a mean, and which is higher is "
    "no evidence."
)
DIFFERENCE = (
    "They differ by more than chance. By the best guess true ratios lie a factor of {} from their "
    "mean (one standard deviation of the logarithm), so that about two of three lie from {} to {}. "
    "The 90% interval of that factor is {} to {}."
)
NO_DIFFERENCE = (
    "No difference beyond chance was found between them. That does not show that there is none"
)
STILL_POSSIBLE = (
    ": true ratios that lie a factor of {} from their mean (one standard deviation of the "
    "logarithm; the upper end of its 90% interval) go with these figures too"
)
COLUMNS = ("Number", "Ratio")
COMPARED = ("Mean of the others", "Among the others", "Drawn together", "Drawn by")


@dataclass(frozen=True)
class Placed:
    """An area or a force: its name in print, its residents by group, its counts, its spread."""

    title: str
    residents: dict[str, int]
    counts: GroupCounts
    spreads: dict[str, SeriesSpread]


@dataclass(frozen=True)
class _Compared:
    """The place of one among the others, and its ratio drawn to the mean of all."""

    funnel: Funnel | None
    pooled: Pooled


def places_table(
    panel: Panelled, group: str, what: str, placed: Sequence[Placed], text: str = ""
) -> GridDocument | None:
    """The table and the funnel of one group; None where fewer than two have figures."""
    shown = [each for each in placed if _shown(panel, group, each)]
    if len(shown) < 2:
        return None
    known = {each.title: own for each in shown if (own := _counts(panel, group, each))}
    if len(known) < FEWEST or not any(each.events for each in known.values()):
        return _table(panel, group, what, (placed, shown), {}, [INTERVAL, TOO_FEW])
    areas = list(known.values())
    pooling, funnels = pooled_ratios(areas), funnels_among(areas)
    compared = {
        title: _Compared(funnel, pooled)
        for title, funnel, pooled in zip(known, funnels, pooling.areas, strict=True)
    }
    spreads = [(each.title, each.spreads[group]) for each in shown]
    notes = [*_notes(pooling, panel.indicator.decimals), INTERVAL, DRAWN, spreads_in_words(spreads)]
    table = _table(panel, group, what, (placed, shown), compared, notes, text)
    return table.model_copy(update={"funnel": _funnel(panel, table.title, known, pooling, funnels)})


def _table(
    panel: Panelled,
    group: str,
    what: str,
    places: tuple[Sequence[Placed], Sequence[Placed]],
    compared: dict[str, _Compared],
    notes: Sequence[str],
    text: str = "",
) -> GridDocument:
    placed, shown = places
    left = [each.title for each in placed if each not in shown]
    without = [f"Without figures: {', '.join(left)}."] if left else []
    return grid_document(
        f"{group}, by {what}",
        text,
        what[:1].upper() + what[1:],
        [(each.title, False) for each in shown],
        [*COLUMNS, *(COMPARED if compared else ())],
        [_row(panel, group, each, compared) for each in shown],
        [*notes, *without],
    )


def _row(
    panel: Panelled, group: str, each: Placed, compared: dict[str, _Compared]
) -> list[GridCell]:
    own = [
        panel.count(each.counts.count(group), group),
        panel.ratio(each.counts.of, each.residents, group),
    ]
    if not compared:
        return own
    if each.title not in compared:
        return [*own, *[panel.words("how much it varies is not known")] * len(COMPARED)]
    return [*own, *_among(panel, group, compared[each.title])]


def _among(panel: Panelled, group: str, found: _Compared) -> list[GridCell]:
    funnel, pooled = found.funnel, found.pooled
    shrunk = Fraction(pooled.shrinkage)
    return [
        panel.figure(Fraction(funnel.centre), Interval(None, None), group, "others")
        if funnel
        else panel.words("no searches"),
        panel.words(str(funnel.place) if funnel else "no searches"),
        panel.figure(Fraction(pooled.ratio), pooled.interval, group, "pooled"),
        replace(GridCell(panel.period, value=shrunk), printed_as=share(shrunk)),
    ]


def _shown(panel: Panelled, group: str, each: Placed) -> bool:
    """Whether an area has what a ratio is made of."""
    counts = each.counts.count(group), each.counts.count(panel.reference)
    people = each.residents.get(group), each.residents.get(panel.reference)
    return each.counts.known and None not in counts and all(people)


def _counts(panel: Panelled, group: str, each: Placed) -> AreaCounts | None:
    """What an area is compared by; None where nobody knows how much it varies."""
    own, other = each.counts.count(group), each.counts.count(panel.reference)
    spread = each.spreads[group]
    dispersion = spread.dispersion
    if own is None or other is None or dispersion is None:
        return None
    people, others = each.residents[group], each.residents[panel.reference]
    return AreaCounts(own, people, other, others, dispersion, spread.degrees)


def _funnel(
    panel: Panelled,
    title: str,
    known: dict[str, AreaCounts],
    pooling: Pooling,
    funnels: Sequence[Funnel | None],
) -> FunnelDocument:
    pairs = zip(known.items(), funnels, strict=True)
    points = [_point(name, counts, funnel) for (name, counts), funnel in pairs]
    return FunnelDocument(
        title=title,
        unit=panel.indicator.unit,
        centre=pooling.mean,
        points=[point for point in points if point is not None],
    )


def _point(title: str, counts: AreaCounts, funnel: Funnel | None) -> FunnelPoint | None:
    if funnel is None or not counts.reference_events:
        return None
    ratio = counts.events * counts.reference_residents
    return FunnelPoint(
        label=title,
        size=counts.events + counts.reference_events,
        value=ratio / (counts.reference_events * counts.residents),
        near_lower=funnel.near.lower,
        near_upper=funnel.near.upper,
        far_lower=funnel.far.lower,
        far_upper=funnel.far.upper,
        place=str(funnel.place),
        centre=funnel.centre,
    )


def _notes(pooling: Pooling, places: int) -> list[str]:
    mean = f"Mean of all, to which they are drawn: {number(Fraction(pooling.mean), places)}."
    least, most = pooling.within.lower or 0, pooling.within.upper or 0
    if not pooling.found:
        possible = STILL_POSSIBLE.format(_factor(most)) if most else ""
        return [mean, f"{NO_DIFFERENCE}{possible}."]
    factor = exp(pooling.between)
    ends = (
        number(Fraction(each), places) for each in (pooling.mean / factor, pooling.mean * factor)
    )
    deviations = (_factor(each) for each in (pooling.between, least, most))
    return [mean, DIFFERENCE.format(next(deviations), *ends, *deviations)]


def _factor(between: float) -> str:
    """A standard deviation of the logarithm as a factor: `1.11` of 0.1."""
    return number(Fraction(exp(between)), 2)
