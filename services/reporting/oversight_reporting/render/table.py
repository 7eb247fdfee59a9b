"""An item's rows as the cells of a printed table: every page prints these texts and no others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from oversight_contracts.breakdowns import capitalised
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.notes import chance_words, tested
from oversight_reporting.figures.row import SUPPRESSED
from oversight_reporting.formatting import months_in_words, number

Row = Mapping[str, Any]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A heading and the text under it; ``words`` are set to the left."""

    heading: str
    text: Callable[[Row], str]
    words: bool = False


def row_period(row: Row) -> Period:
    """The period of a row."""
    return Period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))


def with_unit(item: Item, row: Row) -> str:
    """The figure with a per cent sign where that is its unit."""
    printed = str(row["printed"])
    return f"{printed}%" if item["unit"] == "%" and row["value"] is not None else printed


def comparison_columns(item: Item) -> list[Column]:
    """None where nothing is compared; without the last where no change was tested."""
    if item["compare"] == "none":
        return []
    first = item["rows"][0]["earlier"]
    heading = f"Same dates last year ({months_in_words(row_period(first))})"
    columns = [
        Column(heading, lambda row: with_unit(item, row["earlier"])),
        Column("Change", lambda row: str(row["change"]["printed"]), words=True),
    ]
    chance = Column("More than chance?", chance_words, words=True)
    return [*columns, chance] if tested(item["rows"]) else columns


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


def printed_table(item: Item) -> PrintedTable:
    """The table of an item's rows, in their order; of a grid, line by line."""
    if item.get("kind") == "grid":
        return _grid(item)
    leading = _leading(item)
    columns = [*leading, *_figures(item), *_details(item["rows"]), *comparison_columns(item)]
    columns += _remarks(item)
    rows = [tuple(Cell(each.text(row), each.words) for each in columns) for row in item["rows"]]
    headings = tuple(Cell(each.heading, each.words) for each in columns)
    whole = tuple(not item["every"] and not row["breakdown"] for row in item["rows"])
    return PrintedTable(headings, tuple(rows), len(leading), whole)


def _grid(item: Item) -> PrintedTable:
    columns, cells = item["columns"], iter(item["rows"])
    rows = [
        (Cell(line["title"], words=True), *map(_grid_cell, islice(cells, len(columns))))
        for line in item["lines"]
    ]
    headings = (Cell(item["rows_are"] or "Figures for", words=True), *_numbers(columns))
    return PrintedTable(headings, tuple(rows), 1, tuple(line["whole"] for line in item["lines"]))


def _grid_cell(cell: Row) -> Cell:
    return Cell(cell["printed"], words=False, marks=tuple(cell["marks"]))


def _numbers(titles: Sequence[str]) -> list[Cell]:
    return [Cell(title, words=False) for title in titles]


def _leading(item: Item) -> list[Column]:
    period = Column("Period", _period_text, words=True)
    group = Column(item["dimension"] or "Figures for", lambda row: str(row["label"]), words=True)
    if not item["every"]:
        return [group]
    return [period, group] if item["by"] else [period]


def _period_text(row: Row) -> str:
    short = "" if row["whole"] else " (part)"
    return months_in_words(row_period(row)) + (" (still running)" if row["running"] else short)


def _figures(item: Item) -> list[Column]:
    value = Column(_value_heading(item), lambda row: with_unit(item, row))
    interval = Column("95% interval", lambda row: str(row["printed_interval"]))
    counted, of = _counted_headings(item)
    if item["measure"] == "severity":
        over = any(row["denominator"] is not None for row in item["rows"])
        counted, of = "Number", "Residents" if over else ""
    if item["measure"] == "statistic":
        over = any(row["denominator"] is not None for row in item["rows"])
        counted, of = ("Number", "Out of") if over else ("", "")
    columns = [value]
    if any(row["printed_interval"] for row in item["rows"]):
        columns.append(interval)
    if counted:
        columns.append(Column(counted, partial(_counted, "numerator")))
    if of:
        columns.append(Column(of, partial(_counted, "denominator")))
    if item["pending_means"]:
        columns.append(Column(capitalised(item["pending_means"]), _pending))
    return columns


def _value_heading(item: Item) -> str:
    unit = str(item["unit"])
    headings = {
        "duration": "Median" if unit == "seconds" else f"Median {unit}",
        "proportion": "Share",
        "disparity": capitalised(unit),
        "stock": f"Open {unit}",
    }
    return headings.get(item["measure"], "Share" if unit == "%" else capitalised(unit))


def _counted_headings(item: Item) -> tuple[str, str]:
    headings = {
        "rate": ("Number", "Residents"),
        "disparity": ("Number", "Residents"),
        "proportion": ("Number", "Out of"),
        "ratio": ("Number", "Compared with"),
        "duration": ("Measured", "Out of"),
    }
    return headings.get(item["measure"], ("", ""))


def _details(rows: Sequence[Row]) -> list[Column]:
    names = dict.fromkeys(name for row in rows for name in row["printed_details"])
    return [Column(name, partial(_detail, name)) for name in names]


def _detail(name: str, row: Row) -> str:
    return str(row["printed_details"].get(name, ""))


def _remarks(item: Item) -> list[Column]:
    # Snapshots that were frozen before there were remarks have none.
    if not any(row.get("remarks") for row in item["rows"]):
        return []
    return [Column("Remarks", lambda row: capitalised("; ".join(row["remarks"])), words=True)]


def _counted(name: str, row: Row) -> str:
    # An empty cell could be read as none.
    return SUPPRESSED if row["suppressed"] else _count(row[name])


def _count(value: int | float | None) -> str:
    if value is None:
        return ""
    # A published numerator can be a decimal.
    return number(value) if isinstance(value, int) else f"{value:,}"


def _pending(row: Row) -> str:
    if row["suppressed"]:
        return SUPPRESSED
    if row["pending"] is None:
        return ""
    portion = row["printed_pending_share"]
    return number(row["pending"]) + (f" ({portion})" if portion else "")


def in_full(item: Item, row: Row) -> str:
    """The figure with its unit in words: ``24,631 searches``, ``85.3%``, ``8 min 12 s``."""
    text = with_unit(item, row)
    if row["value"] is None or item["unit"] in ("%", "seconds"):
        return text
    return f"{text} {item['unit']}"
