"""Courses: a figure on its way to a level that is set for the end of a period.

After each bucket the figure of the period so far is held against where it has to be by then: a
share against the level itself, a count against as much of it as days have passed. It is behind
where that lies outside the score interval, widened by the dispersion; once the period is over, on
the wrong side of the level. Before a quarter of the days have passed nothing is said: a season, or
a few cases, would say it. It is over where the figure itself is on its course or better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.episodes import Episode, episodes
from oversight_measures.detectors.levels import CountLimit, ShareLimit, Side

# Of a year three months are 24.7% at least.
FROM_PART = 0.245


@dataclass(frozen=True)
class ShareCourse:
    """A share that must not be `worse` than `limit`, from 0 to 1, over a period of so many `days`.

    The others are as in `ShareLimit`. Raises ValueError, naming the argument, as that does.
    """

    limit: float
    worse: Side
    days: int
    correlation: float = 0.0
    confidence: float = 0.95
    minimum: int = 1

    def __post_init__(self) -> None:
        require_positive("days", self.days)
        self._level()

    def judged(self, buckets: Sequence[tuple[int, int, int]]) -> list[Episode]:
        """Return the episodes of `(hits, of, days)` buckets, from the period's beginning on."""
        level = self._level()
        hits, of, days = (list(accumulate(each)) for each in zip(*buckets, strict=True))
        pairs = list(accumulate(n * (n - 1) for _, n, _ in buckets))
        better = [level.better(*each) for each in zip(hits, of, strict=True)]
        beyond = [level.beyond(*each) for each in zip(hits, of, pairs, strict=True)]
        missed = [n >= self.minimum and not each for n, each in zip(of, better, strict=True)]
        return _episodes(beyond, missed, better, days, self.days)

    def _level(self) -> ShareLimit:
        return ShareLimit(
            self.limit, self.worse, 1, self.correlation, self.confidence, self.minimum
        )


@dataclass(frozen=True)
class CountCourse:
    """A count that must not be `worse` than `limit` events over a period of so many `days`.

    The others are as in `CountLimit`. Raises ValueError, naming the argument, as that does.
    """

    limit: float
    worse: Side
    days: int
    dispersion: float = 1.0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        require_positive("days", self.days)
        self._level(self.days)

    def judged(self, buckets: Sequence[tuple[int, int]]) -> list[Episode]:
        """Return the episodes of `(count, days)` buckets, from the period's beginning on."""
        counts, days = (list(accumulate(each)) for each in zip(*buckets, strict=True))
        levels = [self._level(each) for each in days]
        better = [level.better(n) for level, n in zip(levels, counts, strict=True)]
        beyond = [level.beyond(n) for level, n in zip(levels, counts, strict=True)]
        return _episodes(beyond, [not each for each in better], better, days, self.days)

    def due(self, days: int) -> float:
        """Return the events that there may (or must) be after so many days."""
        return self.limit * min(days, self.days) / self.days

    def _level(self, days: int) -> CountLimit:
        return CountLimit(self.due(days), self.worse, 1, self.dispersion, self.confidence)


def _episodes(
    beyond: Sequence[bool],
    missed: Sequence[bool],
    better: Sequence[bool],
    days: Sequence[int],
    of: int,
) -> list[Episode]:
    opens = [
        each if passed >= of else behind and passed >= FROM_PART * of
        for behind, each, passed in zip(beyond, missed, days, strict=True)
    ]
    return episodes(opens, better)
