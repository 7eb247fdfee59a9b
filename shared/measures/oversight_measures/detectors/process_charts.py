"""Process charts as detectors: special causes against limits that a baseline has set.

The four rules are those of `control_charts.special_causes` on the worse side alone: outside the
limit of three standard deviations; two of three near it and none on the better side; seven on the
worse side of the mean; seven that get worse, the last one beyond the mean. An episode is over with
the first bucket at the mean or better. A point is judged when it comes, so that what later points
would mark it for is theirs.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from oversight_measures.arguments import require_positive
from oversight_measures.control_charts.special_causes import RUN
from oversight_measures.detectors.episodes import Episode, episodes
from oversight_measures.detectors.levels import Side
from oversight_measures.detectors.shifts import require_dispersion, require_share

OUTSIDE, NEAR = 3.0, 2.0
# Buckets until chance alone opens an episode, by how many set the limits, of steady normal series:
# `python -m tests.simulations special-causes 20000`. Limits of few points are off by chance.
RUN_LENGTHS = {13: 65.5, 16: 73.5, 20: 82.7, 24: 89.8, 36: 107.2, 48: 119.2, 60: 126.7, 120: 146.3}


class Sign(StrEnum):
    """By which rule a bucket is a special cause; the first that applies."""

    OUTSIDE = "outside its limit"
    NEAR = "two of three near its limit"
    RUN = "seven in a row on the worse side of the mean"
    TREND = "seven in a row, each worse than the one before"


@dataclass(frozen=True)
class SharesChart:
    """A share whose `centre`, from 0 to 1, a baseline has set (p-prime; Laney, 2002).

    `dispersion` is the variance of a bucket's share over the binomial's.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    centre: float
    worse: Side
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        require_share("centre", self.centre)
        require_dispersion(self.dispersion)

    def judged(self, buckets: Sequence[tuple[float, float]]) -> list[Episode]:
        """Return the episodes of `(hits, of)` buckets; one without cases is at the mean."""
        return _judged(*self._columns(buckets))

    def signs(self, buckets: Sequence[tuple[float, float]]) -> list[Sign | None]:
        """Return by which rule each bucket is a special cause."""
        return _first_signs(*self._columns(buckets))

    def _columns(self, buckets: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
        pairs = [(self.score(*each) if each[1] else 0.0, each) for each in buckets]
        toward = 1 if self.worse == "above" else -1
        values = [toward * (hits / of if of else self.centre) for _, (hits, of) in pairs]
        return values, [score for score, _ in pairs]

    def score(self, hits: Any, of: Any) -> Any:
        """Standard deviations beyond the mean; below 0 where it is better. Also of arrays."""
        spread = self.centre * (1 - self.centre) * self.dispersion
        over = hits / of - self.centre
        return (over if self.worse == "above" else -over) * of**0.5 / sqrt(spread)


@dataclass(frozen=True)
class CountsChart:
    """Counts by the day, whose mean a baseline has set (XmR of daily rates).

    `days` are those of a usual bucket, of which `dispersion` is the variance over the mean.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    a_day: float
    worse: Side
    days: float = 1.0
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        require_positive("a_day", self.a_day)
        require_positive("days", self.days)
        require_dispersion(self.dispersion)

    def judged(self, buckets: Sequence[tuple[float, float]]) -> list[Episode]:
        """Return the episodes of `(count, days)` buckets. Raises ZeroDivisionError of no days."""
        return _judged(*self._columns(buckets))

    def signs(self, buckets: Sequence[tuple[float, float]]) -> list[Sign | None]:
        """Return by which rule each bucket is a special cause."""
        return _first_signs(*self._columns(buckets))

    def _columns(self, buckets: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
        scores = [self.score(*each) for each in buckets]
        return scores, scores

    def score(self, count: Any, days: Any) -> Any:
        """Standard deviations beyond the mean; below 0 where it is better. Also of arrays."""
        over = count / days - self.a_day
        spread = sqrt(self.dispersion * self.a_day / self.days)
        return (over if self.worse == "above" else -over) / spread


def run_length(points: int) -> float:
    """Return after how many buckets chance alone opens an episode, on limits of so many points.

    Between two entries of the table in proportion, and of more points that of its last.

    Raises ValueError for fewer points than its first entry.
    """
    known = sorted(RUN_LENGTHS)
    if points < known[0]:
        raise ValueError(f"points must be {known[0]} or more, not {points}")
    at = bisect_right(known, points) - 1
    if at + 1 == len(known):
        return RUN_LENGTHS[known[at]]
    low, high = known[at], known[at + 1]
    part = (points - low) / (high - low)
    return RUN_LENGTHS[low] + part * (RUN_LENGTHS[high] - RUN_LENGTHS[low])


def by_rule(values: Sequence[Any], scores: Sequence[Any]) -> dict[Sign, list[Any]]:
    """Return which buckets each rule marks; a bucket is a number, or an array of runs.

    `scores` are standard deviations beyond the mean, `values` what may get worse: higher is.
    """
    side = [score > 0 for score in scores]
    near = [(score > NEAR) & (score <= OUTSIDE) for score in scores]
    worse = [side[0] & False, *(b > a for a, b in zip(values, values[1:], strict=False))]
    return {
        Sign.OUTSIDE: [score > OUTSIDE for score in scores],
        Sign.NEAR: [_pair(near, side, at) for at in range(len(scores))],
        Sign.RUN: [_row(side, at, RUN) for at in range(len(scores))],
        Sign.TREND: [_row(worse, at, RUN - 1) & side[at] for at in range(len(scores))],
    }


def special(values: Sequence[Any], scores: Sequence[Any]) -> list[Any]:
    """Return which buckets any rule marks, as `by_rule` takes them."""
    if not scores:
        return []
    first, *others = by_rule(values, scores).values()
    for marks in others:
        first = [a | b for a, b in zip(first, marks, strict=True)]
    return first


def _pair(near: Sequence[Any], side: Sequence[Any], at: int) -> Any:
    if at < 2:
        return side[at] & False
    return near[at] & side[at - 1] & side[at - 2] & (near[at - 1] | near[at - 2])


def _row(marks: Sequence[Any], at: int, length: int) -> Any:
    found = marks[at] & (at + 1 >= length)
    for back in range(1, length if at + 1 >= length else 0):
        found = found & marks[at - back]
    return found


def _judged(values: Sequence[float], scores: Sequence[float]) -> list[Episode]:
    found = episodes(special(values, scores), [score <= 0 for score in scores])
    return [each._replace(began=_began(scores, each.opened)) for each in found]


def _began(scores: Sequence[float], opened: int) -> int:
    """The first of the buckets in a row on the worse side: where it most likely began."""
    better = (index for index in range(opened, -1, -1) if scores[index] <= 0)
    return next(better, -1) + 1


def _first_signs(values: Sequence[float], scores: Sequence[float]) -> list[Sign | None]:
    if not scores:
        return []
    found = by_rule(values, scores)
    return [
        next((sign for sign, marks in found.items() if marks[at]), None)
        for at in range(len(scores))
    ]
