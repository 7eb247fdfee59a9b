"""A fast detector of two groups' shares: the difference of the last buckets beyond an agreed one.

It breaks where the agreed difference lies outside Newcombe's interval of the difference (1998,
method 10), made of two Wilson intervals that are widened by the dispersion. An episode is over when
the difference itself is back at the agreed one or better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oversight_measures.arguments import require_part, require_positive
from oversight_measures.detectors.episodes import Episode, episodes
from oversight_measures.detectors.levels import Side, moving_sums
from oversight_measures.detectors.shifts import require_correlation
from oversight_measures.intervals import z_score

# Hits and cases of a group, then those of the reference group.
Pair = tuple[int, int, int, int]


@dataclass(frozen=True)
class ShareGap:
    """A group's share that must not lie more than `gap` (from 0 to 1) on the `worse` side.

    Of that of the reference group, over the last `window` buckets, in both of which cases correlate
    as in `ShareShift`. With fewer than `minimum` cases of either it says nothing.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    gap: float
    worse: Side
    window: int = 1
    correlation: float = 0.0
    confidence: float = 0.95
    minimum: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.gap < 1:
            raise ValueError(f"gap must be between 0 and 1, not {self.gap}")
        require_correlation(self.correlation)
        require_positive("window", self.window)
        require_positive("minimum", self.minimum)
        z_score(self.confidence)

    def judged(self, buckets: Sequence[Pair]) -> list[Episode]:
        """Return the episodes of `(hits, of, reference hits, reference of)` buckets.

        Raises ValueError on a negative count or more hits than cases.
        """
        for hits, of, other_hits, other_of in buckets:
            require_part(hits, of)
            require_part(other_hits, other_of)
        windows = list(zip(*self._windows(buckets), strict=True))
        return episodes(
            [bool(self.beyond(*each)) for each in windows],
            [bool(self.better(*each[:2], *each[3:5])) for each in windows],
        )

    def beyond(
        self, hits: Any, of: Any, pairs: Any, other_hits: Any, other_of: Any, other_pairs: Any
    ) -> Any:
        """Whether all of the interval lies beyond the gap; `pairs` as in `ShareLimit`.

        Numbers have one answer, arrays of them as many.
        """
        lower, upper = self.interval(hits, of, pairs, other_hits, other_of, other_pairs)
        enough = (of >= self.minimum) & (other_of >= self.minimum)
        return enough & (lower > self.gap if self.worse == "above" else upper < -self.gap)

    def better(self, hits: Any, of: Any, other_hits: Any, other_of: Any) -> Any:
        """Whether the difference is at the agreed one or better; not where there are too few."""
        enough = (of >= self.minimum) & (other_of >= self.minimum)
        difference = hits / (of + (of == 0)) - other_hits / (other_of + (other_of == 0))
        return enough & (difference * (1 if self.worse == "above" else -1) <= self.gap)

    def interval(
        self, hits: Any, of: Any, pairs: Any, other_hits: Any, other_of: Any, other_pairs: Any
    ) -> tuple[Any, Any]:
        """Return the bounds of the group's share less that of the reference group."""
        share, low, high = self._bounds(hits, of, pairs)
        other, other_low, other_high = self._bounds(other_hits, other_of, other_pairs)
        down = ((share - low) ** 2 + (other_high - other) ** 2) ** 0.5
        up = ((high - share) ** 2 + (other - other_low) ** 2) ** 0.5
        return share - other - down, share - other + up

    def _bounds(self, hits: Any, of: Any, pairs: Any) -> tuple[Any, Any, Any]:
        """A share with Wilson's bounds; of no cases anything is as likely."""
        cases = of + (of == 0)
        share = hits / cases
        spread = z_score(self.confidence) ** 2 * (1 + self.correlation * pairs / cases) / cases
        centre = (share + spread / 2) / (1 + spread)
        half = (share * (1 - share) * spread + spread * spread / 4) ** 0.5 / (1 + spread)
        return share, centre - half, centre + half

    def _windows(self, buckets: Sequence[Pair]) -> list[list[int]]:
        """The sums of the hits, the cases and the pairs of cases of a window, of both groups."""
        columns = [list(each) for each in zip(*buckets, strict=True)] or [[], [], [], []]
        found = []
        for hits, of in (columns[:2], columns[2:]):
            for values in (hits, of, [each * (each - 1) for each in of]):
                found.append(moving_sums(values, self.window))
        return found
