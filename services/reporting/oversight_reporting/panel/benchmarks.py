"""Benchmarks other than residents, where a statistic of the period supplies one by group."""

from collections.abc import Sequence

from oversight_contracts.measures.indicator import Indicator
from oversight_reporting.figures.result import QueryResult, only_table
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts
from oversight_reporting.panel.wording import INTERVAL

TITLE = "Over other benchmarks"
TEXT = (
    "The same searches over something other than residents: each group's searches per person (or "
    "stop) of the benchmark, over the reference group's. A benchmark that the police make "
    "themselves, as arrests and stops are, has in it whom they looked at: a ratio near 1 may say "
    "that both are unequal alike."
)
NOT_SUPPLIED = (
    "Benchmarks other than residents ({titles}): none is supplied as a statistic of this period by "
    "group."
)
Benchmark = tuple[Indicator, QueryResult]


def benchmarks_table(
    panel: Panelled, counts: GroupCounts, benchmarks: Sequence[Benchmark]
) -> GridDocument | str:
    """Every group's ratio over each benchmark that is supplied, or a sentence that none is."""
    supplied = [(each, of) for each, found in benchmarks if (of := _of_groups(panel, found))]
    if not supplied:
        titles = ", ".join(each.title.lower() for each, _ in benchmarks)
        return NOT_SUPPLIED.format(titles=titles)
    sources = [_source(found) for each, found in benchmarks if _of_groups(panel, found)]
    return grid_document(
        TITLE,
        TEXT,
        "Group",
        [(group, False) for group in panel.groups],
        [each.title for each, _ in supplied],
        [[panel.ratio(counts.of, of, group) for _, of in supplied] for group in panel.groups],
        [*dict.fromkeys(source for found in sources for source in found), INTERVAL],
    )


def _of_groups(panel: Panelled, found: QueryResult) -> dict[str, int]:
    """The benchmark of each group; none where the reference group has none."""
    values = {
        row.breakdown[panel.indicator.group]: int(row.value)
        for row in only_table(found).rows
        if row.value is not None and row.value >= 1
    }
    return values if panel.reference in values else {}


def _source(found: QueryResult) -> list[str]:
    rows = [row.quoted for row in only_table(found).rows if row.quoted]
    return [f"{found.query.indicator.title}: {each.publisher}." for each in rows]
