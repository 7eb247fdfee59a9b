"""Detectors for drift: cumulative sums over bucket totals, recomputed after every correction.

Page (1954).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.episodes import Episode, episodes

# What a bucket's count is held against: its cases, or what is expected of it.
Against = TypeVar("Against", int, float)
AgainstIn = TypeVar("AgainstIn", int, float, contravariant=True)


class Shift(Protocol[AgainstIn]):
    """A shift of a share or of a count, that finds a bucket's evidence for itself."""

    def score(self, count: int, against: AgainstIn, /) -> float:
        """Return the evidence of hits and cases, or of a count and what is expected."""


@dataclass(frozen=True)
class Cusum(Generic[Against]):
    """The slow detector: evidence of a shift, added up to a threshold.

    Of a share or a disparity (`ShareShift`) buckets are `(hits, of)`, of a count (`CountShift`)
    `(count, expected)`.

    Raises ValueError when the threshold is not above 0: it would always signal.
    """

    shift: Shift[Against]
    threshold: float

    def __post_init__(self) -> None:
        require_positive("threshold", self.threshold)

    def judged(self, buckets: Sequence[tuple[int, Against]]) -> list[Episode]:
        """Return the episodes of buckets, from the baseline's end on.

        Raises ValueError on a negative count, more hits than cases, or where nothing is expected.
        """
        return drift_episodes([self.shift.score(*each) for each in buckets], self.threshold)


def cusum(scores: Iterable[float], most: float = float("inf")) -> list[float]:
    """Return `S = max(0, S + score)`, and no more than `most`, after each bucket, from 0 on.

    It signals where S has reached the threshold that `run_lengths.threshold_for` finds. Start at
    a fixed bucket: a start that moves on with today forgets slow drift. Leave out buckets that
    still wait for cases: a count that is not all in looks like a fall, and a share looked at
    twice gives about a quarter more false alarms.
    """
    path, level = [], 0.0
    for score in scores:
        level = min(most, max(0.0, level + score))
        path.append(level)
    return path


def drift_episodes(scores: Sequence[float], threshold: float) -> list[Episode]:
    """Return the episodes of a CUSUM: open at the threshold, over when all evidence is used up.

    S rests at the threshold while the drift lasts, or an old drift would take as long to end as
    it lasted.
    """
    path = cusum(scores, most=threshold)
    found = episodes([level >= threshold for level in path], [level == 0 for level in path])
    return [each._replace(began=began(path, each.opened)) for each in found]


def first_signal(path: Sequence[float], threshold: float) -> int | None:
    """Return the index of the first bucket whose S is at the threshold or above, or None.

    Raises ValueError when the threshold is not above 0: it would always signal.
    """
    require_positive("threshold", threshold)
    return next((index for index, level in enumerate(path) if level >= threshold), None)


def began(path: Sequence[float], signal: int) -> int:
    """Return the index of the bucket after S was last 0: where the drift most likely began."""
    zeros = (index for index in range(signal, -1, -1) if path[index] == 0)
    return next(zeros, -1) + 1
