"""Process charts of shares of large numbers: p and p-prime."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt

from oversight_measures.arguments import require_part, require_positive
from oversight_measures.limits import Limits, around
from oversight_measures.special_causes import Cause, special_causes

# The mean range of two normal values, in standard deviations (Shewhart's d2).
D2 = 1.128


@dataclass(frozen=True)
class ShareChart:
    """Shares from 0 to 1 in the order of the points, each with limits for its own denominator.

    `dispersion` is how many times wider than the binomial the limits are (Laney's sigma z).
    """

    shares: tuple[Fraction, ...]
    limits: tuple[Limits, ...]
    causes: tuple[Cause, ...]
    dispersion: float


def p_prime(points: Sequence[tuple[int, int]]) -> ShareChart:
    """Return the p-prime chart of `(hits, of)` points.

    Three binomial standard deviations times `dispersion_of` them (Laney, 2002): where n is large
    the binomial alone calls nearly every point special cause.

    Raises ValueError when there are no points, on a negative count, no cases in a point or more
    hits than cases.
    """
    return p_chart(points, dispersion_of(points))


def p_chart(points: Sequence[tuple[int, int]], dispersion: float = 1.0) -> ShareChart:
    """Return the chart with limits at 3 binomial standard deviations times the dispersion.

    The centre is all hits over all cases. Outer limits end at 0 and 1.

    Raises ValueError as `p_prime` does.
    """
    centre, shares = _shares(points)
    scale = 3 * dispersion * sqrt(centre * (1 - centre))
    # As a fraction the reach leaves the centre exact: of constant shares none is off its limits.
    limits = tuple(_within_0_and_1(centre, Fraction(scale / sqrt(of))) for _, of in points)
    return ShareChart(shares, limits, tuple(special_causes(shares, limits)), dispersion)


def dispersion_of(points: Sequence[tuple[int, int]]) -> float:
    """Return the mean moving range of the points' z scores over 1.128; 1 where none can be had.

    That is Laney's sigma z: 1 where the binomial explains all variation, more where shares move
    by more than that. One point, or shares of all or nothing, have no moving range.

    Raises ValueError as `p_prime` does.
    """
    centre, shares = _shares(points)
    spread = sqrt(centre * (1 - centre))
    if not spread or len(points) < 2:
        return 1.0
    scores = [
        float(share - centre) * sqrt(of) / spread
        for share, (_, of) in zip(shares, points, strict=True)
    ]
    ranges = [abs(b - a) for a, b in pairwise(scores)]
    return sum(ranges) / len(ranges) / D2


def _shares(points: Sequence[tuple[int, int]]) -> tuple[Fraction, tuple[Fraction, ...]]:
    require_positive("points", len(points))
    for hits, of in points:
        require_positive("of", of)
        require_part(hits, of)
    centre = Fraction(sum(hits for hits, _ in points), sum(of for _, of in points))
    return centre, tuple(Fraction(hits, of) for hits, of in points)


def _within_0_and_1(centre: Fraction, reach: Fraction) -> Limits:
    drawn = around(centre, reach)
    lower, upper = max(drawn.lower, Fraction(0)), min(drawn.upper, Fraction(1))
    return Limits(centre, lower, upper, drawn.near_lower, drawn.near_upper)
