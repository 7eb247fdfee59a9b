"""Significance tests of the change between two cells of a grid."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from oversight_contracts.definitions.models.grids import GridLine, Several
from oversight_measures.spread.spread import Spread
from oversight_reporting.comparison.notes import notes_on_chance
from oversight_reporting.comparison.significance import (
    NO_MONTHS,
    NOT_TESTED,
    SMALL_MONTHS,
    SignificanceTest,
)
from oversight_reporting.figures.monthly_counts import MonthlyCounts, monthly_counts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Row, only_table, row_in
from oversight_reporting.grid.cell import Counted, GridCell
from oversight_reporting.model.row_document import SignificanceDocument

Line = GridLine | Several
# Quarters, and years, are not all of one length; what is longer has more events without a change.
DAYS_APART = 3


def months_asked(
    rows: Sequence[Line],
    columns: Sequence[Line],
    query: Callable[[Line, Line], FigureQuery | None],
) -> dict[FigureQuery, MonthlyCounts]:
    """The months of every cell that a change leads to, by what the cell asks."""
    found: dict[FigureQuery, MonthlyCounts] = {}
    later_rows, later_columns = set(_later(rows)), set(_later(columns))
    for row in rows:
        for column in columns:
            changes = _title(row) in later_rows or _title(column) in later_columns
            asked = query(row, column) if changes else None
            months = monthly_counts(asked) if asked else None
            if asked and months:
                found[asked] = months
    return found


def with_counts(
    cell: GridCell, found: QueryResult, months: QueryResult | None, stated: Spread | None
) -> GridCell:
    """The cell of a figure with what it was counted from; not one that shows a part of it."""
    if cell.of is None or cell.of.show != "value":
        return cell
    row = row_in(only_table(found), found.query.indicator, cell.of.breakdown)
    return replace(cell, counted=_counted(found, row, months, stated))


def _counted(
    found: QueryResult, row: Row, months: QueryResult | None, stated: Spread | None
) -> Counted | None:
    """The row that a figure stands in; None of a published or a suppressed one."""
    if row.figure is None:
        return None
    table = only_table(found)
    return Counted(found.query.indicator, table, row, found.judged_until, months, stated)


def with_verdict(found: GridCell, before: GridCell, now: GridCell) -> GridCell:
    """The change of one figure between two periods, with what a test says of it as a footnote."""
    own, other = now.counted, before.counted
    if own is None or other is None or not _follow(before, now):
        return found
    found = _by_the_day(found, own, other)
    test = SignificanceTest(own.judged_until, own.months, own.stated)
    result = test.document(own.indicator, (own.table, own.row), (other.table, other.row))
    if result is None:
        return found
    judged = replace(found, chance=result)
    told = result.beyond_chance is not None or result.printed != NOT_TESTED
    return judged.marked(_mark(result)) if told else judged


def _by_the_day(found: GridCell, own: Counted, other: Counted) -> GridCell:
    """The change with a footnote where it is of periods of other lengths: a leap year has more."""
    days, earlier = own.table.period.days, other.table.period.days
    if days == earlier or not own.indicator.adds_up or found.value is None:
        return found
    return found.marked(f"Of {days} days and {earlier} days before.")


def _mark(result: SignificanceDocument) -> str:
    said = result.printed
    return f"{said[0].upper()}{said[1:]}."


def notes_on_changes(cells: Iterable[tuple[str, str, GridCell]]) -> Iterator[str]:
    """By which tests, and that counts have no months; what else is missing stands at its cell.

    Cells are named by their row, or by their column where they are all of one row.
    """
    known = [
        (row, column, cell.chance)
        for row, column, cell in cells
        if cell.chance and _expected(cell.chance)
    ]
    several = len({row for row, *_ in known}) > 1
    # A change and the same in per cent are two cells, and one comparison.
    tests = {
        (row if several else column, chance.model_dump_json()): chance
        for row, column, chance in known
    }
    yield from notes_on_chance((label, chance) for (label, _), chance in tests.items())


def _expected(significance: SignificanceDocument) -> bool:
    return significance.method is not None or significance.reason in (NO_MONTHS, SMALL_MONTHS)


def _follow(before: GridCell, now: GridCell) -> bool:
    """True where both count the same, of an earlier and of a later time of one length."""
    if before.of is None or now.of is None or now.period.start < before.period.end:
        return False
    alike = replace(before.of, period=now.of.period) == now.of
    return alike and abs(now.period.days - before.period.days) <= DAYS_APART


def _title(line: Line) -> str | None:
    return line.title if isinstance(line, GridLine) else None


def _later(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, GridLine):
            spans = (line.change, line.percentage_change)
            yield from (span.end for span in spans if span)
