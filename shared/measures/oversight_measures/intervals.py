"""Confidence intervals of proportions, and what all intervals share."""

from dataclasses import dataclass
from math import isinf, sqrt
from statistics import NormalDist

from oversight_measures.arguments import require_confidence, require_part


@dataclass(frozen=True)
class Interval:
    """Two bounds in the unit of the figure they belong to; None marks one that does not exist."""

    lower: float | None
    upper: float | None


def z_score(confidence: float) -> float:
    """Return the two-sided normal quantile: 1.9599... at a confidence of 0.95.

    Raises ValueError when `confidence` is not between 0 and 1.
    """
    require_confidence(confidence)
    return NormalDist().inv_cdf((1 + confidence) / 2)


def t_quantile(degrees: float, confidence: float) -> float:
    """Return the two-sided quantile of Student's t; of infinite degrees that of the normal.

    Raises ValueError when `confidence` is not between 0 and 1.
    """
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import stdtrit

    require_confidence(confidence)
    return z_score(confidence) if isinf(degrees) else float(stdtrit(degrees, (1 + confidence) / 2))


def wilson(hits: int, of: int, confidence: float = 0.95) -> Interval:
    """Return the score interval of the proportion `hits / of`, within 0 and 1.

    Wilson (1927), without continuity correction. Only for a numerator that is part of its
    denominator: a quotient of two counts of different things has no such interval. No cases
    (`of` is 0) have neither bound.

    Raises ValueError on a negative count, more hits than cases, or a bad confidence.
    """
    z = z_score(confidence)
    require_part(hits, of)
    if of == 0:
        return Interval(None, None)
    return Interval(*score_bounds(hits, of, z * z / of))


def score_bounds(hits: float, of: float, spread: float) -> tuple[float, float]:
    """Return the shares p with `(hits / of - p)^2 <= spread p (1 - p)`, lowest and highest.

    With a `spread` of z squared over the cases they are Wilson's; of counts that vary more than
    the binomial, that much more. `hits` are at most `of`, which is not 0.
    """
    share, scale = hits / of, 1 + spread
    centre = (share + spread / 2) / scale
    half = sqrt(share * (1 - share) * spread + spread * spread / 4) / scale
    # At the ends the bound is exactly 0 or 1, which floating point would only come near to.
    lower = 0.0 if hits == 0 else centre - half
    return lower, 1.0 if hits == of else centre + half


def clopper_pearson(hits: int, of: int, confidence: float = 0.95) -> Interval:
    """Return the exact binomial interval of the proportion `hits / of`, within 0 and 1.

    Clopper and Pearson (1934), as quantiles of the beta distribution. No cases (`of` is 0)
    have neither bound.

    Raises ValueError on a negative count, more hits than cases, or a bad confidence.
    """
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import betaincinv

    require_confidence(confidence)
    require_part(hits, of)
    if of == 0:
        return Interval(None, None)
    misses, tail = of - hits, (1 - confidence) / 2
    lower = float(betaincinv(hits, misses + 1, tail)) if hits else 0.0
    upper = float(betaincinv(hits + 1, misses, 1 - tail)) if misses else 1.0
    return Interval(lower, upper)
