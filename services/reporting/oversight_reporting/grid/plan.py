"""A table of a report: what it asks, and its document from the answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.grids import GridLine, Several
from oversight_contracts.definitions.models.reports import GridItem
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.extremes import Extremes, is_piece, record_key, records_asked
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, only_table
from oversight_reporting.figures.row import NO_FIGURE
from oversight_reporting.figures.table import in_order
from oversight_reporting.grid.axes import Line, notes_on, with_values, written_out
from oversight_reporting.grid.cell import GridCell, cell_of, key_of, question_of
from oversight_reporting.grid.document import grid_document
from oversight_reporting.grid.figure import figure_cell, residents_cell
from oversight_reporting.grid.footnotes import marked
from oversight_reporting.grid.formulas import worked_out
from oversight_reporting.grid.significance import months_asked, with_counts
from oversight_reporting.model.item_document import GridDocument

Answers = Mapping[tuple[object, ...], QueryResult]


@dataclass(frozen=True)
class GridPlan:
    """A table bound to a force and a period."""

    catalogue: Catalogue
    item: GridItem
    force: str
    period: Period
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    plans: tuple[str, ...] = ()

    @property
    def questions(self) -> list[FigureQuery]:
        """What all cells ask, each question once, and what they are judged and called out by."""
        return [*self._of_cells, *self._of_months.values(), *self._on_record.values()]

    def document(self, given: ReportInputs) -> GridDocument:
        """The table as it is printed."""
        answers = {key_of(each.question): each for each in given.take(len(self._of_cells))}
        asked = self._of_months
        months = dict(zip(asked, given.take(len(asked)), strict=True))
        on_record = dict(
            zip(self._on_record, map(Extremes, given.take(len(self._on_record))), strict=True)
        )
        rows = with_values(self.rows, self._values(self.rows, answers))
        columns = with_values(self.columns, self._values(self.columns, answers))
        writer = _Writer(self, rows, columns, answers, on_record, months)
        cells = [[writer.cell(row, column) for column in columns] for row in rows]
        return grid_document(
            self.item.title,
            self.item.text,
            self.item.grid.rows_are,
            [(row.title, row.whole) for row in rows],
            [column.title for column in columns],
            marked(cells, self.period),
            list(dict.fromkeys(self._notes)),
        )

    @property
    def _notes(self) -> Iterator[str]:
        grid = self.item.grid
        lines = (*grid.rows, *grid.columns)
        return notes_on(self.catalogue, grid, lines, self.force, self.period)

    @property
    def _of_cells(self) -> list[FigureQuery]:
        asked: dict[tuple[object, ...], FigureQuery] = {}
        for row in self.rows:
            for column in self.columns:
                question = self._question(row, column)
                if question is not None:
                    asked[key_of(question)] = question
        return list(asked.values())

    @property
    def _of_months(self) -> dict[tuple[object, ...], MonthlyCounts]:
        return months_asked(self.rows, self.columns, self._question)

    @property
    def _on_record(self) -> dict[tuple[object, ...], FigureQuery]:
        return records_asked(self._of_cells) if self.item.grid.call_out else {}

    def _question(self, row: Line, column: Line) -> FigureQuery | None:
        if _derived(row) or _derived(column):
            return None
        of = cell_of(self.item.grid, row, column, self.force, self.period)
        return question_of(self.catalogue, of, row, column)

    def _values(self, axis: Sequence[Line], answers: Answers) -> list[str]:
        """The values of the dimension that an axis waits for, as its definition lists them."""
        names = [each.each_value_of for each in axis if isinstance(each, Several)]
        name = next((each for each in names if each), None)
        if name is None:
            return []
        dimension = self.catalogue.dimensions[name]
        listed = dimension.values or tuple(dimension.groups)
        seen = {value for found in answers.values() for value in _values_in(found, name)}
        return [value for (value,) in in_order({(v,) for v in seen | set(listed)}, [dimension])]


def plan_grid(catalogue: Catalogue, item: GridItem, force: str, period: Period) -> GridPlan:
    """What a table asks. Raises ``Refused``."""
    rows = written_out(catalogue, item.grid, item.grid.rows, force, period)
    columns = written_out(catalogue, item.grid, item.grid.columns, force, period)
    return GridPlan(catalogue, item, force, period, tuple(rows), tuple(columns))


class _Writer:
    """Works out single cells: those of columns last, so that a sum's share is a share of sums."""

    def __init__(
        self,
        plan: GridPlan,
        rows: Sequence[GridLine],
        columns: Sequence[GridLine],
        answers: Answers,
        on_record: Mapping[tuple[object, ...], Extremes],
        months: Answers,
    ) -> None:
        self._plan = plan
        self._on_record = on_record
        self._rows = {row.title: row for row in rows}
        self._columns = {column.title: column for column in columns}
        self._answers = answers
        self._months = months

    def cell(self, row: GridLine, column: GridLine) -> GridCell:
        """The cell of a row in a column, or where one of them always is."""
        if column.always is not None:
            row = self._rows[column.always]
        if row.always is not None:
            column = self._columns[row.always]
        if column.derived:
            return self._across(row, column)
        if row.derived:
            return self._down(row, column)
        return self._figure(row, column)

    def _across(self, row: GridLine, column: GridLine) -> GridCell:
        if not set(column.named) <= set(self._columns):
            return self._not_listed
        whole = next((each for each in self._rows.values() if each.whole), row)
        return worked_out(
            column,
            self._columns,
            lambda other: self.cell(row, other),
            lambda other: self.cell(whole, other),
            lambda other: self.cell(self._rows[column.weights or row.title], other),
        )

    def _down(self, row: GridLine, column: GridLine) -> GridCell:
        if not set(row.named) <= set(self._rows):
            return self._not_listed
        whole = next((each for each in self._columns.values() if each.whole), column)
        return worked_out(
            row,
            self._rows,
            lambda other: self.cell(other, column),
            lambda other: self.cell(other, whole),
            lambda other: self.cell(other, self._columns[row.weights or column.title]),
        )

    @property
    def _not_listed(self) -> GridCell:
        # Of an axis of what occurred or was asked: a line that it names need not be there.
        return GridCell(self._plan.period, words=NO_FIGURE)

    def _figure(self, row: GridLine, column: GridLine) -> GridCell:
        plan = self._plan
        of = cell_of(plan.item.grid, row, column, plan.force, plan.period)
        question = question_of(plan.catalogue, of)
        if question is None:
            return residents_cell(plan.catalogue, of)
        decimals = row.decimals if column.decimals is None else column.decimals
        found = self._answers[key_of(question)]
        cell = figure_cell(of, found, decimals)
        cell = with_counts(cell, found, self._months.get(key_of(question)))
        callouts = self._on_record.get(record_key(question)) if is_piece(question) else None
        mark = callouts.mark(of.period, of.breakdown) if callouts and of.show == "value" else ""
        return cell.marked(mark) if mark else cell


def _derived(line: Line) -> bool:
    return isinstance(line, GridLine) and line.derived


def _values_in(found: QueryResult, dimension: str) -> set[str]:
    table = only_table(found)
    return {line.breakdown[dimension] for line in table.lines if dimension in line.breakdown}
