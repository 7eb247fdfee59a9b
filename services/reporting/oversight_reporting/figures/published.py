"""Tables of published statistics: of the period asked for, and exactly of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.facts.facts import Cut
from oversight_contracts.recorded_fields import NOT_RECORDED
from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import Piece, london_day, split
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import RawResult, Row, Table
from oversight_reporting.figures.table_writer import in_order
from oversight_reporting.model.coverage import Covers
from oversight_reporting.model.published import Quotations


def quoted_result(
    catalogue: Catalogue, query: FigureQuery, quotations: Quotations, cut: Cut
) -> RawResult:
    """The statistics of the period, or of each of its pieces where ``every`` is asked for."""
    period = query.period
    pieces = split(period, query.every) if query.every else [Piece(period, whole=True)]
    tables = tuple(_table(catalogue, query, quotations, piece, cut) for piece in pieces)
    return RawResult(query, cut, Coverage(), None, tables)


def with_history(catalogue: Catalogue, found: RawResult, quotations: Quotations) -> RawResult:
    """The result with published figures where records have not begun, or do not state it."""
    first = found.coverage.first
    tables = tuple(
        _published(catalogue, found, table, quotations)
        if table.covers == "none" and (first is None or _is_before(table, first))
        else table
        for table in found.tables
    )
    return replace(found, tables=tables)


def _is_before(table: Table, first: date) -> bool:
    """True of what ends before records begin, or before they state what the figure rests on."""
    return table.period.end <= first or table.total.missing == NOT_RECORDED


def _published(
    catalogue: Catalogue, found: RawResult, table: Table, quotations: Quotations
) -> Table:
    piece = Piece(table.period, table.whole)
    quoted = _table(catalogue, found.query, quotations, piece, found.cut)
    if quoted.covers != "whole":
        return table
    return replace(quoted, covers="published", unrecorded=table.unrecorded)


def _table(
    catalogue: Catalogue, query: FigureQuery, quotations: Quotations, piece: Piece, cut: Cut
) -> Table:
    period = piece.period
    total = Row(quoted=quotations.find(period, {}))
    dimensions = [catalogue.dimensions[name] for name in query.by]
    values = _values(quotations.values(period, query.by), dimensions)
    breakdowns = [dict(zip(query.by, value, strict=True)) for value in values]
    rows = tuple(Row(each, quoted=quotations.find(period, each)) for each in breakdowns)
    known = total.quoted is not None or any(row.quoted for row in rows)
    # What is published of a period is the whole of what it says, were the period to run on.
    running = not known and period.end > london_day(cut.at)
    covers: Covers = "whole" if known else "none"
    return Table(period, piece.whole, running, covers, total, rows, not_stated=None)


def _values(stated: set[tuple[str, ...]], dimensions: Iterable[Dimension]) -> list[tuple[str, ...]]:
    known = list(dimensions)
    if stated and len(known) == 1:
        # A unit that nothing is stated of is missed, where the units are listed.
        stated = stated | {(value,) for value in known[0].values}
    return in_order(stated, known)
