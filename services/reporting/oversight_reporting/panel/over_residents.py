"""The same searches over the residents of every census, and over those of the period's middle."""

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.models.reference import Residents
from oversight_measures.disparities.residents import interpolated, middle_of
from oversight_reporting.formatting import day_in_words
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.wording import INTERVAL

TITLE = "Over residents"
TEXT = (
    "The searches are the same in every column; the residents are not. Two documents that print "
    "different ratios of the same searches have divided by different residents. Where a group has "
    "grown faster than the {reference} residents, a census of before the period has too few of it "
    "beside them and the ratio is too high, and one of after the period too many and it is too "
    "low; where it has grown more slowly it is the other way round."
)


def over_residents(panel: Panelled, counts: GroupCounts) -> GridDocument:
    """A row for each group, the reference group among them: numbers, residents and ratios."""
    bases = _censuses(panel)
    columns: list[tuple[str, dict[str, int]]] = [
        (in_words(each.basis), each.groups[panel.indicator.group]) for each in bases
    ]
    middle = middle_of(panel.period)
    between = _between(panel, bases)
    if between:
        columns.append((f"Between, on {day_in_words(middle)}", between))
    groups = (panel.reference, *panel.groups)
    headings = ["Number", *(h for title, _ in columns for h in (f"{title}: residents", title))]
    cells = [
        [panel.count(counts.count(group), group), *_row(panel, counts, group, columns)]
        for group in groups
    ]
    return grid_document(
        TITLE,
        TEXT.format(reference=panel.reference),
        "Group",
        [(group, False) for group in groups],
        headings,
        cells,
        _notes(panel, bases, known=bool(between)),
    )


def _row(
    panel: Panelled, counts: GroupCounts, group: str, columns: list[tuple[str, dict[str, int]]]
) -> list[GridCell]:
    found: list[GridCell] = []
    for _, residents in columns:
        found.append(panel.count(residents.get(group, 0), group))
        found.append(panel.ratio(counts.of, residents, group))
    return found


def _censuses(panel: Panelled) -> list[Residents]:
    """Every census of all residents of the area by group, the oldest first."""
    here = [
        each
        for each in panel.catalogue.residents
        if (each.force, each.area) == (panel.force, panel.area)
        and each.only is None
        and each.groups.get(panel.indicator.group)
    ]
    return sorted(here, key=lambda each: each.basis)


def _between(panel: Panelled, bases: list[Residents]) -> dict[str, int]:
    """The residents of the period's middle by group; none where it lies between no censuses."""
    dated = [(panel.catalogue.censuses[b.basis], b) for b in bases if b.basis in _days(panel)]
    found: dict[str, int] = {}
    for group in (panel.reference, *panel.groups):
        known = [(day, each.groups[panel.indicator.group].get(group, 0)) for day, each in dated]
        people = interpolated(known, middle_of(panel.period))
        if people is None:
            return {}
        found[group] = people
    return found


def _days(panel: Panelled) -> set[str]:
    return set(panel.catalogue.censuses)


def _notes(panel: Panelled, bases: list[Residents], *, known: bool) -> list[str]:
    day = day_in_words(middle_of(panel.period))
    found = [f"{in_words(each.basis)}: {each.source}." for each in bases]
    if known:
        found.append(
            f"Between the censuses residents lie on a straight line; {day} is the middle of the "
            "period."
        )
    else:
        found.append(
            f"The middle of the period, {day}, lies between no two censuses whose day is known: "
            "residents of that day are not given."
        )
    uncertain = "What is uncertain about the residents is not in them."
    return [*found, f"{INTERVAL} {uncertain}"]
