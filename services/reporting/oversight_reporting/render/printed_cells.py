"""The cells that a report prints, each with its text: what two revisions are compared by."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from oversight_measures.periods.period import Period
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.item_document import (
    FiguresDocument,
    GridDocument,
    Identity,
    ItemDocument,
    NarrativeDocument,
    PanelDocument,
)
from oversight_reporting.model.row_document import ReportedRow
from oversight_reporting.render.table import Part, columns_of

NOTES = "Notes"


class Line(NamedTuple):
    """The place of a row: its item, its period and its label; of an item's notes no label."""

    item: Identity
    period: Period | None
    label: str


@dataclass(frozen=True)
class PrintedCell:
    """A text as it is printed, under the heading of its ``column``; ``row`` is None at notes."""

    item: ItemDocument
    row: ReportedRow | None
    column: str
    text: str
    part: Part

    @property
    def line(self) -> Line:
        """The row that it stands in."""
        if self.row is None:
            return Line(self.item.identity, None, "")
        return Line(self.item.identity, self.row.period, self.row.label)

    @property
    def is_material(self) -> bool:
        """True of a figure, of whichever year, and of what a lead wrote.

        What is judged of figures, their intervals, changes and remarks, follows from them.
        """
        return self.part in ("figure", "earlier")


Cells = dict[tuple[Line, str], PrintedCell]


def printed_cells(document: ReportDocument) -> Cells:
    """Every cell by its place, in the order of print."""
    items = [item for section in document.sections for item in section.items]
    return {(cell.line, cell.column): cell for item in items for cell in _cells(item)}


def _cells(item: ItemDocument) -> Iterator[PrintedCell]:
    if isinstance(item, FiguresDocument):
        yield from _of_figures(item)
    elif isinstance(item, PanelDocument):
        for table in item.tables:
            yield from _cells(table)
    elif isinstance(item, GridDocument):
        yield from _of_grid(item)
    else:
        yield from _of_narrative(item)
    yield PrintedCell(item, None, NOTES, " ".join(item.notes), "remark")


def _of_figures(item: FiguresDocument) -> Iterator[PrintedCell]:
    columns = columns_of(item)
    for row in item.rows:
        for each in columns:
            yield PrintedCell(item, row, each.heading, each.text(row), each.part)
        yield PrintedCell(item, row, "Control chart", row.text or "", "judged")


def _of_grid(item: GridDocument) -> Iterator[PrintedCell]:
    for cell in item.rows:
        part: Part = "figure" if cell.indicator or cell.shows == "residents" else "judged"
        yield PrintedCell(item, cell, cell.column, cell.printed, part)
        yield PrintedCell(item, cell, f"{cell.column}: notes", " ".join(cell.remarks), "remark")


def _of_narrative(item: NarrativeDocument) -> Iterator[PrintedCell]:
    (row,) = item.rows
    for column, text in (
        ("Status", item.status_words),
        ("Words", item.narrative),
        ("Lead", item.lead),
        ("Author", item.author),
    ):
        yield PrintedCell(item, row, column, text, "figure")
