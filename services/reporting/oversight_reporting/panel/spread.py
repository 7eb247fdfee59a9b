"""The spread of a panel's series: the one that verdicts and process charts have too."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_measures.periods.period import Every, split
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.spread import Source, Spread
from oversight_reporting.comparison.significance import observed_months
from oversight_reporting.figures.monthly_counts import monthly_counts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import number

UNKNOWN = (
    "How much it varies beyond chance is not known: fewer than 12 whole months have records that "
    "may be told, and no typical spread is stated. The limits are those of independent searches, "
    "and too narrow."
)


@dataclass(frozen=True)
class SeriesSpread:
    """The variance of a period's figure over that of independent searches, and its source."""

    dispersion: float
    words: str


def spread_of(
    catalogue: Catalogue,
    results: Mapping[FigureQuery, QueryResult],
    query: FigureQuery,
    group: str = "",
) -> SeriesSpread:
    """The spread of a group's disparity, or of a share of all, over the query's period."""
    kind, months = query.indicator.change_test.kind, monthly_counts(query)
    if kind is None or months is None:
        return SeriesSpread(1.0, UNKNOWN)
    breakdown = dict(zip(query.by, (group,), strict=True)) if group else {}
    observed = observed_months(results[months], breakdown)
    stated = catalogue.stated_spread(query.indicator.id)
    found = spread_from_piece_to_piece(observed, kind, Every.MONTH, stated)
    if found is None:
        return SeriesSpread(1.0, UNKNOWN)
    dispersion = found.over(len(split(query.period, Every.MONTH)))
    return SeriesSpread(dispersion, _words(found, dispersion))


def _words(spread: Spread, dispersion: float) -> str:
    told = f"by the last {spread.pieces} months"
    if spread.source is Source.PRIOR:
        told = "as is typical of its kind; its own months are too few"
    return (
        f"From month to month the series varies {number(Fraction(dispersion), 1)} times as much as "
        f"independent searches would ({told}): intervals of comparisons and limits are wider by "
        "the square root of that."
    )
