"""One spread: how much more a series varies than independent cases would, and how well it is known.

One immutable object for a series (an indicator in an area for one breakdown value). Everything
that says whether something is more than chance reads it: comparisons of two periods
(`significance`), process charts, detectors. How to use it::

    months = [Observed(first_day, events, days), ...]     # Kind.SHARE: hits, cases
    spread = spread_between_years(months, Kind.COUNT, [now, before])    # seasonal.py
    spread = spread_from_piece_to_piece(months, Kind.COUNT, prior=stated)  # local.py
    spread.dispersion          # variance of one month over Poisson's (or the binomial's), >= 1
    spread.over(3)             # the same of the sum of three months, with autocorrelation
    spread.t(0.95)             # the quantile that an interval of a comparison takes
    CountShift(1.3, spread.dispersion)                          # a detector of monthly counts

None in place of a spread means that nothing can be said of chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import fsum

from oversight_measures.arguments import require_confidence, require_count, require_positive
from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind

# The chance to find a change that is there, where a page says which one would have shown.
POWER = 0.8


class Source(StrEnum):
    """What a spread was estimated from."""

    # Residuals about calendar month and year: for the same dates of two years.
    SEASONAL = "calendar month and year"
    # Differences of neighbours: for neighbouring pieces, as a process chart has it.
    LOCAL = "from piece to piece"
    # A family's typical dispersion, as definitions state it.
    PRIOR = "stated"


@dataclass(frozen=True)
class Spread:
    """The spread of a series at a grain, with where it comes from.

    `dispersion` is the variance of one piece over what independent cases would have, 1 at least
    but of a ratio whose two counts share records; `degrees` its degrees of freedom. `pieces` from
    `first` to `last` (first days) told it; none of a stated one. `autocorrelation` is that of
    neighbouring pieces, 0 where none is found or none could be looked for (`pairs` is 0 then).
    `season` is what a calendar month (or quarter) has of an average one, by its first month; empty
    where it was not taken out. `surges` are the first days of pieces that were left out as such,
    `surges_a_year` how many separate runs of them a year has; None where they do not recur.
    `at` is how many cases (of counts: events) a piece has that a stated dispersion is of; None
    where the series told it itself.

    Raises ValueError when the dispersion, the degrees or `at` are not above 0 or the
    autocorrelation is not from 0 to below 1.
    """

    dispersion: float
    degrees: float
    source: Source
    grain: Every = Every.MONTH
    pieces: int = 0
    first: date | None = None
    last: date | None = None
    autocorrelation: float = 0.0
    pairs: int = 0
    season: Mapping[int, float] = field(default_factory=dict)
    surges: tuple[date, ...] = ()
    surges_a_year: float | None = None
    at: float | None = None

    def __post_init__(self) -> None:
        require_positive("dispersion", self.dispersion)
        require_positive("degrees", self.degrees)
        if self.at is not None:
            require_positive("at", self.at)
        if not 0 <= self.autocorrelation < 1:
            raise ValueError(
                f"autocorrelation must be from 0 to below 1, not {self.autocorrelation}"
            )

    def over(self, pieces: float) -> float:
        """Return the dispersion of a sum over so many neighbouring pieces.

        `dispersion * (1 + 2 sum of (1 - j / k) rho^j for j from 1 to k - 1)`: what a level that
        wanders has in one month it has in part in the next. Less than a piece is one piece.
        """
        count = max(1, round(pieces))
        rho = self.autocorrelation
        wandering = fsum((1 - lag / count) * rho**lag for lag in range(1, count))
        return self.dispersion * (1 + 2 * wandering)

    def at_volume(self, cases: float, kind: Kind) -> "Spread":
        """Return a stated spread as it is of pieces of so many cases (of counts: events).

        A rate that varies from month to month by so much of itself gives n events the dispersion
        `1 + n c`: the more events, the more of it. Shares grow like that above the number that
        theirs was measured at and are taken as they are below, where less was never seen. What the
        series told itself is returned as it is.

        Raises ValueError on a negative number.
        """
        require_count("cases", cases)
        if self.at is None:
            return self
        like = max(1.0, cases if kind is Kind.COUNT else max(cases, self.at))
        return replace(self, dispersion=1 + (self.dispersion - 1) * like / self.at, at=like)

    def t(self, confidence: float = 0.95) -> float:
        """Return the two-sided quantile of Student's t on the degrees of freedom.

        Raises ValueError when `confidence` is not between 0 and 1.
        """
        require_confidence(confidence)
        return _quantile(self.degrees, (1 + confidence) / 2)

    def p(self, t: float) -> float:
        """Return the probability that Student's t is as far from 0 as `t`, either way."""
        # Read where it is needed: scipy and numpy take a second, of every start of a service too.
        from scipy.special import stdtr

        return 2 * float(stdtr(self.degrees, -abs(t)))

    def reach(self, confidence: float = 0.95) -> float:
        """Return how many standard errors a change has to be to be found four times of five."""
        return self.t(confidence) + _quantile(self.degrees, POWER)


def _quantile(degrees: float, chance: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, chance))
