"""The evaluation of a query: figures of a period or of its pieces, as at a cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, buckets_of, clipped, settled_until
from oversight_measures.periods.period import Period, Piece, split
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import RawResult
from oversight_reporting.figures.severity import SeverityWriter
from oversight_reporting.figures.stock import StockWriter
from oversight_reporting.figures.table_writer import (
    StoredTotals,
    TableWriter,
    told_of_fields,
    told_of_rows,
)
from oversight_reporting.model.change_counts import FigureKey, Ledger
from oversight_reporting.model.totals import TotalsIndex


def bucket_range(catalogue: Catalogue, query: FigureQuery, cut: Cut) -> BucketRange:
    """The buckets to be read."""
    asked = _clipped(catalogue, query, query.period, cut)
    return _writer(query.indicator).buckets(query.indicator, asked)


def totals_query(catalogue: Catalogue, query: FigureQuery) -> FigureQuery:
    """The query of the totals that a query is evaluated from: a severity keeps none of its own."""
    source, by = query.indicator.totals_source(query.by)
    return replace(query, indicator=catalogue.indicators[source], by=by)


def evaluate(catalogue: Catalogue, query: FigureQuery, stored: StoredTotals, cut: Cut) -> RawResult:
    """The figures of the period, or of each of its pieces where ``every`` is asked for."""
    pieces = split(query.period, query.every) if query.every else [Piece(query.period, whole=True)]
    ranges = [_clipped(catalogue, query, piece.period, cut) for piece in pieces]
    writer = _writer(query.indicator)(catalogue, query, stored, cut)
    written = (writer.table(piece, each) for piece, each in zip(pieces, ranges, strict=True))
    told = (told_of_rows(stored, each) for each in written)
    tables = tuple(told_of_fields(stored.coverage, each) for each in told)
    spans = [
        (piece.period, writer.buckets(query.indicator, each))
        for piece, each in zip(pieces, ranges, strict=True)
    ]
    changes = partial(_changes, query, stored.index, spans)
    until = settled_until(catalogue, query.indicator, cut.at)
    judged = None if until == cut.at else until
    return RawResult(query, cut, stored.coverage, judged, tables, changes)


def _changes(
    query: FigureQuery, index: TotalsIndex, spans: Iterable[tuple[Period, BucketRange]]
) -> Ledger:
    """How often the totals of each figure were changed."""
    where = (query.indicator.id, query.force, query.area)
    return {
        FigureKey(*where, by, period.start, period.end): counts
        for period, buckets in spans
        for by, counts in index.changes_within(buckets).items()
    }


# The writers of measures whose tables take more than a total a figure, by the measure.
WRITERS: Mapping[str, type[TableWriter]] = {"stock": StockWriter, "severity": SeverityWriter}


def _writer(indicator: Indicator) -> type[TableWriter]:
    return WRITERS.get(indicator.measure, TableWriter)


def _clipped(catalogue: Catalogue, query: FigureQuery, period: Period, cut: Cut) -> BucketRange:
    # Judged as at the cut, not now: nothing later than the cut has been counted.
    return clipped(catalogue, query.indicator, buckets_of(query.indicator, period), cut.at)


def dimension_sets(query: FigureQuery) -> Sequence[str]:
    """The sets of dimensions to be read: none for all, and those asked for."""
    return ("", ",".join(query.by)) if query.by else ("",)
