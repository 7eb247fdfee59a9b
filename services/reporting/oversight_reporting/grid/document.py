"""A table as a document: its cells one after the other, as every format prints them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from oversight_contracts.definitions.models.grids import GridLine
from oversight_contracts.definitions.models.reports import GridItem
from oversight_reporting.figures.notes import SUPPRESSION
from oversight_reporting.figures.row import plain, quotation_document
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.significance import notes_on_changes

Document = dict[str, Any]
NOTHING_LISTED = (
    "Nothing is known of this period that could be listed. That is not a figure of zero."
)
Cells = Sequence[Sequence[GridCell]]


def grid_document(
    item: GridItem,
    rows: Sequence[GridLine],
    columns: Sequence[GridLine],
    cells: Cells,
    notes: Sequence[str] = (),
) -> Document:
    """The table; ``rows`` are its cells, row by row, and ``footnotes`` what their marks say.

    ``notes`` are sentences on what it lists, and what it should and cannot.
    """
    table = table_document(
        item.grid.rows_are,
        [(row.title, row.whole) for row in rows],
        [column.title for column in columns],
        cells,
    )
    return {
        "title": item.title,
        "description": item.text.strip(),
        **table,
        "notes": [*notes, *table["notes"]],
    }


def table_document(
    rows_are: str, rows: Sequence[tuple[str, bool]], columns: Sequence[str], cells: Cells
) -> Document:
    """Any table of cells; each row says whether it is the whole of the others."""
    common = _common(cells)
    cells = [
        [replace(cell, marks=tuple(m for m in cell.marks if m not in common)) for cell in row]
        for row in cells
    ]
    footnotes = list(dict.fromkeys(mark for row in cells for cell in row for mark in cell.marks))
    sources = dict.fromkeys(source for row in cells for cell in row for source in cell.sources)
    changes = [
        (title, column, cell)
        for (title, _), row in zip(rows, cells, strict=True)
        for column, cell in zip(columns, row, strict=True)
    ]
    hidden = any(cell.suppressed for row in cells for cell in row)
    return {
        "kind": "grid",
        "rows_are": rows_are,
        "lines": [{"title": title, "whole": whole} for title, whole in rows],
        "columns": list(columns),
        "footnotes": footnotes,
        "notes": [
            *([] if rows and columns else [NOTHING_LISTED]),
            *common,
            *sources,
            *([SUPPRESSION] if hidden else []),
            *notes_on_changes(changes),
        ],
        "rows": [
            _cell_document(title, column, cell, footnotes)
            for (title, _), line in zip(rows, cells, strict=True)
            for column, cell in zip(columns, line, strict=True)
        ],
    }


def _common(cells: Cells) -> list[str]:
    """What is said of every figure of the table: said once, beneath it."""
    figures = [cell for row in cells for cell in row if cell.of and cell.value is not None]
    if len(figures) < 2:
        return []
    return [mark for mark in figures[0].marks if all(mark in each.marks for each in figures)]


def _cell_document(title: str, column: str, cell: GridCell, footnotes: list[str]) -> Document:
    of = cell.of
    return {
        "row": title,
        "column": column,
        "label": f"{title}, {column}",
        "indicator": of.indicator if of else None,
        "force": of.force if of else None,
        "area": of.area if of else None,
        "breakdown": dict(of.breakdown) if of else {},
        "basis": of.basis if of else None,
        "shows": of.show if of else "worked out",
        "from": cell.period.start.isoformat(),
        "to": cell.period.end.isoformat(),
        "numerator": plain(cell.numerator),
        "denominator": plain(cell.denominator),
        "value": plain(cell.value),
        "printed": cell.printed,
        "pending": None,
        "suppressed": cell.suppressed,
        "words": cell.value is None,
        "marks": [footnotes.index(mark) + 1 for mark in cell.marks],
        "remarks": list(cell.marks),
        "chance": dict(cell.chance) if cell.chance else None,
        "quoted": quotation_document(cell.quoted) if cell.quoted else None,
    }
