"""The difference of two groups' outcome rates."""

from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from oversight_measures.arguments import require_part
from oversight_measures.intervals import Interval, score_bounds
from oversight_measures.spread.spread import Spread

# As many with, and as many without, as are to be expected of both where a test is made.
FEWEST = 5


@dataclass(frozen=True)
class GroupShare:
    """A group's hits among its cases, with the spread of its own share.

    `pieces` is how many of the spread's pieces (months) the period has.
    """

    hits: int
    of: int
    spread: Spread
    pieces: float = 1

    @property
    def cases_that_count(self) -> float:
        """As many independent cases as tell as much: the cases over the dispersion."""
        return self.of / self.spread.over(self.pieces)


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


def enough_cases(own: GroupShare, reference: GroupShare) -> bool:
    """Return whether 5 with and 5 without are to be expected of both, were their shares one.

    Of as many cases as count under each group's spread; fewer leave an interval that says too
    little to be a test.
    """
    of = own.of + reference.of
    if not of:
        return False
    together = (own.hits + reference.hits) / of
    fewest = min(own.cases_that_count, reference.cases_that_count)
    return fewest * min(together, 1 - together) >= FEWEST


def share_difference(
    own: GroupShare, reference: GroupShare, confidence: float = 0.95
) -> Difference | None:
    """Return the share of one group less that of the reference; None without cases of either.

    Newcombe's interval (1998, method 10) from the two Wilson intervals, each of as many cases as
    count under the group's own spread, by Student's t on what is known of that spread (the bounds
    of each are recovered from its own interval; Zou and Donner, 2008).

    Raises ValueError on a negative count, more hits than cases or a bad confidence.
    """
    for each in (own, reference):
        require_part(each.hits, each.of)
    if not own.of or not reference.of:
        return None
    value = Fraction(own.hits, own.of) - Fraction(reference.hits, reference.of)
    low, high = _distances(own, confidence)
    other_low, other_high = _distances(reference, confidence)
    down, up = hypot(low, other_high), hypot(high, other_low)
    return Difference(value, Interval(float(value) - down, float(value) + up))


def _distances(group: GroupShare, confidence: float) -> tuple[float, float]:
    """How far the bounds of a share lie below and above it."""
    reach = group.spread.t(confidence) ** 2 / group.cases_that_count
    lower, upper = score_bounds(group.hits, group.of, reach)
    return group.hits / group.of - lower, upper - group.hits / group.of
