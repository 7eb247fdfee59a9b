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
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from oversight_measures.arguments import require_confidence, require_positive
from oversight_measures.periods.period import Every

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

    `dispersion` is the variance of one piece over what independent cases would have, 1 at least;
    `degrees` its degrees of freedom. `pieces` from `first` to `last` (first days) told it; none of
    a stated one. `autocorrelation` is that of neighbouring pieces, 0 where none is found or none
    could be looked for (`pairs` is 0 then). `season` is what a calendar month (or quarter) has of
    an average one, by its first month; empty where it was not taken out.

    Raises ValueError when the dispersion is below 1, the degrees are not above 0 or the
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

    def __post_init__(self) -> None:
        if not self.dispersion >= 1:
            raise ValueError(f"dispersion must be 1 or more, not {self.dispersion}")
        require_positive("degrees", self.degrees)
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
        wandering = sum((1 - lag / count) * rho**lag for lag in range(1, count))
        return self.dispersion * (1 + 2 * wandering)

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
