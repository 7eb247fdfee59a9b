"""One item of a report, or one live figure: what it measures, its notes and its rows."""

from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    DurationIndicator,
    Indicator,
    ProportionIndicator,
)
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_reporting.comparison.change import Comparison
from oversight_reporting.comparison.extremes import Extremes
from oversight_reporting.comparison.notes import notes_on_chance
from oversight_reporting.control_charts.wording import process_document
from oversight_reporting.figures.document import (
    header_document,
    indicator_document,
    not_stated_document,
)
from oversight_reporting.figures.notes import notes_of, notes_on_earlier, remarks_of
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.figures.row import Row, line_document
from oversight_reporting.figures.table import Table, line_in

Document = dict[str, Any]


def item_document(
    catalogue: Catalogue,
    item: ReportItem,
    found: QueryResult,
    comparison: Comparison | None,
    callouts: Extremes | None = None,
) -> Document:
    """The item with one row for every line of every piece, all formats' one source."""
    indicator = found.question.indicator
    header = header_document(catalogue, found)
    described = indicator_document(catalogue, indicator)
    only = found.tables[0] if len(found.tables) == 1 else None
    points = [(table, line) for table in found.tables for line in _shown(item, indicator, table)]
    rows = [_row(indicator, table, line, comparison, callouts) for table, line in points]
    process = process_document(catalogue, item, found, points, rows)
    called = [callouts.note(found.tables[-1])] if callouts else []
    reasons = dict.fromkeys(row["change"]["reason"] for row in rows if row["change"])
    earlier = notes_on_earlier(comparison.earlier) if comparison else ()
    tests = notes_on_chance(rows, comparison.chance.months) if comparison else ()
    notes = dict.fromkeys([*notes_of(catalogue, found), *earlier])
    return {
        **{name: described[name] for name in ("description", "polarity", "source", "measure")},
        **{name: header[name] for name in header if name != "as_at"},
        "title": item.title or indicator.title,
        "dimension": ", ".join(catalogue.dimensions[name].title for name in found.question.by),
        "every": str(item.every) if item.every else None,
        "chart": item.chart,
        "table": item.table,
        "compare": item.compare,
        "process": process,
        "pending_means": pending_means(indicator),
        "notes": [*notes, *filter(None, (*reasons, *called)), *tests],
        "not_stated": not_stated_document(only) if only else None,
        "rows": rows,
    }


def _shown(item: ReportItem, indicator: Indicator, table: Table) -> list[Row]:
    if not item.only:
        return [table.total, *table.lines]
    # In the item's order, and with those that did not occur.
    (by,) = item.by
    return [line_in(table, indicator, {by: value}) for value in item.only]


def pending_means(indicator: Indicator) -> str | None:
    """What those pending wait for, in words; None where the measure has no such thing."""
    if isinstance(indicator, ProportionIndicator) and indicator.pending:
        return indicator.pending.means
    return "still open" if isinstance(indicator, DurationIndicator) else None


def _row(
    indicator: Indicator,
    table: Table,
    line: Row,
    comparison: Comparison | None,
    callouts: Extremes | None,
) -> Document:
    called = callouts.words(table, line) if callouts else []
    earlier, change = comparison.documents(table, line) if comparison else (None, None)
    return {
        "from": table.period.start.isoformat(),
        "to": table.period.end.isoformat(),
        "whole": table.whole,
        "running": table.running,
        "covers": table.covers,
        **line_document(indicator, line),
        "remarks": [*called, *remarks_of(indicator, table.period, line)],
        "earlier": earlier,
        "change": change,
    }
