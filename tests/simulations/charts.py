"""How many steady series show a mark on their process chart, many at a time."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy
from tests.simulations.series import Numbers

from oversight_measures.control_charts.false_alarms import Drawn

# How many points set the limits, by the pieces of a year whose season is taken out.
BASELINES = {
    0: (13, 16, 20, 24, 30, 36, 48, 60, 84, 120, 260),
    4: (13, 16, 20, 24, 32, 40, 60),
    12: (36, 48, 60, 84, 120),
}
# How many points come after those.
AFTER = (0, 1, 3, 6, 12, 24, 36, 60, 96)


class Line(NamedTuple):
    """The share of steady series with a mark, after so many further points each."""

    drawn: Drawn
    baseline: int
    rates: tuple[float, ...]


def first_marks(values: Numbers, baseline: int, drawn: Drawn) -> Numbers:
    """At which point (from 0) of each series (row) its first mark is made; all of them if never.

    Limits are set on the first ``baseline`` points, and the four rules held against all.
    """
    if drawn.cycle:
        values = _without_season(values, baseline, drawn.cycle)
    first = values[:, :baseline]
    reach = 2.66 * _mean_range(first, drawn.screened)
    off: Any = values - first.mean(axis=1, keepdims=True)
    side: Any = numpy.sign(off)
    near: Any = (abs(off) > reach * 2 / 3) & (abs(off) <= reach)
    together = abs(_rolling(side, 3)) == 3
    steps = numpy.sign(numpy.diff(values, axis=1))
    broken: Any = abs(off) > reach
    broken[:, 2:] |= together & (_rolling(near.astype(float), 3) >= 2)
    broken[:, 6:] |= (abs(_rolling(side, 7)) == 7) | (abs(_rolling(steps, 6)) == 6)
    found: Numbers = numpy.where(broken.any(axis=1), broken.argmax(axis=1), values.shape[1])
    return found


def marked(values: Numbers, drawn: Drawn, baseline: int | None = None) -> Any:
    """Which series (rows) of points (columns) have any mark."""
    points = values.shape[1]
    return first_marks(values, baseline or points, drawn) < points


def false_alarms(times: int, seed: int = 17) -> Iterator[Line]:
    """The share of steady series with a mark, by how the chart is drawn and how long it is."""
    for cycle, baselines in BASELINES.items():
        for screened in (True, False):
            for baseline in baselines:
                rng, drawn = numpy.random.default_rng(seed), Drawn(screened, cycle)
                first = first_marks(rng.normal(size=(times, baseline + AFTER[-1])), baseline, drawn)
                rates = (float((first < baseline + after).mean()) for after in AFTER)
                yield Line(drawn, baseline, tuple(round(rate, 3) for rate in rates))


def _mean_range(values: Numbers, screened: bool) -> Numbers:
    ranges = abs(numpy.diff(values, axis=1))
    mean: Numbers = ranges.mean(axis=1, keepdims=True)
    if screened:
        kept = ranges < 3.267 * mean
        mean = (ranges * kept).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    return mean


def _without_season(values: Numbers, baseline: int, cycle: int) -> Numbers:
    """Less what each calendar month has over an average one in the fit of month and year.

    As `season_of` has it, of series that vary little beside their level: then logarithms add.
    """
    at = numpy.arange(values.shape[1]) % cycle
    years = (baseline - 1 - numpy.arange(baseline)) // cycle
    columns = [at[:baseline] == month for month in range(cycle)]
    columns += [years == year for year in range(1, years.max() + 1)]
    effects = numpy.linalg.pinv(numpy.array(columns, dtype=float).T) @ values[:, :baseline].T
    months = effects[:cycle].T
    found: Numbers = values - (months - months.mean(axis=1, keepdims=True))[:, at]
    return found


def _rolling(values: Numbers, width: int) -> Numbers:
    windows = numpy.lib.stride_tricks.sliding_window_view(values, width, axis=1)
    found: Numbers = windows.sum(axis=2)
    return found
