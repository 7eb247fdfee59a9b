"""Query results as the JSON documents of the live API."""

from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.indicator import Indicator
from oversight_reporting.figures.printing import figure_document
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Table, only_table
from oversight_reporting.formatting import share
from oversight_reporting.model.document import AsAtDocument, LogPositionDocument
from oversight_reporting.model.live_document import (
    HeaderDocument,
    IndicatorDocument,
    PieceDocument,
    PositionDocument,
    SeriesDocument,
    ValuesDocument,
)
from oversight_reporting.model.row_document import (
    FigureDocument,
    NotStatedDocument,
    RecordCoverage,
    RecordDates,
)


def as_at_document(catalogue: Catalogue, cut: Cut) -> AsAtDocument:
    """The cut that figures are as at."""
    return AsAtDocument(
        at=cut.at,
        generation=cut.generation,
        definitions=cut.definitions,
        definitions_agree=cut.definitions == catalogue.counting_hash,
        positions=_positions(cut),
    )


def position_document(cut: Cut | None) -> PositionDocument:
    """The last cut; nothing of it before the first one."""
    if cut is None:
        return PositionDocument(generation=None, definitions=None, positions=None)
    return PositionDocument(
        generation=cut.generation,
        definitions=cut.definitions,
        positions=_positions(cut),
        at=cut.at,
    )


def _positions(cut: Cut) -> list[LogPositionDocument]:
    return [
        LogPositionDocument(partition=each.partition, log=each.log, offset=each.offset)
        for each in cut.positions
    ]


def indicator_document(catalogue: Catalogue, indicator: Indicator) -> IndicatorDocument:
    """The description of an indicator, in words."""
    return IndicatorDocument(
        id=indicator.id,
        title=indicator.title,
        description=indicator.description.strip(),
        unit=indicator.unit,
        polarity=indicator.polarity,
        measure=indicator.measure,
        grain=indicator.grain,
        decimals=indicator.decimals,
        breakdowns=[list(each) for each in indicator.possible_breakdowns],
        source=catalogue.source_of(indicator.id) or None,
        documents=list(indicator.documents),
        lead=indicator.lead,
        breaks=list(indicator.breaks),
        comparators=list(indicator.comparators),
        history=indicator.history.statistic if indicator.history else None,
        not_collected=indicator.not_collected,
        definition=catalogue.definition_hash(indicator.id),
    )


def values_document(catalogue: Catalogue, found: QueryResult) -> ValuesDocument:
    """The result of a query of one period."""
    table = only_table(found)
    header = dict(header_document(catalogue, found))
    coverage = RecordCoverage(
        **dict(header.pop("records")), covers=table.covers, lacking=table.lacking
    )
    return ValuesDocument(
        **header,
        records=coverage,
        running=table.running,
        total=figure_document(found.query.indicator, table.total),
        not_stated=not_stated_document(table),
        rows=_rows(found.query, table),
    )


def series_document(catalogue: Catalogue, found: QueryResult) -> SeriesDocument:
    """The result of a query of a period in pieces."""
    pieces = [
        PieceDocument(
            start=table.period.start,
            end=table.period.end,
            whole=table.whole,
            running=table.running,
            covers=table.covers,
            lacking=table.lacking,
            total=figure_document(found.query.indicator, table.total),
            not_stated=not_stated_document(table),
            rows=_rows(found.query, table),
        )
        for table in found.tables
    ]
    header = dict(header_document(catalogue, found))
    return SeriesDocument(**header, every=str(found.query.every), pieces=pieces)


def header_document(catalogue: Catalogue, found: QueryResult) -> HeaderDocument:
    """The header of a result: the query, and what its figures stand on."""
    query = found.query
    indicator = query.indicator
    return HeaderDocument(
        indicator=indicator.id,
        title=indicator.title,
        unit=indicator.unit,
        measure=indicator.measure,
        force=query.force,
        area=query.area,
        start=query.period.start,
        end=query.period.end,
        by=",".join(query.by),
        basis=query.basis,
        as_at=as_at_document(catalogue, found.cut),
        judged_until=found.judged_until,
        definition=catalogue.definition_hash(indicator.id),
        records=_record_dates(found),
    )


def _record_dates(found: QueryResult) -> RecordDates:
    known = found.coverage
    missing = [f"{month.start:%Y-%m}" for month in known.missing_months]
    return RecordDates(first=known.first, last=known.last, missing=missing)


def _rows(query: FigureQuery, table: Table) -> list[FigureDocument]:
    return [figure_document(query.indicator, row) for row in table.rows]


def not_stated_document(table: Table) -> NotStatedDocument | None:
    """The records that say nothing of their group; None where the dimension has no such value."""
    if table.not_stated is None:
        return None
    count, of = table.not_stated
    return NotStatedDocument(
        count=count,
        of=of,
        share=count / of if of else None,
        printed_share=share(Fraction(count, of)) if of else "",
    )
