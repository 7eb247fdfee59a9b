"""Moving ranges: how far a series moves from one point to the next.

The mean of them tells the standard deviation about a level that may drift. Process charts set
their limits by it and two neighbouring points are compared by it, so the two agree.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import mean as exact_mean
from typing import TypeVar

# The mean range of two normal values, in standard deviations (Shewhart's d2).
D2 = 1.128
# Ranges of so many times their mean or more are dropped once: the limit of a chart of ranges.
SCREEN_FROM = Fraction(3267, 1000)
N = TypeVar("N", Fraction, float)


def mean_range(values: Sequence[N], screen: bool) -> N:
    """Return the mean moving range; with `screen`, without those that are 3.267 times it or more.

    Where these are all the variation that there is, they are kept: without them every other point
    would lie outside limits of no width. One point, or no variation, has none: 0.

    Raises IndexError without a point.
    """
    none = values[0] - values[0]
    ranges = [abs(b - a) for a, b in pairwise(values)]
    mean = _mean(ranges, none)
    # At most three ranges of ten can be 3.267 times their mean: of 12 at least 9 are left.
    return (screen and _mean(_kept(ranges, mean), none)) or mean


def varies_by_jumps_alone(values: Sequence[N]) -> bool:
    """Return whether screening would leave no variation, so that nothing is screened."""
    ranges = [abs(b - a) for a, b in pairwise(values)]
    mean = _mean(ranges, values[0] - values[0])
    return bool(mean) and not any(_kept(ranges, mean))


def degrees_of(points: int) -> float:
    """Return the degrees of freedom of the variance that `points` in a row tell by their ranges.

    Each range shares a point with the next: the variance of the standard deviation they tell is
    `(0.826 n - 1.082) / (n - 1)^2` times its square (Cryer and Ryan, 1990), and on v degrees it
    would be about `1 / 2v`.

    Raises ValueError for fewer than 2 points.
    """
    if points < 2:
        raise ValueError(f"points must be 2 or more, not {points}")
    return (points - 1) ** 2 / (2 * (0.826 * points - 1.082))


def _kept(ranges: Sequence[N], mean: N) -> list[N]:
    return [each for each in ranges if each < SCREEN_FROM * mean]


def _mean(ranges: Sequence[N], none: N) -> N:
    # Rounded once, also of floats: every version of Python adds those alike then.
    return exact_mean(ranges) if ranges else none
