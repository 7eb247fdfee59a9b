"""The difference of two groups' outcome rates."""

from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from oversight_measures.arguments import require_part
from oversight_measures.intervals import Interval, score_bounds, z_score


@dataclass(frozen=True)
class Difference:
    """A share less another, and its interval; between -1 and 1."""

    value: Fraction
    interval: Interval

    @property
    def beyond_chance(self) -> bool:
        """Whether no difference lies outside the interval."""
        lower, upper = self.interval.lower, self.interval.upper
        return lower is not None and upper is not None and not lower <= 0 <= upper


def share_difference(
    own: tuple[int, int],
    reference: tuple[int, int],
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> Difference | None:
    """Return `(hits, of)` of one group less that of the reference; None without cases of either.

    Newcombe's interval (1998, method 10) from the two Wilson intervals, each of as many cases as
    count where shares vary `dispersion` times as much as the binomial.

    Raises ValueError on a negative count, more hits than cases, a dispersion below 1 or a bad
    confidence.
    """
    z = z_score(confidence)
    if dispersion < 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion}")
    for hits, of in (own, reference):
        require_part(hits, of)
    if not own[1] or not reference[1]:
        return None
    value = Fraction(*own) - Fraction(*reference)
    reach = dispersion * z * z
    (low, high), (other_low, other_high) = (
        _distances(hits, of, reach / of) for hits, of in (own, reference)
    )
    down, up = hypot(low, other_high), hypot(high, other_low)
    return Difference(value, Interval(float(value) - down, float(value) + up))


def _distances(hits: int, of: int, spread: float) -> tuple[float, float]:
    """How far the bounds of a share lie below and above it."""
    lower, upper = score_bounds(hits, of, spread)
    return hits / of - lower, upper - hits / of
