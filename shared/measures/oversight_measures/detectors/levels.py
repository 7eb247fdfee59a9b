"""Fast detectors: the level of the last buckets against an agreed limit, spread in its interval.

A level breaks its limit when the limit lies outside the score interval of the level (Wilson, 1927,
for shares; its like for counts), widened by the dispersion. An episode is over when the figure
itself is back at the limit or better, so that one on the edge does not flap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from oversight_measures.arguments import require_count, require_part, require_positive
from oversight_measures.detectors.episodes import Episode, episodes
from oversight_measures.detectors.shifts import (
    require_correlation,
    require_dispersion,
    require_share,
)
from oversight_measures.intervals import z_score

Side = Literal["above", "below"]


@dataclass(frozen=True)
class ShareLimit:
    """A share, or a disparity as one, that must not be `worse` than `limit`, from 0 to 1.

    Over the last `window` buckets, whose cases correlate as in `ShareShift`; `minimum` is the
    number of cases below which it says nothing.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    limit: float
    worse: Side
    window: int = 1
    correlation: float = 0.0
    confidence: float = 0.95
    minimum: int = 1

    def __post_init__(self) -> None:
        require_share("limit", self.limit)
        require_correlation(self.correlation)
        _require_window(self.window, self.confidence, self.minimum)

    def judged(self, buckets: Sequence[tuple[int, int]]) -> list[Episode]:
        """Return the episodes of `(hits, of)` buckets.

        Raises ValueError on a negative count or more hits than cases.
        """
        for bucket in buckets:
            require_part(*bucket)
        hits = moving_sums([hits for hits, _ in buckets], self.window)
        cases = moving_sums([of for _, of in buckets], self.window)
        pairs = moving_sums([of * (of - 1) for _, of in buckets], self.window)
        beyond = [self.beyond(*each) for each in zip(hits, cases, pairs, strict=True)]
        better = [self.better(*each) for each in zip(hits, cases, strict=True)]
        return episodes(beyond, better)

    def beyond(self, hits: Any, of: Any, pairs: Any) -> Any:
        """Whether the limit lies outside the interval of a window, which is on the worse side.

        `pairs` is the sum of `of (of - 1)` of its buckets, by which they vary more than chance.
        Numbers have one answer, arrays of them as many.
        """
        over = (hits - of * self.limit) * _sign(self.worse)
        room = z_score(self.confidence) ** 2 * self.limit * (1 - self.limit)
        spread = of + pairs * self.correlation
        return (of >= self.minimum) & (over > 0) & (over * over > room * spread)

    def better(self, hits: Any, of: Any) -> Any:
        """Whether the figure of a window is at its limit or better; not where there are none."""
        return (of >= self.minimum) & ((hits - of * self.limit) * _sign(self.worse) <= 0)


@dataclass(frozen=True)
class CountLimit:
    """A count over the last `window` buckets that must not be `worse` than `limit`, which may be 0.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    limit: float
    worse: Side
    window: int = 1
    dispersion: float = 1.0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        require_count("limit", self.limit)
        require_dispersion(self.dispersion)
        _require_window(self.window, self.confidence, 1)

    def judged(self, counts: Sequence[int]) -> list[Episode]:
        """Return the episodes of buckets' counts; before the window is full it says nothing.

        Raises ValueError on a negative count.
        """
        for count in counts:
            require_count("counts", count)
        full = self.window - 1
        sums = moving_sums(counts, self.window)
        beyond = [at >= full and self.beyond(each) for at, each in enumerate(sums)]
        return episodes(beyond, [self.better(each) for each in sums])

    def beyond(self, count: Any) -> Any:
        """Whether the limit lies outside the interval of a window, which is on the worse side."""
        over = (count - self.limit) * _sign(self.worse)
        room = z_score(self.confidence) ** 2 * self.dispersion * self.limit
        return (over > 0) & (over * over > room)

    def better(self, count: Any) -> Any:
        """Whether the count of a window is at its limit or better."""
        return (count - self.limit) * _sign(self.worse) <= 0


def disparity_limit(
    ratio: float,
    residents: int,
    reference_residents: int,
    window: int = 1,
    correlation: float = 0.0,
    confidence: float = 0.95,
    minimum: int = 1,
) -> ShareLimit:
    """Return the limit of a ratio of rates as one of the group's share of both groups' events.

    A rise is worse: the limit is broken from above. Raises ValueError when the ratio or a number
    of residents is not above 0, or as `ShareLimit` does.
    """
    require_positive("ratio", ratio)
    require_positive("residents", residents)
    require_positive("reference_residents", reference_residents)
    share = ratio * residents / (ratio * residents + reference_residents)
    return ShareLimit(share, "above", window, correlation, confidence, minimum)


def moving_sums(values: Sequence[int], window: int) -> list[int]:
    """Return the sum of each value and those before it in its window, as many as there are."""
    totals = [0, *accumulate(values)]
    return [totals[at] - totals[max(0, at - window)] for at in range(1, len(totals))]


def _sign(worse: Side) -> int:
    return 1 if worse == "above" else -1


def _require_window(window: int, confidence: float, minimum: int) -> None:
    require_positive("window", window)
    require_positive("minimum", minimum)
    z_score(confidence)
