"""An item's rows as the cells of a printed table: every page prints these texts and no others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal

from oversight_contracts.breakdowns import capitalised
from oversight_reporting.figures.result import SUPPRESSED
from oversight_reporting.formatting import months_in_words, number
from oversight_reporting.model.document_base import Number
from oversight_reporting.model.item_document import FiguresDocument, GridDocument
from oversight_reporting.model.row_document import EarlierDocument, FiguresRow, GridCellDocument

# What a cell says: what its row is of, a figure, one of last year, what is judged of both, or more.
Part = Literal["name", "figure", "earlier", "judged", "remark"]
# What stands in a table with the figure's unit: a row, or the same dates of last year.
Figure = FiguresRow | EarlierDocument


@dataclass(frozen=True)
class Column:
    """A heading and the text under it; ``words`` are set to the left."""

    heading: str
    text: Callable[[FiguresRow], str]
    words: bool = False
    part: Part = "figure"


def with_unit(item: FiguresDocument, figure: Figure) -> str:
    """The figure with a per cent sign where that is its unit."""
    return f"{figure.printed}%" if item.unit == "%" and figure.value is not None else figure.printed


def comparison_columns(item: FiguresDocument) -> list[Column]:
    """None where nothing is compared; without the last where no change was tested."""
    first = item.rows[0].earlier if item.compare != "none" else None
    if first is None:
        return []
    columns = [
        Column(
            f"Same dates last year ({months_in_words(first.period)})",
            partial(_earlier, item),
            part="earlier",
        ),
        Column("Change", _change, words=True, part="judged"),
    ]
    chance = Column("More than chance?", _significance, words=True, part="judged")
    tested = any(row.significance and row.significance.method for row in item.rows)
    return [*columns, chance] if tested else columns


def _earlier(item: FiguresDocument, row: FiguresRow) -> str:
    return with_unit(item, row.earlier) if row.earlier else ""


def _change(row: FiguresRow) -> str:
    return row.change.printed if row.change else ""


def _significance(row: FiguresRow) -> str:
    # Snapshots that were frozen before there were tests have none.
    return row.significance.printed if row.significance else ""


@dataclass(frozen=True)
class Cell:
    """A text; ``words`` are set to the left, numbers to the right."""

    text: str
    words: bool
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class PrintedTable:
    """Headings, and rows of which the first ``leading`` cells name the row.

    ``whole`` says of each row whether it is the total of others.
    """

    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    leading: int
    whole: tuple[bool, ...]


def printed_table(item: FiguresDocument | GridDocument) -> PrintedTable:
    """The table of an item's rows, in their order; of a grid, line by line."""
    if isinstance(item, GridDocument):
        return _grid(item)
    columns = columns_of(item)
    rows = [tuple(Cell(each.text(row), each.words) for each in columns) for row in item.rows]
    headings = tuple(Cell(each.heading, each.words) for each in columns)
    whole = tuple(not item.every and not row.breakdown for row in item.rows)
    return PrintedTable(headings, tuple(rows), len(_leading(item)), whole)


def columns_of(item: FiguresDocument) -> list[Column]:
    """The columns of an item's table, in the order of print."""
    figures = [*_leading(item), *_figures(item), *_details(item.rows)]
    return [*figures, *comparison_columns(item), *_remarks(item)]


def _grid(item: GridDocument) -> PrintedTable:
    cells = iter(item.rows)
    rows = [
        (Cell(line.title, words=True), *map(_grid_cell, islice(cells, len(item.columns))))
        for line in item.lines
    ]
    numbers = [Cell(title, words=False) for title in item.columns]
    headings = (Cell(item.rows_are or "Figures for", words=True), *numbers)
    return PrintedTable(headings, tuple(rows), 1, tuple(line.whole for line in item.lines))


def _grid_cell(cell: GridCellDocument) -> Cell:
    return Cell(cell.printed, words=False, marks=tuple(cell.marks))


def _leading(item: FiguresDocument) -> list[Column]:
    period = Column("Period", _period_text, words=True, part="name")
    title = item.dimension or "Figures for"
    group = Column(title, lambda row: row.label, words=True, part="name")
    if not item.every:
        return [group]
    return [period, group] if item.by else [period]


def _period_text(row: FiguresRow) -> str:
    short = "" if row.whole else " (part)"
    return months_in_words(row.period) + (" (still running)" if row.running else short)


def _figures(item: FiguresDocument) -> list[Column]:
    counted, of = _counted_headings(item)
    columns = [Column(_value_heading(item), partial(with_unit, item))]
    if any(row.printed_interval for row in item.rows):
        columns.append(Column("95% interval", lambda row: row.printed_interval, part="judged"))
    if counted:
        columns.append(Column(counted, lambda row: _counted(row, row.numerator)))
    if of:
        columns.append(Column(of, lambda row: _counted(row, row.denominator)))
    if item.pending_means:
        columns.append(Column(capitalised(item.pending_means), _pending))
    return columns


def _value_heading(item: FiguresDocument) -> str:
    unit = item.unit
    headings = {
        "duration": "Median" if unit == "seconds" else f"Median {unit}",
        "proportion": "Share",
        "disparity": capitalised(unit),
        "stock": f"Open {unit}",
    }
    return headings.get(item.measure, "Share" if unit == "%" else capitalised(unit))


def _counted_headings(item: FiguresDocument) -> tuple[str, str]:
    over = any(row.denominator is not None for row in item.rows)
    headings = {
        "rate": ("Number", "Residents"),
        "disparity": ("Number", "Residents"),
        "proportion": ("Number", "Out of"),
        "ratio": ("Number", "Compared with"),
        "duration": ("Measured", "Out of"),
        "severity": ("Number", "Residents" if over else ""),
        "statistic": ("Number", "Out of") if over else ("", ""),
    }
    return headings.get(item.measure, ("", ""))


def _details(rows: Sequence[FiguresRow]) -> list[Column]:
    names = dict.fromkeys(name for row in rows for name in row.printed_details)
    return [Column(name, partial(_detail, name)) for name in names]


def _detail(name: str, row: FiguresRow) -> str:
    return row.printed_details.get(name, "")


def _remarks(item: FiguresDocument) -> list[Column]:
    # Snapshots that were frozen before there were remarks have none.
    if not any(row.remarks for row in item.rows):
        return []
    return [Column("Remarks", _remarks_text, words=True, part="remark")]


def _remarks_text(row: FiguresRow) -> str:
    return capitalised("; ".join(row.remarks))


def _counted(row: FiguresRow, count: Number | None) -> str:
    # An empty cell could be read as none.
    return SUPPRESSED if row.suppressed else _count(count)


def _count(value: Number | None) -> str:
    if value is None:
        return ""
    # A published numerator can be a decimal.
    return number(value) if isinstance(value, int) else f"{value:,}"


def _pending(row: FiguresRow) -> str:
    if row.suppressed:
        return SUPPRESSED
    if row.pending is None:
        return ""
    portion = row.printed_pending_share
    return number(row.pending) + (f" ({portion})" if portion else "")


def in_full(item: FiguresDocument, figure: Figure) -> str:
    """The figure with its unit in words: ``24,631 searches``, ``85.3%``, ``8 min 12 s``."""
    text = with_unit(item, figure)
    if figure.value is None or item.unit in ("%", "seconds"):
        return text
    return f"{text} {item.unit}"
