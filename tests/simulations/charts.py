"""How many steady series show a mark on their process chart, many at a time."""

from collections.abc import Iterator

import numpy
from tests.simulations.series import Numbers

LENGTHS = (13, 14, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 42, 48, 60, 72, 84, 96, 120)


def marked(values: Numbers, screen: bool = True) -> Numbers:
    """Which series (rows) of points (columns) have any mark: limits on all of them, four rules."""
    ranges = abs(numpy.diff(values, axis=1))
    mean = ranges.mean(axis=1, keepdims=True)
    if screen:
        kept = ranges < 3.267 * mean
        mean = (ranges * kept).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    off = values - values.mean(axis=1, keepdims=True)
    reach = 2.66 * mean
    outside = (abs(off) > reach).any(axis=1)
    side, near = numpy.sign(off), (abs(off) > reach * 2 / 3) & (abs(off) <= reach)
    steps = numpy.sign(numpy.diff(values, axis=1))
    pairs = _rolling(near.astype(float), 3) >= 2
    pairs &= abs(_rolling(side, 3)) == 3
    runs = (abs(_rolling(side, 7)) == 7).any(axis=1)
    trends = (abs(_rolling(steps, 6)) == 6).any(axis=1)
    found: Numbers = outside | pairs.any(axis=1) | runs | trends
    return found


def false_alarms(times: int, seed: int = 17) -> Iterator[tuple[int, float]]:
    """The share of steady series with a mark, by how many points they have."""
    rng = numpy.random.default_rng(seed)
    for points in LENGTHS:
        yield points, float(marked(rng.normal(size=(times, points))).mean())


def _rolling(values: Numbers, width: int) -> Numbers:
    windows = numpy.lib.stride_tricks.sliding_window_view(values, width, axis=1)
    found: Numbers = windows.sum(axis=2)
    return found
