"""Detectors for drift: cumulative sums over bucket totals, recomputed after every correction.

Page (1954); the grouped Bernoulli form adds the log-likelihood ratios of a bucket's cases
(Reynolds and Stoumbos, 1999), the Poisson form is Lucas's (1985).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from oversight_measures.arguments import require_count, require_part, require_positive


@dataclass(frozen=True)
class ShareShift:
    """A share that drifts from `expected` to `shifted`, up or down; both between 0 and 1.

    For durations the share is that of values above the baseline's median, and `expected` the
    share measured in the baseline: ties make it other than one half.

    Raises ValueError when a share is not between 0 and 1, or both are the same.
    """

    expected: float
    shifted: float

    def __post_init__(self) -> None:
        for name, share in (("expected", self.expected), ("shifted", self.shifted)):
            if not 0 < share < 1:
                raise ValueError(f"{name} must be between 0 and 1, not {share}")
        if self.shifted == self.expected:
            raise ValueError(f"shifted must differ from {self.expected} (expected)")

    def score(self, hits: int, of: int) -> float:
        """Return a bucket's evidence for the shift, the log-likelihood ratio of its cases.

        Raises ValueError on a negative count or more hits than cases.
        """
        require_part(hits, of)
        misses = log((1 - self.shifted) / (1 - self.expected))
        return hits * log(self.shifted / self.expected) + (of - hits) * misses


@dataclass(frozen=True)
class CountShift:
    """Counts that drift to `times` what is expected, up (above 1) or down (below 1).

    `dispersion` is their variance over their mean in control: 1 for Poisson counts, more for
    volume crime.

    Raises ValueError when `times` is not above 0 or is 1, or the dispersion is below 1.
    """

    times: float
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        require_positive("times", self.times)
        if self.times == 1:
            raise ValueError("times must differ from 1, which is no shift")
        if self.dispersion < 1:
            raise ValueError(f"dispersion must be 1 or more, not {self.dispersion}")

    def score(self, count: int, expected: float) -> float:
        """Return a bucket's evidence for the shift: the Poisson one divided by the dispersion.

        Raises ValueError on a negative count, or when nothing is expected.
        """
        require_count("count", count)
        require_positive("expected", expected)
        return (count * log(self.times) - expected * (self.times - 1)) / self.dispersion


def cusum(scores: Iterable[float]) -> list[float]:
    """Return `S = max(0, S + score)` after each bucket, from 0 at the start.

    It signals where S has reached the threshold that `run_lengths.threshold_for` finds. Start at
    a fixed bucket: a start that moves on with today forgets slow drift. Leave out buckets that
    still wait for cases: a count that is not all in looks like a fall, and a share looked at
    twice gives about a quarter more false alarms.
    """
    path, level = [], 0.0
    for score in scores:
        level = max(0.0, level + score)
        path.append(level)
    return path


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
