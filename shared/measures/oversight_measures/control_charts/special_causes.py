"""Special causes: points of a process chart that break one of four NHS rules.

The rules are those of Making Data Count (NHS England), as the R package NHSRplotthedots has them.
A mark is a reason to ask, no proof: how many steady series have one is told by `false_alarms`.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from oversight_measures.control_charts.limits import Limits, sides

RUN = 7


class Cause(StrEnum):
    """The cause of a point's variation: common, or special by the first rule that applies."""

    COMMON = "common cause"
    ABOVE_LIMIT = "above the upper limit"
    BELOW_LIMIT = "below the lower limit"
    RISING = "7 points rising"
    FALLING = "7 points falling"
    NEAR_UPPER = "2 of 3 near the upper limit"
    NEAR_LOWER = "2 of 3 near the lower limit"
    ABOVE_CENTRE = "7 points above the mean"
    BELOW_CENTRE = "7 points below the mean"

    @property
    def direction(self) -> int:
        """+1 for the causes that are high or rising, -1 for the low or falling, 0 for common."""
        if self is Cause.COMMON:
            return 0
        return 1 if self in _HIGH else -1


_HIGH = {Cause.ABOVE_LIMIT, Cause.RISING, Cause.NEAR_UPPER, Cause.ABOVE_CENTRE}
# In the order in which they apply: (rule's cause when high, when low).
_RULES = (
    (Cause.ABOVE_LIMIT, Cause.BELOW_LIMIT),
    (Cause.RISING, Cause.FALLING),
    (Cause.NEAR_UPPER, Cause.NEAR_LOWER),
    (Cause.ABOVE_CENTRE, Cause.BELOW_CENTRE),
)


def special_causes(values: Sequence[Fraction], limits: Sequence[Limits]) -> list[Cause]:
    """Return each point's cause; `limits` are each point's own, one baseline for all.

    Outside: strictly. Rising or falling: 6 steps of one sign, which a tie breaks. 2 of 3: beyond
    a near limit and inside the outer one, all three on one side of the mean; only those two (or
    three) are marked. One side: 7 in a row, which a point on the mean breaks. Else every point of
    a run is marked.

    Raises ValueError when there are not as many limits as values.
    """
    outside = [limit.outside(value) for value, limit in zip(values, limits, strict=True)]
    sided = sides(values, limits)
    marks = (outside, _trends(values), _pairs(values, limits), _windows(sided, RUN))
    return [_first(signs) for signs in zip(*marks, strict=True)]


def _first(signs: Sequence[int]) -> Cause:
    for sign, (high, low) in zip(signs, _RULES, strict=True):
        if sign:
            return high if sign > 0 else low
    return Cause.COMMON


def _trends(values: Sequence[Fraction]) -> list[int]:
    if not values:
        return []
    steps = [(b > a) - (b < a) for a, b in zip(values, values[1:], strict=False)]
    marked = _windows(steps, RUN - 1)
    # A point lies between two steps; at a peak or a trough the run that ends there names it.
    return [before or after for before, after in zip([0, *marked], [*marked, 0], strict=True)]


def _pairs(values: Sequence[Fraction], limits: Sequence[Limits]) -> list[int]:
    near = [limit.near(value) for value, limit in zip(values, limits, strict=True)]
    sided = sides(values, limits)
    marks = [0] * len(values)
    for start in range(len(values) - 2):
        window = range(start, start + 3)
        together = abs(sum(sided[i] for i in window)) == 3
        if together and sum(near[i] for i in window) >= 2:
            for i in window:
                marks[i] = sided[i] if near[i] else marks[i]
    return marks


def _windows(signs: Sequence[int], length: int) -> list[int]:
    """The sign where it stands `length` times or more in a row, else 0."""
    marks = [0] * len(signs)
    for end in range(length, len(signs) + 1):
        window = signs[end - length : end]
        if abs(sum(window)) == length:
            marks[end - length : end] = window
    return marks
