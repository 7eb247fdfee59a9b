"""Moving ranges: how far a series moves from one point to the next.

The mean of them tells the standard deviation about a level that may drift. Process charts set
their limits by it and two neighbouring points are compared by it, so the two agree.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

# The mean range of two normal values, in standard deviations (Shewhart's d2).
D2 = 1.128
# Ranges of so many times their mean or more are dropped once: the limit of a chart of ranges.
SCREEN_FROM = Fraction(3267, 1000)
N = TypeVar("N", Fraction, float)


def mean_range(values: Sequence[N], screen: bool) -> N:
    """Return the mean moving range; with `screen`, without those that are 3.267 times it or more.

    One point, or no variation, has none: 0. Raises IndexError without a point.
    """
    none = values[0] - values[0]
    ranges = [abs(b - a) for a, b in pairwise(values)]
    mean = _mean(ranges, none)
    if not screen:
        return mean
    # Without variation every range is dropped, being 3.267 times nothing: the mean stays 0.
    return _mean([each for each in ranges if each < SCREEN_FROM * mean], none)


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


def _mean(ranges: Sequence[N], none: N) -> N:
    return sum(ranges, none) / len(ranges) if ranges else none
