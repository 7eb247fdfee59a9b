"""The spread of a panel's series: the one that verdicts and process charts have too."""

from collections.abc import Mapping, Sequence
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

Results = Mapping[FigureQuery, QueryResult]


@dataclass(frozen=True)
class SeriesSpread:
    """The spread of one series of the panel, and how many of its months the period has.

    None where nothing can be said of it: fewer than 12 whole months have records that may be told,
    and no typical spread is stated.
    """

    spread: Spread | None
    months: int

    @property
    def is_typical(self) -> bool:
        """Whether it is the stated one, since the series' own months are too few."""
        return self.spread is not None and self.spread.source is Source.PRIOR

    @property
    def dispersion(self) -> float | None:
        """The variance of the period's figure over that of independent searches."""
        return self.spread.over(self.months) if self.spread else None

    @property
    def degrees(self) -> float:
        """The degrees of freedom by which that is known; none where it is not."""
        return self.spread.degrees if self.spread else 0.0


def spread_of(
    catalogue: Catalogue, results: Results, query: FigureQuery, group: str
) -> SeriesSpread:
    """The spread of a group's disparity, or share, at the place of the query and in its period."""
    kind, asked = query.indicator.change_test.kind, monthly_counts(query)
    months = len(split(query.period, Every.MONTH))
    if kind is None or asked is None:
        return SeriesSpread(None, months)
    breakdown = dict(zip(query.by, (group,), strict=True))
    observed = observed_months(results[asked], breakdown)
    stated = catalogue.stated_spread(query.indicator.id)
    return SeriesSpread(spread_from_piece_to_piece(observed, kind, Every.MONTH, stated), months)


def spreads_in_words(spreads: Sequence[tuple[str, SeriesSpread]]) -> str:
    """How much each series varies, in a sentence: `White 2.1, Black 1.4, the others 2.5, …`."""
    typical = [each for _, each in spreads if each.is_typical]
    said = [f"{title} {_of(each)}" for title, each in spreads if not each.is_typical]
    if typical:
        rest = "the others " if said else ""
        said.append(f"{rest}{_of(typical[0])}, which is typical")
    why = (
        " Typical is what is stated of such figures, where fewer than 12 months in a row have "
        "records, or some are too small to be told."
    )
    return (
        "How many times as much each varies from month to month as independent searches would: "
        f"{', '.join(said)}.{why if typical else ''}"
    )


def _of(found: SeriesSpread) -> str:
    return "not known" if found.dispersion is None else number(Fraction(found.dispersion), 1)
