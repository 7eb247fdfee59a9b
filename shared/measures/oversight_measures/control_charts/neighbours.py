"""Likeness of neighbours on a process chart: whether its points are independent, as it takes them.

The lag-1 autocorrelation about the centre (Box, Jenkins and Reinsel, Time Series Analysis). Of n
independent points it is about -1/n, which is added back, with a standard error of 1 over the root
of n.
"""

from math import fsum, sqrt
from typing import NamedTuple

from oversight_measures.control_charts.segments import Segment


class Neighbours(NamedTuple):
    """The lag-1 autocorrelation of a chart's points, of how many pairs, and what chance gives.

    `chance` is what 95 of 100 steady series stay within, either way.
    """

    autocorrelation: float
    pairs: int
    chance: float

    @property
    def direction(self) -> int:
        """+1 where neighbours are more alike than chance makes them, -1 less alike, else 0."""
        found = self.autocorrelation
        return (found > self.chance) - (found < -self.chance)


def neighbours_of(segment: Segment) -> Neighbours | None:
    """Return how alike the neighbouring points of a stretch are; None where none varies."""
    off = [
        float((value - limits.centre) / (limits.near_upper - limits.centre))
        for value, limits in zip(segment.values, segment.limits, strict=True)
        if limits.near_upper > limits.centre
    ]
    mean = fsum(off) / len(off) if off else 0.0
    about = [each - mean for each in off]
    total = fsum(each * each for each in about)
    if len(off) < 2 or not total:
        return None
    pairs = list(zip(about, about[1:], strict=False))
    found = fsum(one * other for one, other in pairs) / total + 1 / len(off)
    return Neighbours(found, len(pairs), 1.96 / sqrt(len(off)))
