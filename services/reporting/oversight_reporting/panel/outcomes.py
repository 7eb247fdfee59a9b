"""What the searches of each group end in, and how the rates differ."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from oversight_contracts.measures.indicator import Indicator
from oversight_measures.disparities.outcomes import share_difference
from oversight_measures.intervals import wilson
from oversight_reporting.figures.result import SUPPRESSED, QueryResult, only_table
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.spread import SeriesSpread

TITLE = "What searches end in"
TEXT = (
    "Of each group's searches whose outcome is known, the share that ended so, and how far it lies "
    "from that of {reference}, in points."
)
# The problem of infra-marginality (Simoiu, Corbett-Davies and Goel, 2017).
CANNOT_SAY = (
    "What this comparison cannot say: these are averages over all searches of a group, and what "
    "matters is the weakest grounds on which a search is still made. Groups of which the same "
    "grounds are asked can have different averages, because they differ in how many of those "
    "searched carry something obvious; and groups of which other grounds are asked can have the "
    "same average (infra-marginality). What a search ends in is decided by officers too. So equal "
    "rates do not show that grounds are equal, nor do unequal ones show that they are not."
)
Outcome = tuple[Indicator, QueryResult, SeriesSpread]
# Hits and cases; None where readers may not see them.
Counted = dict[str, tuple[int, int] | None]


def outcomes_table(panel: Panelled, outcomes: Sequence[Outcome]) -> GridDocument:
    """The rates of every group, and their differences from the reference group's."""
    rows = (panel.reference, *panel.groups)
    columns: list[str] = []
    cells: dict[str, list[GridCell]] = {group: [] for group in rows}
    notes = [CANNOT_SAY]
    for indicator, found, spread in outcomes:
        columns += [indicator.title, f"{indicator.title}: difference"]
        counted = _counted(panel, found)
        for group in rows:
            cells[group].append(_rate(panel, indicator, counted, group))
            cells[group].append(_difference(panel, indicator, counted, group, spread))
        notes.append(f"{indicator.title}. {spread.words}")
    return grid_document(
        TITLE,
        TEXT.format(reference=panel.reference),
        "Group",
        [(group, False) for group in rows],
        columns,
        [cells[group] for group in rows],
        notes,
    )


def _counted(panel: Panelled, found: QueryResult) -> Counted:
    return {
        row.breakdown[panel.indicator.group]: None
        if row.suppressed or row.figure is None
        else (row.figure.numerator, row.figure.denominator or 0)
        for row in only_table(found).rows
    }


def _rate(panel: Panelled, indicator: Indicator, counted: Counted, group: str) -> GridCell:
    found = counted.get(group, (0, 0))
    if found is None:
        return panel.words(SUPPRESSED)
    hits, of = found
    if not of:
        return panel.words("no cases")
    cell = panel.figure(Fraction(hits, of), wilson(hits, of), group, "value", 100, "%")
    return replace(cell, of=panel.of(group, "value", indicator.id))


def _difference(
    panel: Panelled, indicator: Indicator, counted: Counted, group: str, spread: SeriesSpread
) -> GridCell:
    if group == panel.reference:
        return panel.words("")
    own, other = counted.get(group, (0, 0)), counted.get(panel.reference, (0, 0))
    if own is None or other is None:
        return panel.words(SUPPRESSED)
    found = share_difference(own, other, spread.dispersion)
    if found is None:
        return panel.words("no cases")
    cell = panel.figure(found.value, found.interval, group, "difference", 100)
    sign = "+" if found.value > 0 else ""
    verdict = "more than chance" if found.beyond_chance else "no more than chance"
    of = panel.of(group, "difference", indicator.id)
    return replace(cell, of=of, printed_as=f"{sign}{cell.printed_as}, {verdict}")
