"""The plan of a grid: what its cells ask, and its document from the results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.grids import GridLine, Several
from oversight_contracts.definitions.models.reports import GridItem
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.extremes import Extremes, records_asked
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, only_table
from oversight_reporting.figures.table_writer import in_order
from oversight_reporting.grid.axes import Line, notes_on, with_values, written_out
from oversight_reporting.grid.cell import cell_of, query_of
from oversight_reporting.grid.document import grid_document
from oversight_reporting.grid.evaluate import GridEvaluator
from oversight_reporting.grid.footnotes import marked
from oversight_reporting.grid.significance import months_asked
from oversight_reporting.model.item_document import GridDocument


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
    def queries(self) -> list[FigureQuery]:
        """The queries of all cells, of what they are judged by and called out among, each once."""
        return [*self._of_cells, *self._of_months.values(), *self._on_record.values()]

    def document(self, inputs: ReportInputs) -> GridDocument:
        """The table as it is printed."""
        results = inputs.results
        found = [results[query] for query in self._of_cells]
        rows = with_values(self.rows, self._values(self.rows, found))
        columns = with_values(self.columns, self._values(self.columns, found))
        evaluator = GridEvaluator(
            *(self.catalogue, self.item.grid, self.force, self.period, rows, columns, results),
            months={query: results[each] for query, each in self._of_months.items()},
            on_record={key: Extremes(results[each]) for key, each in self._on_record.items()},
        )
        cells = [[evaluator.cell(row, column) for column in columns] for row in rows]
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
        asked = (self._query(row, column) for row in self.rows for column in self.columns)
        return list(dict.fromkeys(query for query in asked if query is not None))

    @property
    def _of_months(self) -> dict[FigureQuery, MonthlyCounts]:
        return months_asked(self.rows, self.columns, self._query)

    @property
    def _on_record(self) -> dict[tuple[object, ...], FigureQuery]:
        return records_asked(self._of_cells) if self.item.grid.call_out else {}

    def _query(self, row: Line, column: Line) -> FigureQuery | None:
        if _derived(row) or _derived(column):
            return None
        of = cell_of(self.item.grid, row, column, self.force, self.period)
        return query_of(self.catalogue, of, row, column)

    def _values(self, axis: Sequence[Line], results: Sequence[QueryResult]) -> list[str]:
        """The values of the dimension that an axis waits for, as its definition lists them."""
        names = [each.each_value_of for each in axis if isinstance(each, Several)]
        name = next((each for each in names if each), None)
        if name is None:
            return []
        dimension = self.catalogue.dimensions[name]
        listed = dimension.values or tuple(dimension.groups)
        seen = {value for found in results for value in _values_in(found, name)}
        return [value for (value,) in in_order({(v,) for v in seen | set(listed)}, [dimension])]


def plan_grid(catalogue: Catalogue, item: GridItem, force: str, period: Period) -> GridPlan:
    """The plan of a grid. Raises ``Refused``."""
    rows = written_out(catalogue, item.grid, item.grid.rows, force, period)
    columns = written_out(catalogue, item.grid, item.grid.columns, force, period)
    return GridPlan(catalogue, item, force, period, tuple(rows), tuple(columns))


def _derived(line: Line) -> bool:
    return isinstance(line, GridLine) and line.derived


def _values_in(found: QueryResult, dimension: str) -> set[str]:
    table = only_table(found)
    return {row.breakdown[dimension] for row in table.rows if dimension in row.breakdown}
