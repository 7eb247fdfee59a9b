"""The evaluation of a grid: each cell from the results, or worked out from other cells."""

from collections.abc import Mapping, Sequence

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.grids import Grid, GridLine
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.extremes import Extremes, is_piece, record_key
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import NO_FIGURE, QueryResult
from oversight_reporting.grid.cell import GridCell, cell_of, query_of
from oversight_reporting.grid.figure import figure_cell, residents_cell
from oversight_reporting.grid.formulas import worked_out
from oversight_reporting.grid.significance import with_counts


class GridEvaluator:
    """Works out single cells: those of columns last, so that a sum's share is a share of sums."""

    def __init__(
        self,
        catalogue: Catalogue,
        grid: Grid,
        force: str,
        period: Period,
        rows: Sequence[GridLine],
        columns: Sequence[GridLine],
        results: Mapping[FigureQuery, QueryResult],
        *,
        months: Mapping[FigureQuery, QueryResult],
        on_record: Mapping[tuple[object, ...], Extremes],
    ) -> None:
        """``months`` are by the query whose change they judge, ``on_record`` by ``record_key``."""
        self._catalogue = catalogue
        self._grid = grid
        self._force = force
        self._period = period
        self._rows = {row.title: row for row in rows}
        self._columns = {column.title: column for column in columns}
        self._results = results
        self._months = months
        self._on_record = on_record

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
        return GridCell(self._period, words=NO_FIGURE)

    def _figure(self, row: GridLine, column: GridLine) -> GridCell:
        of = cell_of(self._grid, row, column, self._force, self._period)
        query = query_of(self._catalogue, of)
        if query is None:
            return residents_cell(self._catalogue, of)
        decimals = row.decimals if column.decimals is None else column.decimals
        found = self._results[query]
        cell = figure_cell(of, found, decimals)
        stated = self._catalogue.stated_spread(query.indicator.id)
        cell = with_counts(cell, found, self._months.get(query), stated)
        extremes = self._on_record.get(record_key(query)) if is_piece(query) else None
        mark = extremes.mark(of.period, of.breakdown) if extremes and of.show == "value" else ""
        return cell.marked(mark) if mark else cell
