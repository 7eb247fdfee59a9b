"""An item of one indicator, in a report or live: its queries, its rows and its notes."""

from dataclasses import dataclass, replace

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.period_names import period_named
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.periods.period import Period, same_dates_last_year
from oversight_reporting.comparison.change import Comparison
from oversight_reporting.comparison.extremes import Extremes
from oversight_reporting.comparison.notes import ALONE, notes_on_chance
from oversight_reporting.comparison.significance import SignificanceTest
from oversight_reporting.control_charts.wording import with_control_charts
from oversight_reporting.figures.document import (
    header_document,
    indicator_document,
    not_stated_document,
)
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts, monthly_counts
from oversight_reporting.figures.notes import notes_of, notes_on_earlier, remarks_of
from oversight_reporting.figures.printing import figure_document
from oversight_reporting.figures.query import FigureQuery, find_indicator, read_basis, read_by
from oversight_reporting.figures.result import QueryResult, Row, Table, row_in
from oversight_reporting.model.item_document import ControlChartsDocument, FiguresDocument
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.report.items.plan import ItemContext


@dataclass(frozen=True)
class FiguresPlan:
    """One indicator and what it asks; ``earlier`` where it is compared with last year."""

    catalogue: Catalogue
    item: ReportItem
    now: FigureQuery
    earlier: FigureQuery | None
    on_record: FigureQuery | None = None
    months: MonthlyCounts | None = None
    plans: tuple[str, ...] = ()

    @property
    def queries(self) -> list[FigureQuery]:
        """One, what it is compared with and judged by, and what it is called out among."""
        known = (self.now, self.earlier, self.months, self.on_record)
        return [each for each in known if each is not None]

    def document(self, inputs: ReportInputs) -> FiguresDocument:
        """The item with its rows."""
        results = inputs.results
        now = results[self.now]
        months = results[self.months] if self.months else None
        stated = self.catalogue.stated_spread(self.now.indicator.id)
        chance = SignificanceTest(now.judged_until, months, stated)
        comparison = Comparison(results[self.earlier], chance) if self.earlier else None
        extremes = Extremes(results[self.on_record]) if self.on_record else None
        return item_document(self.catalogue, self.item, now, comparison, extremes)


def plan_figures(
    catalogue: Catalogue, item: ReportItem, force: str, area: str, period: Period
) -> FiguresPlan:
    """The plan of an item. Raises ``Refused``."""
    indicator = find_indicator(catalogue, item.indicator)
    by = read_by(indicator, ",".join(item.by))
    period = period_named(item.period, period)
    basis = read_basis(catalogue, indicator, force, area, item.basis)
    now = FigureQuery(indicator, force, area, period, by, basis, item.every)
    earlier = months = None
    if item.compare == "same-dates-last-year":
        earlier = FigureQuery(indicator, force, area, same_dates_last_year(period), by, basis)
        months = monthly_counts(now)
    on_record = replace(now, whole_record=True) if item.call_out else None
    return FiguresPlan(catalogue, item, now, earlier, on_record, months)


def plan(context: ItemContext, item: ReportItem) -> FiguresPlan:
    """The item of a report, over the whole force. Raises ``Refused``."""
    return plan_figures(context.catalogue, item, context.force, WHOLE_FORCE, context.period)


def item_document(
    catalogue: Catalogue,
    item: ReportItem,
    found: QueryResult,
    comparison: Comparison | None,
    extremes: Extremes | None = None,
) -> FiguresDocument:
    """The item with one row for every row of every piece, all formats' one source."""
    indicator = found.query.indicator
    points = [(table, row) for table in found.tables for row in _shown(item, indicator, table)]
    rows = [_row(item, indicator, point, comparison, extremes) for point in points]
    charts, rows = with_control_charts(catalogue, item, found, points, rows)
    notes = _notes(catalogue, found, rows, comparison, extremes)
    return _document(catalogue, item, found, rows, charts, notes)


def _document(
    catalogue: Catalogue,
    item: ReportItem,
    found: QueryResult,
    rows: list[FiguresRow],
    charts: ControlChartsDocument | None,
    notes: list[str],
) -> FiguresDocument:
    indicator = found.query.indicator
    header = header_document(catalogue, found)
    described = indicator_document(catalogue, indicator)
    only = found.tables[0] if len(found.tables) == 1 else None
    return FiguresDocument(
        description=described.description,
        polarity=described.polarity,
        source=described.source,
        measure=header.measure,
        indicator=header.indicator,
        unit=header.unit,
        force=header.force,
        area=header.area,
        start=header.start,
        end=header.end,
        by=header.by,
        basis=header.basis,
        judged_until=header.judged_until,
        definition=header.definition,
        records=header.records,
        title=item.title or indicator.title,
        dimension=", ".join(catalogue.dimensions[name].title for name in found.query.by),
        every=str(item.every) if item.every else None,
        chart=item.chart,
        table=item.table,
        compare=item.compare,
        process=charts,
        pending_means=indicator.pending_means,
        notes=notes,
        not_stated=not_stated_document(only) if only else None,
        rows=rows,
    )


def _notes(
    catalogue: Catalogue,
    found: QueryResult,
    rows: list[FiguresRow],
    comparison: Comparison | None,
    extremes: Extremes | None,
) -> list[str]:
    called = [extremes.note(found.tables[-1])] if extremes else []
    reasons = dict.fromkeys(row.change.reason for row in rows if row.change)
    earlier = notes_on_earlier(comparison.earlier) if comparison else ()
    changes = ((row.label, row.significance) for row in rows)
    tests = list(notes_on_chance(changes)) if comparison else []
    if any(row.significance and row.significance.method and row.printed_interval for row in rows):
        tests.append(ALONE)
    notes = dict.fromkeys([*notes_of(catalogue, found), *earlier])
    return [*notes, *filter(None, (*reasons, *called)), *tests]


def _shown(item: ReportItem, indicator: Indicator, table: Table) -> list[Row]:
    if not item.only:
        return [table.total, *table.rows]
    # In the item's order, and with those that did not occur.
    (by,) = item.by
    return [row_in(table, indicator, {by: value}) for value in item.only]


def _part(item: ReportItem, table: Table, row: Row) -> list[str]:
    """The records that a figure lacks, in words: once, beside the first row of its table."""
    first = not row.breakdown or bool(item.only)
    return [table.lacking] if first and table.lacking and row.figure is not None else []


def _row(
    item: ReportItem,
    indicator: Indicator,
    point: tuple[Table, Row],
    comparison: Comparison | None,
    extremes: Extremes | None,
) -> FiguresRow:
    table, row = point
    called = extremes.words(table, row) if extremes else []
    earlier, change = comparison.documents(table, row) if comparison else (None, None)
    return FiguresRow(
        start=table.period.start,
        end=table.period.end,
        whole=table.whole,
        running=table.running,
        covers=table.covers,
        lacking=table.lacking,
        **dict(figure_document(indicator, row)),
        remarks=[
            *_part(item, table, row),
            *called,
            *remarks_of(indicator, table, row),
        ],
        earlier=earlier,
        change=change,
    )
