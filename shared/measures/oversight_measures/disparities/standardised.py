"""Directly age-standardised disparity: the ratio if both groups were of the same ages."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, sqrt

from oversight_measures.arguments import require_count, require_positive
from oversight_measures.intervals import Interval, z_score


@dataclass(frozen=True)
class Stratum:
    """The events and residents of one age, of the group and of the reference group.

    `standard` is how much it weighs: the residents of this age, of any group.
    """

    events: int
    residents: int
    reference_events: int
    reference_residents: int
    standard: int


@dataclass(frozen=True)
class Standardised:
    """A standardised ratio; None, without bounds, where it cannot be formed."""

    ratio: Fraction | None
    interval: Interval


NOT_FORMED = Standardised(None, Interval(None, None))


def standardised_ratio(strata: Sequence[Stratum], confidence: float = 0.95) -> Standardised:
    """Return the ratio of the directly standardised rates, and its interval on the log scale.

    Each group's rates by age are weighed by the standard (Breslow and Day, 1987, chapter 2); the
    variance of a logarithm is that of its Poisson counts over the square of the rate. None where
    an age that weighs anything has no residents of a group, or a group no events.

    Raises ValueError when there are no strata, on a negative count or a bad confidence.
    """
    require_positive("strata", len(strata))
    z = z_score(confidence)
    for each in strata:
        for name, count in vars(each).items():
            require_count(name, count)
    weighed = [each for each in strata if each.standard]
    if any(not each.residents or not each.reference_residents for each in weighed):
        return NOT_FORMED
    own = [(each.standard, each.events, each.residents) for each in weighed]
    other = [(each.standard, each.reference_events, each.reference_residents) for each in weighed]
    rate, reference = _rate(own), _rate(other)
    if not rate or not reference:
        return NOT_FORMED
    ratio = rate / reference
    factor = exp(z * sqrt(_relative_variance(own, rate) + _relative_variance(other, reference)))
    return Standardised(ratio, Interval(float(ratio) / factor, float(ratio) * factor))


Weighed = Sequence[tuple[int, int, int]]


def _rate(strata: Weighed) -> Fraction:
    """The weighed sum of the rates; its scale is lost in the ratio."""
    return sum((Fraction(w * events, of) for w, events, of in strata), Fraction(0))


def _relative_variance(strata: Weighed, rate: Fraction) -> float:
    variance = sum((Fraction(w * w * events, of * of) for w, events, of in strata), Fraction(0))
    return float(variance / rate**2)
