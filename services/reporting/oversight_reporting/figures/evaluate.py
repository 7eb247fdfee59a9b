"""The evaluation of a query: figures of a period or of its pieces, as at a cut."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, buckets_of, clipped, settled_until
from oversight_measures.periods.period import Period, Piece, split
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import RawResult
from oversight_reporting.figures.severity import SeverityWriter
from oversight_reporting.figures.stock import StockWriter
from oversight_reporting.figures.table_writer import StoredTotals, TableWriter


def bucket_range(catalogue: Catalogue, question: FigureQuery, cut: Cut) -> BucketRange:
    """The buckets to be read."""
    asked = _clipped(catalogue, question, question.period, cut)
    return _writer(question.indicator).buckets(question.indicator, asked)


def totals_question(catalogue: Catalogue, question: FigureQuery) -> FigureQuery:
    """Whose totals a question is answered from: a severity keeps none of its own."""
    source, by = question.indicator.totals_source(question.by)
    return replace(question, indicator=catalogue.indicators[source], by=by)


def answer(catalogue: Catalogue, question: FigureQuery, held: StoredTotals, cut: Cut) -> RawResult:
    """The figures of the period, or of each of its pieces where ``every`` is asked for."""
    pieces = (
        split(question.period, question.every)
        if question.every
        else [Piece(question.period, whole=True)]
    )
    ranges = [_clipped(catalogue, question, piece.period, cut) for piece in pieces]
    writer = _writer(question.indicator)(catalogue, question, held, cut)
    tables = tuple(writer.table(piece, each) for piece, each in zip(pieces, ranges, strict=True))
    until = settled_until(catalogue, question.indicator, cut.at)
    return RawResult(question, cut, held.records, None if until == cut.at else until, tables)


# The writers of measures whose tables take more than a total a figure, by the measure.
WRITERS: Mapping[str, type[TableWriter]] = {"stock": StockWriter, "severity": SeverityWriter}


def _writer(indicator: Indicator) -> type[TableWriter]:
    return WRITERS.get(indicator.measure, TableWriter)


def _clipped(catalogue: Catalogue, question: FigureQuery, period: Period, cut: Cut) -> BucketRange:
    # Judged as at the cut, not now: nothing later than the cut has been counted.
    return clipped(catalogue, question.indicator, buckets_of(question.indicator, period), cut.at)


def dimension_sets(question: FigureQuery) -> Sequence[str]:
    """What is to be read: all, and each value asked for."""
    return ("", ",".join(question.by)) if question.by else ("",)
