"""A table as a document: its cells one after the other, as every format prints them."""

from collections.abc import Sequence
from dataclasses import replace

from oversight_reporting.figures.notes import SUPPRESSION
from oversight_reporting.figures.printing import plain, quotation_document
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.significance import notes_on_changes
from oversight_reporting.model.item_document import GridDocument, GridLineDocument
from oversight_reporting.model.row_document import GridCellDocument

NOTHING_LISTED = (
    "Nothing is known of this period that could be listed. That is not a figure of zero."
)
Cells = Sequence[Sequence[GridCell]]


def grid_document(
    title: str,
    text: str,
    rows_are: str,
    rows: Sequence[tuple[str, bool]],
    columns: Sequence[str],
    cells: Cells,
    notes: Sequence[str] = (),
) -> GridDocument:
    """Any table of cells; each row says whether it is the whole of the others.

    ``rows`` of the document are its cells, row by row, and ``footnotes`` what their marks say.
    ``notes`` are sentences on what it lists, and what it should and cannot.
    """
    common = _common(cells)
    cells = [
        [replace(cell, marks=tuple(m for m in cell.marks if m not in common)) for cell in row]
        for row in cells
    ]
    footnotes = list(dict.fromkeys(mark for row in cells for cell in row for mark in cell.marks))
    placed = [
        (row, column, cell)
        for (row, _), line in zip(rows, cells, strict=True)
        for column, cell in zip(columns, line, strict=True)
    ]
    listed = [] if rows and columns else [NOTHING_LISTED]
    return GridDocument(
        kind="grid",
        title=title,
        description=text.strip(),
        rows_are=rows_are,
        lines=[GridLineDocument(title=row, whole=whole) for row, whole in rows],
        columns=list(columns),
        footnotes=footnotes,
        notes=[*notes, *listed, *common, *_notes(placed)],
        rows=[_cell_document(row, column, cell, footnotes) for row, column, cell in placed],
    )


def _notes(placed: Sequence[tuple[str, str, GridCell]]) -> list[str]:
    """Notes on sources, suppression and the tests of changes, as sentences."""
    cells = [cell for *_, cell in placed]
    sources = dict.fromkeys(source for cell in cells for source in cell.sources)
    hidden = any(cell.suppressed for cell in cells)
    return [*sources, *([SUPPRESSION] if hidden else []), *notes_on_changes(placed)]


def _common(cells: Cells) -> list[str]:
    """The marks that every figure of the table has: printed once, beneath it."""
    figures = [cell for row in cells for cell in row if cell.of and cell.value is not None]
    if len(figures) < 2:
        return []
    return [mark for mark in figures[0].marks if all(mark in each.marks for each in figures)]


def _cell_document(
    title: str, column: str, cell: GridCell, footnotes: list[str]
) -> GridCellDocument:
    of, interval = cell.of, cell.interval
    return GridCellDocument(
        row=title,
        column=column,
        label=f"{title}, {column}",
        indicator=of.indicator if of else None,
        force=of.force if of else None,
        area=of.area if of else None,
        breakdown=dict(of.breakdown) if of else {},
        basis=of.basis if of else None,
        shows=of.show if of else "worked out",
        start=cell.period.start,
        end=cell.period.end,
        numerator=plain(cell.numerator),
        denominator=plain(cell.denominator),
        value=plain(cell.value),
        printed=cell.printed,
        pending=None,
        suppressed=cell.suppressed,
        words=cell.value is None,
        marks=[footnotes.index(mark) + 1 for mark in cell.marks],
        remarks=list(cell.marks),
        chance=cell.chance,
        quoted=quotation_document(cell.quoted) if cell.quoted else None,
        **({"lower": interval.lower, "upper": interval.upper} if interval else {}),
    )
