"""Bounds for those whose group nobody stated."""

from collections.abc import Sequence
from fractions import Fraction

from oversight_measures.disparities.bounds import RatioBounds, bounds_of_not_stated
from oversight_measures.intervals import Interval
from oversight_reporting.figures.result import SUPPRESSED
from oversight_reporting.formatting import number, share
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import NO_RATIO, Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.wording import INTERVAL

TITLE = "Where no ethnicity is stated"


def bounds_table(
    panel: Panelled, counts: GroupCounts, nobody: Sequence[tuple[str, int]]
) -> GridDocument:
    """What each ratio would be if all not stated were of the one group, and of the other.

    `nobody` are parts in which no person is searched, with how many state no group: these are
    left out, since there is no group that could be stated.
    """
    reference = panel.reference
    columns = [f"If all were {reference}", "As stated", "If all were of the group"]
    left_out = sum(count for _, count in nobody)
    cells = [_row(panel, counts, group, left_out) for group in panel.groups]
    return grid_document(
        TITLE,
        _text(panel, counts, nobody),
        "Group",
        [(g, False) for g in panel.groups],
        columns,
        cells,
        [INTERVAL, "The two ends have no interval: they are no estimates."],
    )


def _text(panel: Panelled, counts: GroupCounts, nobody: Sequence[tuple[str, int]]) -> str:
    said = "How many state no group is not shown"
    if counts.not_stated is not None:
        count, of = counts.not_stated
        portion = share(Fraction(count, of)) if of else "none"
        said = f"For {number(count)} of {number(of)} ({portion}) no group is stated or known"
        for title, unsaid in nobody:
            if not unsaid:
                continue
            said += (
                f", {number(unsaid)} of them {title}: nobody was searched, and they are left out"
            )
    return (
        f"{said}. They are in no group's figure. The two ends say what the ratio would be if all "
        f"of them were {panel.reference}, and if all were of the group of the line. If the groups "
        "that are stated are right, the ratio with everyone in a group lies between: at an end "
        "only where everyone not stated belongs to that one group, and further inside for each who "
        "belongs to the other, or to a third. Neither end is likely, and the upper ends of "
        "different groups cannot all be so."
    )


def _row(panel: Panelled, counts: GroupCounts, group: str, left_out: int) -> list[GridCell]:
    residents, reference = panel.by_group, panel.reference
    stated = panel.ratio(counts.of, residents, group)
    events, others = counts.count(group), counts.count(reference)
    if events is None or others is None or counts.not_stated is None:
        return [panel.words(SUPPRESSED), stated, panel.words(SUPPRESSED)]
    if not residents.get(group) or not residents.get(reference):
        return [panel.words(NO_RATIO), stated, panel.words(NO_RATIO)]
    unsaid = max(0, counts.not_stated[0] - left_out)
    found = bounds_of_not_stated(events, residents[group], others, residents[reference], unsaid)
    lowest, highest = (_bound(panel, group, each) for each in _both(found))
    return [lowest, stated, highest]


def _both(found: RatioBounds) -> tuple[Fraction | None, Fraction | None]:
    return found.lowest, found.highest


def _bound(panel: Panelled, group: str, value: Fraction | None) -> GridCell:
    if value is None:
        return panel.words(NO_RATIO)
    return panel.figure(value, Interval(None, None), group, "bound")
