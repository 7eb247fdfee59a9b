"""Events over residents, and how far chance alone could move them."""

from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from oversight_measures.arguments import require_confidence, require_count, require_positive
from oversight_measures.intervals import Interval, z_score

# From this many events on Byar's approximation is as good as the exact limits.
BYAR_FROM = 10


def rate(events: int, residents: int, per: int = 1000) -> Fraction:
    """Return events per `per` residents, exact and not rounded.

    It covers whatever period the events cover; nothing is annualised here.

    Raises ValueError on negative events, or when `residents` or `per` is not above 0.
    """
    _require_rate(events, residents, per)
    return Fraction(events * per, residents)


class PoissonLimits(NamedTuple):
    """The limits of a count; ``lower`` is None where the method gives none."""

    lower: float | None
    upper: float

    @property
    def lower_is_missing(self) -> bool:
        """The flag beside a lower limit that does not exist: never to be read as 0."""
        return self.lower is None


def rate_interval(
    events: int, residents: int, per: int = 1000, confidence: float = 0.95
) -> Interval:
    """Return the Poisson interval of `rate`, in events per `per` residents.

    Byar's limits for 10 events or more, exact ones below.

    Raises ValueError as `rate` does, or on a bad confidence.
    """
    _require_rate(events, residents, per)
    limits = byar if events >= BYAR_FROM else exact_poisson
    lower, upper = limits(events, confidence)
    return Interval(None if lower is None else lower * per / residents, upper * per / residents)


def byar(events: int, confidence: float = 0.95) -> PoissonLimits:
    """Return Byar's approximate Poisson limits of a count (Breslow and Day, 1987).

    Of few events at a high confidence (1 at 0.998) its lower limit would lie below zero, where no
    count is: there is none then, and the flag says so.

    Raises ValueError when `events` is not above 0 (no lower limit) or on a bad confidence.
    """
    z = z_score(confidence)
    require_positive("events", events)
    above = events + 1
    lower = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    return PoissonLimits(lower if lower >= 0 else None, upper)


def exact_poisson(events: int, confidence: float = 0.95) -> PoissonLimits:
    """Return the exact Poisson limits of a count (Garwood, 1936); 0 events start at 0.

    Half the chi-squared quantiles with 2n and 2n + 2 degrees of freedom, written as the
    quantiles of the gamma distribution that they are.

    Raises ValueError on negative events or a bad confidence.
    """
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import gammainccinv, gammaincinv

    require_confidence(confidence)
    require_count("events", events)
    tail = (1 - confidence) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return PoissonLimits(lower, float(gammainccinv(events + 1, tail)))


def _require_rate(events: int, residents: int, per: int) -> None:
    require_count("events", events)
    require_positive("residents", residents)
    require_positive("per", per)
