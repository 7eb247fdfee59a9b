"""How many steady series show a mark on their process chart, many at a time."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy
from tests.simulations.series import Numbers

from oversight_measures.control_charts.false_alarms import Drawn
from oversight_measures.control_charts.series_chart import RARE

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


def first_marks(values: Numbers, baseline: int, drawn: Drawn, *, counts: bool = False) -> Numbers:
    """At which point (from 0) of each series (row) its first mark is made; all of them if never.

    Limits are set on the first ``baseline`` points, and the four rules held against all. Of
    ``counts`` limits are never closer than those of independent events.
    """
    if drawn.cycle:
        values = _without_season(values, baseline, drawn.cycle)
    first = values[:, :baseline]
    reach = 2.66 * _mean_range(first, drawn.screened)
    if counts:
        reach = numpy.maximum(reach, 3 * numpy.sqrt(first.mean(axis=1, keepdims=True)))
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


def marked(
    values: Numbers, drawn: Drawn, baseline: int | None = None, *, counts: bool = False
) -> Any:
    """Which series (rows) of points (columns) have any mark."""
    points = values.shape[1]
    return first_marks(values, baseline or points, drawn, counts=counts) < points


SEASON_COLUMNS = ("no season", "half of the way to a limit", "+-5%", "+-10%", "+-20%")
LENGTHS = (13, 18, 24, 30, 35)


def season_marks(times: int, seed: int = 17) -> Iterator[list[str]]:
    """Lines of a table: how many charts that have their season in them show a mark.

    A season that takes the best month half of the way to the limits that are drawn, of series of
    1,000 a month or of any other size; then seasons of so much at 1,000 a month.
    """
    for dispersion in (1.0, 4.0):
        for points in LENGTHS:
            rng = numpy.random.default_rng(seed)
            deviation = (dispersion / 1000) ** 0.5
            swings = (0.0, _half_way(points) * deviation, 0.05, 0.1, 0.2)
            noise = rng.normal(size=(times, points)) * deviation
            rates = [
                float(marked(1 + noise + swing * _season(rng, times, points), Drawn()).mean())
                for swing in swings
            ]
            yield [f"{dispersion:g}", f"{points}", *(f"{rate:.0%}" for rate in rates)]


def _half_way(points: int) -> float:
    """How many standard deviations of chance a season swings that reaches half of the way from the
    mean to the limits that are drawn with it in them."""
    rng = numpy.random.default_rng(3)
    swing = 1.5
    for _ in range(20):
        values = rng.normal(size=(2000, points)) + swing * _season(rng, 2000, points)
        swing = float((2.66 * _mean_range(values, screened=True)).mean()) / 2
    return swing


def _season(rng: numpy.random.Generator, times: int, points: int) -> Numbers:
    """A year's wave from any month on."""
    begins = rng.integers(0, 12, size=(times, 1))
    found: Numbers = numpy.sin(2 * numpy.pi * (numpy.arange(points)[None, :] + begins) / 12)
    return found


FEW_COLUMNS = ("a month", "limits", *(f"varying {each:g}x" for each in (1, 1.5, 2, 3, 4)))


def few_marks(times: int, seed: int = 17) -> Iterator[list[str]]:
    """Lines of a table: how many steady charts of 24 points of so few events show a mark, limits
    set on all or on the first 13."""
    for mean in (3, 5, 10, 20, 50, 200):
        for baseline in (24, 13):
            rng = numpy.random.default_rng(seed)
            rates = []
            for dispersion in (1.0, 1.5, 2.0, 3.0, 4.0):
                values = _counts(rng, mean, dispersion, (times, 24))
                known = values[:, :baseline].mean(axis=1) >= RARE
                shown = marked(values[known], Drawn(), baseline, counts=True)
                rates.append(f"{float(shown.mean()):.0%}")
            name = "all" if baseline == 24 else f"first {baseline}"
            yield [f"{mean}", name, *rates]


def _counts(
    rng: numpy.random.Generator, mean: float, dispersion: float, size: tuple[int, int]
) -> Numbers:
    if dispersion == 1:
        return rng.poisson(mean, size=size).astype(float)
    # Negative binomial: so many times the variance of Poisson.
    p = 1 / dispersion
    return rng.negative_binomial(mean * p / (1 - p), p, size=size).astype(float)


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
