"""What the searches of each group end in, and how the rates differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.disparities.outcomes import (
    FEWEST,
    GroupShare,
    enough_cases,
    share_difference,
)
from oversight_measures.intervals import Interval, wilson
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import SUPPRESSED, only_table
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.spread import Results, SeriesSpread, spread_of, spreads_in_words
from oversight_reporting.panel.wording import INTERVAL

NO_INTERVAL = Interval(None, None)
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
DIFFERENCES = (
    "In brackets after a difference: its 95% interval, of as many searches as count where each "
    "group's share varies from month to month as it does. Of twenty differences that are none "
    "about one is found to be more than chance."
)
TOO_FEW = "not tested: too few cases"
TOO_FEW_NOTE = (
    f"Not tested where fewer than {FEWEST} with and {FEWEST} without are to be expected of either "
    "group, of as many searches as count."
)
UNKNOWN = "not tested: how much it varies is not known"
UNKNOWN_NOTE = (
    "How much a group's share varies takes 12 whole months with records that may be told, or a "
    "typical spread, of which none is stated."
)


@dataclass(frozen=True)
class Outcome:
    """The rates of one indicator by group: hits and cases, None where readers may not see them."""

    indicator: Indicator
    counted: dict[str, tuple[int, int] | None]
    spreads: dict[str, SeriesSpread]

    def counts(self, group: str) -> tuple[int, int] | None:
        """The hits and the cases of a group."""
        return self.counted.get(group, (0, 0))


def outcome_of(
    catalogue: Catalogue, results: Results, query: FigureQuery, groups: Sequence[str]
) -> Outcome:
    """What a query of an outcome by group found, with the spread of each group's own share."""
    (group,) = query.by
    counted = {
        row.breakdown[group]: None
        if row.suppressed or row.figure is None
        else (row.figure.numerator, row.figure.denominator or 0)
        for row in only_table(results[query]).rows
    }
    spreads = {each: spread_of(catalogue, results, query, each) for each in groups}
    return Outcome(query.indicator, counted, spreads)


def outcomes_table(panel: Panelled, outcomes: Sequence[Outcome]) -> GridDocument:
    """The rates of every group, and their differences from the reference group's."""
    rows = (panel.reference, *panel.groups)
    titles = [each.indicator.title for each in outcomes]
    cells = [
        [cell for each in outcomes for cell in (_rate(panel, each, g), _difference(panel, each, g))]
        for g in rows
    ]
    return grid_document(
        TITLE,
        TEXT.format(reference=panel.reference),
        "Group",
        [(group, False) for group in rows],
        [heading for title in titles for heading in (title, f"{title}: difference")],
        cells,
        [CANNOT_SAY, INTERVAL, DIFFERENCES, *_why_not(cells), *_varies(rows, outcomes)],
    )


def _rate(panel: Panelled, outcome: Outcome, group: str) -> GridCell:
    found = outcome.counts(group)
    if found is None:
        return panel.words(SUPPRESSED)
    hits, of = found
    if not of:
        return panel.words("no cases")
    cell = panel.figure(Fraction(hits, of), wilson(hits, of), group, "value", 100, "%")
    return replace(cell, of=panel.of(group, "value", outcome.indicator.id))


def _difference(panel: Panelled, outcome: Outcome, group: str) -> GridCell:
    if group == panel.reference:
        return panel.words("")
    own, other = outcome.counts(group), outcome.counts(panel.reference)
    if own is None or other is None:
        return panel.words(SUPPRESSED)
    if not own[1] or not other[1]:
        return panel.words("no cases")
    shares = _share(outcome, group, own), _share(outcome, panel.reference, other)
    cell = _tested(panel, shares, Fraction(*own) - Fraction(*other), group)
    return replace(cell, of=panel.of(group, "difference", outcome.indicator.id))


def _share(outcome: Outcome, group: str, counts: tuple[int, int]) -> GroupShare | None:
    found = outcome.spreads[group]
    return GroupShare(*counts, found.spread, found.months) if found.spread else None


def _tested(
    panel: Panelled,
    shares: tuple[GroupShare | None, GroupShare | None],
    difference: Fraction,
    group: str,
) -> GridCell:
    """The difference with its interval and what it says, or why it says nothing."""
    own, other = shares
    sign = "+" if difference > 0 else ""
    if own is None or other is None or not enough_cases(own, other):
        why = TOO_FEW if own and other else UNKNOWN
        cell = panel.figure(difference, NO_INTERVAL, group, "difference", 100)
        return replace(cell, printed_as=f"{sign}{cell.printed_as}, {why}")
    found = share_difference(own, other)
    interval = found.interval if found else NO_INTERVAL
    cell = panel.figure(difference, interval, group, "difference", 100)
    verdict = "more than chance" if found and found.beyond_chance else "no more than chance"
    return replace(cell, printed_as=f"{sign}{cell.printed_as}, {verdict}")


def _why_not(cells: Sequence[Sequence[GridCell]]) -> list[str]:
    printed = [cell.printed for row in cells for cell in row]
    notes = ((TOO_FEW, TOO_FEW_NOTE), (UNKNOWN, UNKNOWN_NOTE))
    return [note for why, note in notes if any(each.endswith(why) for each in printed)]


def _varies(groups: Sequence[str], outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"{each.indicator.title}. {spreads_in_words([(g, each.spreads[g]) for g in groups])}"
        for each in outcomes
    ]
