"""Rows as CSV (RFC 4180), each line with all that is needed to know what it says."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.report.item import item_document

Document = Mapping[str, Any]

# Each column beside where it is found: in the report, the item, the row, or within the row.
REPORT_COLUMNS = ("snapshot", "sha256", "report", "as_at", "generation")
ITEM_COLUMNS = (
    *("section", "indicator", "title", "definition", "measure", "unit", "force", "area"),
    *("by", "basis", "judged_until"),
)
ROW_COLUMNS = (
    *("from", "to", "whole", "running", "covers", "label", "numerator", "denominator", "value"),
    *("printed", "lower", "upper", "pending", "pending_share", "suppressed"),
)
DETAIL_COLUMNS = ("percentile_90", "never", "never_share", "rate")
QUOTED_COLUMNS = ("statistic", "publisher", "published_on")
# Of a cell of a grid, and of a narrative.
GRID_COLUMNS = ("row", "column", "shows", "text")
# Of a point of a process chart.
PROCESS_COLUMNS = ("centre", "lower_limit", "upper_limit", "special_cause", "variation", "target")
# Of a change: whether it is more than chance, and by which test.
CHANCE_COLUMNS = ("beyond_chance", "chance_printed", "chance_method")
EARLIER_COLUMNS = ("from", "to", "numerator", "denominator", "value", "printed")
HEADER = (
    *REPORT_COLUMNS,
    *ITEM_COLUMNS,
    *ROW_COLUMNS,
    *DETAIL_COLUMNS,
    *(f"earlier_{name}" for name in EARLIER_COLUMNS),
    *("change", "change_printed", "remarks"),
    *QUOTED_COLUMNS,
    *GRID_COLUMNS,
    *PROCESS_COLUMNS,
    *CHANCE_COLUMNS,
)
# What a spreadsheet would take for a formula.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def report_csv(document: Document, sha256: str = "") -> bytes:
    """A report or snapshot: one line for each row of each item, UTF-8, CRLF."""
    return _written(_lines(document, sha256))


def answer_csv(catalogue: Catalogue, found: QueryResult) -> bytes:
    """A live answer: one line for each row."""
    item = ReportItem(indicator=found.question.indicator.id, every=found.question.every)
    live = {
        "as_at": as_at_document(catalogue, found.cut),
        "sections": [{"title": "", "items": [item_document(catalogue, item, found, None)]}],
    }
    return report_csv(live)


def _lines(document: Document, sha256: str) -> Iterator[list[Any]]:
    cut = document["as_at"]
    report = [document.get("id"), sha256, document.get("report"), cut["at"], cut["generation"]]
    for section in document["sections"]:
        for item in section["items"]:
            for row in item["rows"]:
                yield [*report, section["title"], *_about(item, row), *_row(row)]


def _about(item: Document, row: Document) -> Iterator[Any]:
    """What a row is of: cells of a grid say it one by one."""
    for name in ITEM_COLUMNS[1:]:
        yield item.get(name, row.get(name))


def _row(row: Document) -> Iterator[Any]:
    yield from (row.get(name) for name in ROW_COLUMNS)
    details = row.get("details") or {}
    yield from (details.get(name) for name in DETAIL_COLUMNS)
    earlier, change = row.get("earlier") or {}, row.get("change") or {}
    yield from (earlier.get(name) for name in EARLIER_COLUMNS)
    yield from (change.get("value"), change.get("printed"), "; ".join(row.get("remarks", ())))
    yield from ((row.get("quoted") or {}).get(name) for name in QUOTED_COLUMNS)
    yield from (row.get(name) for name in GRID_COLUMNS)
    yield from ((row.get("process") or {}).get(name) for name in PROCESS_COLUMNS)
    chance = change.get("chance") or row.get("chance") or {}
    yield from (chance.get(name.removeprefix("chance_")) for name in CHANCE_COLUMNS)


def _written(lines: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    # A leading apostrophe makes a spreadsheet show the text as it is.
    return f"'{value}" if str(value).startswith(_TRIGGERS) else str(value)
