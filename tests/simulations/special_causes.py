"""How seldom chance opens an episode of a process chart, by how many points set its limits."""

from collections.abc import Iterator

import numpy as np
from numpy.random import default_rng

from oversight_measures.detectors.process_charts import RUN_LENGTHS, special
from oversight_measures.spread.moving_ranges import D2, SCREEN_FROM

HEADINGS = ("points that set the limits", "buckets until chance opens one")
AFTER = 120


def run_lengths(runs: int) -> Iterator[list[str]]:
    """A row for each number of points, from so many steady series of normal values."""
    for points in RUN_LENGTHS:
        yield [f"{points}", f"{_run_length(points, runs):.1f}"]


def _run_length(points: int, runs: int) -> float:
    drawn = default_rng(1).standard_normal((runs, points + AFTER))
    baseline, later = drawn[:, :points], drawn[:, points:]
    ranges = np.abs(np.diff(baseline, axis=1))
    kept = ranges < float(SCREEN_FROM) * ranges.mean(axis=1, keepdims=True)
    sigma = np.where(kept, ranges, 0).sum(axis=1) / kept.sum(axis=1) / D2
    scores = ((later.T - baseline.mean(axis=1)) / sigma).T
    marks = special(list(later.T), list(scores.T))
    begun, stands = 0, np.zeros(runs, dtype=np.bool_)
    for mark, score in zip(marks, scores.T, strict=True):
        now = mark | (stands & (score > 0))
        begun += int((now & ~stands).sum())
        stands = now
    return runs * AFTER / begun
