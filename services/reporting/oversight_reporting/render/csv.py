"""Rows as CSV (RFC 4180), each line with all that is needed to know what it says."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.model.document import (
    AsAtDocument,
    FrozenReport,
    ReportDocument,
    SectionDocument,
)
from oversight_reporting.model.item_document import (
    FiguresDocument,
    GridDocument,
    ItemDocument,
    PanelDocument,
)
from oversight_reporting.model.row_document import (
    ChangeDocument,
    ControlChartPoint,
    EarlierDocument,
    FiguresRow,
    GridCellDocument,
    PublishedDocument,
    ReportedRow,
    SignificanceDocument,
    SpreadDocument,
)
from oversight_reporting.report.items.figures import item_document

Value = str | int | float | date | None
Cells = Mapping[str, Value]

# The columns, grouped by where they are found: in the report, the item, the row, or within it.
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
# Of a change: whether it is more than chance, by which test, and by how much the series varies.
CHANCE_COLUMNS = (
    *("beyond_chance", "chance_printed", "chance_method", "chance_detectable"),
    "chance_detectable_fall",
    *("stands_out_below", "stands_out_above"),
    *("change_lower", "change_upper"),
    *("dispersion", "dispersion_degrees", "dispersion_source", "dispersion_pieces"),
    *("surges_a_year", "autocorrelation"),
)
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
    "incomplete",
)
# What a spreadsheet would take for a formula.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


def report_csv(document: ReportDocument, sha256: str = "") -> bytes:
    """A report or snapshot: one line for each row of each item, UTF-8, CRLF."""
    report: Cells = {
        "snapshot": document.id if isinstance(document, FrozenReport) else None,
        "sha256": sha256,
        "report": document.report,
        "incomplete": " ".join(document.incomplete),
    }
    return _written(_lines(report, document.as_at, document.sections))


def result_csv(catalogue: Catalogue, found: QueryResult) -> bytes:
    """A live answer: one line for each row."""
    item = ReportItem(indicator=found.query.indicator.id, every=found.query.every)
    document = item_document(catalogue, item, found, None)
    section = SectionDocument(title="", text="", items=[document])
    return _written(_lines({"sha256": ""}, as_at_document(catalogue, found.cut), [section]))


def panel_csv(as_at: AsAtDocument, panel: PanelDocument) -> bytes:
    """A live panel: one line for each cell of each of its tables."""
    section = SectionDocument(title="", text="", items=[panel])
    return _written(_lines({"sha256": ""}, as_at, [section]))


def _lines(
    report: Cells, as_at: AsAtDocument, sections: Iterable[SectionDocument]
) -> Iterator[Cells]:
    report = {**report, "as_at": as_at.at, "generation": as_at.generation}
    for section in sections:
        for item in section.items:
            about = {**report, "section": section.title, "title": item.title}
            for cells in _rows(item):
                yield {**about, **cells}


def _rows(item: ItemDocument) -> Iterator[Cells]:
    if isinstance(item, FiguresDocument):
        about = _item(item)
        yield from ({**about, **_figures_row(row)} for row in item.rows)
    elif isinstance(item, GridDocument):
        yield from map(_grid_cell, item.rows)
    elif isinstance(item, PanelDocument):
        for table in item.tables:
            yield from ({**_grid_cell(cell), "title": table.title} for cell in table.rows)
    else:
        yield from map(_reported, item.rows)


def _item(item: FiguresDocument) -> Cells:
    return {
        "indicator": item.indicator,
        "definition": item.definition,
        "measure": item.measure,
        "unit": item.unit,
        "force": item.force,
        "area": item.area,
        "by": item.by,
        "basis": item.basis,
        "judged_until": item.judged_until,
    }


def _reported(row: ReportedRow) -> Cells:
    return {
        "from": row.start,
        "to": row.end,
        "label": row.label,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": row.value,
        "printed": row.printed,
        "pending": row.pending,
        "remarks": "; ".join(row.remarks),
        "text": row.text,
    }


def _figures_row(row: FiguresRow) -> Cells:
    return {
        **_reported(row),
        "whole": row.whole,
        "running": row.running,
        "covers": row.covers,
        "lower": row.lower,
        "upper": row.upper,
        "pending_share": row.pending_share,
        "suppressed": row.suppressed,
        **{name: row.details.get(name) for name in DETAIL_COLUMNS},
        **_earlier(row.earlier),
        **_change(row.change),
        **_quoted(row.quoted),
        **_process(row.process),
        **_chance(row.significance),
    }


def _grid_cell(cell: GridCellDocument) -> Cells:
    return {
        **_reported(cell),
        "indicator": cell.indicator,
        "force": cell.force,
        "area": cell.area,
        "basis": cell.basis,
        "suppressed": cell.suppressed,
        "lower": cell.lower,
        "upper": cell.upper,
        "row": cell.row,
        "column": cell.column,
        "shows": cell.shows,
        **_quoted(cell.quoted),
        **_chance(cell.chance),
    }


def _earlier(earlier: EarlierDocument | None) -> Cells:
    if earlier is None:
        return {}
    return {
        "earlier_from": earlier.start,
        "earlier_to": earlier.end,
        "earlier_numerator": earlier.numerator,
        "earlier_denominator": earlier.denominator,
        "earlier_value": earlier.value,
        "earlier_printed": earlier.printed,
    }


def _change(change: ChangeDocument | None) -> Cells:
    return {"change": change.value, "change_printed": change.printed} if change else {}


def _quoted(quoted: PublishedDocument | None) -> Cells:
    if quoted is None:
        return {}
    return {
        "statistic": quoted.statistic,
        "publisher": quoted.publisher,
        "published_on": quoted.published_on,
    }


def _process(point: ControlChartPoint | None) -> Cells:
    if point is None:
        return {}
    return {
        "centre": point.centre,
        "lower_limit": point.lower_limit,
        "upper_limit": point.upper_limit,
        "special_cause": point.special_cause,
        "variation": point.variation,
        "target": point.target,
    }


def _chance(test: SignificanceDocument | None) -> Cells:
    if test is None:
        return {}
    return {
        "beyond_chance": test.beyond_chance,
        "chance_printed": test.printed,
        "chance_method": test.method,
        "chance_detectable": test.detectable,
        "chance_detectable_fall": test.detectable_fall,
        "stands_out_below": test.stands_out_below,
        "stands_out_above": test.stands_out_above,
        "change_lower": test.lower,
        "change_upper": test.upper,
        **(_spread(test.spread) if test.spread else {}),
    }


def _spread(spread: SpreadDocument) -> Cells:
    return {
        "dispersion": spread.dispersion,
        "dispersion_degrees": spread.degrees,
        "dispersion_source": spread.source,
        "dispersion_pieces": spread.pieces,
        "surges_a_year": spread.surges_a_year,
        "autocorrelation": spread.autocorrelation,
    }


def _written(lines: Iterable[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_cell(line.get(name)) for name in HEADER] for line in lines)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    # A leading apostrophe makes a spreadsheet show the text as it is.
    return f"'{value}" if str(value).startswith(_TRIGGERS) else str(value)
