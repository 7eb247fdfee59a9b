"""Ratios if both groups were of the same ages: only where residents are supplied by age."""

from collections.abc import Mapping, Sequence

from oversight_contracts.breakdowns import in_words
from oversight_measures.disparities.standardised import Stratum, standardised_ratio
from oversight_reporting.figures.result import SUPPRESSED, QueryResult, only_table
from oversight_reporting.formatting import number
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import NO_RATIO, Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.wording import INTERVAL

TITLE = "By age"
NOT_SUPPLIED = (
    "By age: residents by age and group are not supplied for this area, so no ratio is "
    "standardised by age. Groups that are younger are searched more for that reason too, and the "
    "ratios above do not take it out."
)
TEXT = (
    "Each group's searches per resident are worked out at each age and weighed by the ages of all "
    "residents (direct standardisation): what the ratio would be if both groups were of the same "
    "ages. Searches without an age are in the plain ratio alone."
)
# Of a group and an age: how many; None where readers may not see it.
AgeCounts = Mapping[tuple[str, str], int | None]


def ages_table(panel: Panelled, counts: GroupCounts, found: QueryResult) -> GridDocument:
    """Every group's ratio as it is, and standardised."""
    ages = panel.residents.ages[panel.indicator.group]
    of_age = _counts(panel, found)
    cells = [
        [panel.ratio(counts.of, panel.by_group, group), _standardised(panel, group, ages, of_age)]
        for group in panel.groups
    ]
    listed = [age for age in dict.fromkeys(age for known in ages.values() for age in known)]
    note = f"Ages: {', '.join(map(in_words, listed))}; {number(_without_age(of_age, listed))} \
searches state no such age."
    return grid_document(
        TITLE,
        TEXT,
        "Group",
        [(group, False) for group in panel.groups],
        ["Plain", "Standardised by age"],
        cells,
        [*([note] if None not in of_age.values() else []), INTERVAL],
    )


def _standardised(
    panel: Panelled, group: str, ages: Mapping[str, Mapping[str, int]], counts: AgeCounts
) -> GridCell:
    reference = panel.reference
    own, other = ages.get(group), ages.get(reference)
    if own is None or other is None:
        return panel.words("no residents by age")
    strata: list[Stratum] = []
    for age in other:
        standard = sum(known.get(age, 0) for known in ages.values())
        events, others = counts.get((group, age), 0), counts.get((reference, age), 0)
        if events is None or others is None:
            return panel.words(SUPPRESSED)
        strata.append(Stratum(events, own.get(age, 0), others, other[age], standard))
    found = standardised_ratio(strata)
    if found.ratio is None:
        return panel.words(NO_RATIO)
    return panel.figure(found.ratio, found.interval, group, "standardised")


def _counts(panel: Panelled, found: QueryResult) -> AgeCounts:
    (age,) = [name for name in found.query.by if name != panel.indicator.group]
    rows = only_table(found).rows
    return {
        (row.breakdown[panel.indicator.group], row.breakdown[age]): None
        if row.suppressed
        else int(row.numerator or 0)
        for row in rows
    }


def _without_age(counts: AgeCounts, listed: Sequence[str]) -> int:
    return sum(count or 0 for (_, age), count in counts.items() if age not in listed)
