"""Run lengths of the detectors, against simulated buckets in control."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.random import default_rng
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from oversight_measures.detectors.run_lengths import (
    Scores,
    average_run_length,
    count_scores,
    episode_cycle,
    median_run_length,
    share_scores,
    threshold_for,
)
from oversight_measures.detectors.shifts import CountShift, ShareShift, correlation_of

WANTED = 60
RUNS = 1500
# By now all but one run of three thousand have signalled; of those that are shifted, all.
LONG, SOON = 8 * WANTED, 2 * WANTED
SIZE = 30
Counts = NDArray[np.int64]

SHARES = [ShareShift(0.9, 0.8), ShareShift(0.1, 0.15), ShareShift(0.45, 0.55)]
# Of a few cases and a shift by little, each score is a small part of the threshold.
FEW = [(ShareShift(0.9, 0.88), 5), (ShareShift(0.9, 0.88), 2), (ShareShift(0.5, 0.51), 1)]
# A priority 2 of 150 incidents a day, an authority of 60, a disparity of 40 searches.
SPREAD = [
    (ShareShift(0.77, 0.693, correlation_of(2, [150])), 150),
    (ShareShift(0.77, 0.693, correlation_of(4, [150])), 150),
    (ShareShift(0.77, 0.693, correlation_of(2, [60])), 60),
    (ShareShift(0.28, 0.336, correlation_of(2, [40])), 40),
    (ShareShift(0.28, 0.336, correlation_of(4, [40])), 40),
]
COUNTS = [
    (CountShift(1.5), 3.0),
    (CountShift(1.3, dispersion=2.5), 40.0),
    (CountShift(1.3, dispersion=4), 70.0),
    (CountShift(0.7, dispersion=1.8), 12.0),
]


def draw_hits(
    shift: ShareShift, share: float, of: int, seed: int = 7, buckets: int = LONG
) -> Counts:
    generator = default_rng(seed)
    if not shift.correlation:
        return generator.binomial(of, share, (RUNS, buckets))
    size = 1 / shift.correlation - 1
    return generator.binomial(of, generator.beta(share * size, (1 - share) * size, (RUNS, buckets)))


def draw_counts(mean: float, dispersion: float, seed: int = 7, buckets: int = LONG) -> Counts:
    generator = default_rng(seed)
    if dispersion == 1:
        return generator.poisson(mean, (RUNS, buckets))
    size, share = mean / (dispersion - 1), 1 / dispersion
    return generator.negative_binomial(size, share, (RUNS, buckets))


def scored(counts: Counts, score: Callable[[int], float]) -> NDArray[np.float64]:
    by_count = np.array([score(x) for x in range(int(counts.max()) + 1)])
    return by_count[counts]


def run_lengths(scores: NDArray[np.float64], threshold: float) -> NDArray[np.int64]:
    """The number of buckets up to the first signal of each run; of none, all."""
    level = np.zeros(len(scores))
    found = np.full(len(scores), scores.shape[1])
    for bucket, score in enumerate(scores.T, start=1):
        level = np.maximum(0.0, level + score)
        found = np.where((level >= threshold) & (found > bucket), bucket, found)
    return found


def of_shares(shift: ShareShift, of: int, share: float, threshold: float) -> NDArray[np.int64]:
    buckets = LONG if share == shift.expected else SOON
    hits = draw_hits(shift, share, of, buckets=buckets)
    return run_lengths(scored(hits, lambda x: shift.score(x, of)), threshold)


def of_counts(shift: CountShift, mean: float, times: float, threshold: float) -> NDArray[np.int64]:
    buckets = LONG if times == 1 else SOON
    counts = draw_counts(mean * times, shift.dispersion, buckets=buckets)
    return run_lengths(scored(counts, lambda x: shift.score(x, mean)), threshold)


Row = tuple[str, Scores, Scores, NDArray[np.int64], NDArray[np.int64], float]


def rows() -> list[Row]:
    """Of each detector: its scores in control and shifted, and its simulated run lengths."""
    found: list[Row] = []
    for shift, of in [*((each, SIZE) for each in SHARES), *FEW, *SPREAD]:
        scores = share_scores(shift, [of])
        threshold = threshold_for(scores, WANTED)
        name = f"{shift.expected:g} to {shift.shifted:g}, {of} cases, {shift.correlation:.3f}"
        shifted = share_scores(shift, [of], shift.shifted)
        in_control = of_shares(shift, of, shift.expected, threshold)
        delays = of_shares(shift, of, shift.shifted, threshold)
        found.append((name, scores, shifted, in_control, delays, threshold))
    for change, mean in COUNTS:
        scores = count_scores(change, [mean])
        threshold = threshold_for(scores, WANTED)
        name = f"{mean:g} times {change.times:g}, dispersion {change.dispersion:g}"
        shifted = count_scores(change, [mean], change.times)
        in_control = of_counts(change, mean, 1, threshold)
        delays = of_counts(change, mean, change.times, threshold)
        found.append((name, scores, shifted, in_control, delays, threshold))
    return found


def test_the_markov_chain_and_simulated_buckets_agree_within_a_tenth() -> None:
    table = Table("detector", "run length", "simulated", "median delay", "simulated")
    off: list[str] = []
    for name, scores, shifted, in_control, delays, threshold in rows():
        stated, found = average_run_length(scores, threshold), float(in_control.mean())
        delay, seen = median_run_length(shifted, threshold), float(np.median(delays))
        table.add_row(name, f"{stated:.1f}", f"{found:.1f}", str(delay), f"{seen:g}")
        assert stated >= WANTED
        assert delay is not None
        if abs(found / stated - 1) > 0.1 or abs(seen - delay) > max(1, 0.1 * delay):
            off.append(name)
    Console().print(table)
    assert off == []


@pytest.mark.parametrize(("shift", "of"), FEW)
def test_a_higher_threshold_never_alarms_more_often(shift: ShareShift, of: int) -> None:
    scores = share_scores(shift, [of])
    stated = [average_run_length(scores, 0.3 + 0.02 * step) for step in range(40)]
    assert stated == sorted(stated)


def test_dispersion_left_out_makes_false_alarms() -> None:
    blind, aware = CountShift(1.3), CountShift(1.3, dispersion=2.5)
    threshold = threshold_for(count_scores(blind, [40]), WANTED)
    scores = scored(draw_counts(40, aware.dispersion), lambda x: blind.score(x, 40))
    assert run_lengths(scores, threshold).mean() < WANTED / 4
    together, of = SPREAD[0]
    apart = replace(together, correlation=0)
    threshold = threshold_for(share_scores(apart, [of]), WANTED)
    scores = scored(draw_hits(together, together.expected, of), lambda x: apart.score(x, of))
    assert run_lengths(scores, threshold).mean() < WANTED / 2


def test_a_week_of_unequal_days_alarms_as_often_as_its_run_length() -> None:
    shift, week = CountShift(1.3, dispersion=2), [50.0, 40.0, 38.0, 40.0, 44.0, 60.0, 58.0]
    scores = count_scores(shift, week)
    threshold = threshold_for(scores, WANTED)
    days = np.empty((RUNS, LONG))
    for day, mean in enumerate(week):
        counts = draw_counts(mean, shift.dispersion, seed=day)[:, day::7]
        days[:, day::7] = scored(counts, partial(shift.score, expected=mean))
    found = run_lengths(days, threshold).mean()
    assert found == pytest.approx(average_run_length(scores, threshold), rel=0.1)


def test_days_of_unequal_size_alarm_as_often_as_their_run_length() -> None:
    shift, sizes = ShareShift(0.77, 0.693, 0.01), [110, 130, 150, 170, 190]
    scores = share_scores(shift, sizes)
    threshold = threshold_for(scores, WANTED)
    which = default_rng(3).integers(0, len(sizes), (RUNS, LONG))
    each = [scored(draw_hits(shift, 0.77, of), partial(shift.score, of=of)) for of in sizes]
    found = run_lengths(np.choose(which, each), threshold).mean()
    assert found == pytest.approx(average_run_length(scores, threshold), rel=0.1)


def test_episodes_begin_as_often_as_their_cycle() -> None:
    shift, of = SPREAD[0]
    scores = share_scores(shift, [of])
    threshold = threshold_for(scores, WANTED)
    cycle = episode_cycle(scores, threshold)
    assert cycle > average_run_length(scores, threshold)
    drawn = scored(draw_hits(shift, shift.expected, of), lambda x: shift.score(x, of))
    assert begun(drawn, threshold) * cycle == pytest.approx(RUNS * LONG, rel=0.1)


def begun(scores: NDArray[np.float64], threshold: float) -> int:
    """How many episodes begin in all runs: from the threshold, where S rests, to 0."""
    level, is_open = np.zeros(len(scores)), np.zeros(len(scores), dtype=bool)
    count = 0
    for score in scores.T:
        level = np.clip(level + score, 0, threshold)
        opens = (level >= threshold) & ~is_open
        count += int(opens.sum())
        is_open = (is_open | opens) & (level > 0)
    return count


def late(wait: bool, shift: ShareShift, threshold: float) -> float:
    """The mean days up to the first signal, when a fifth of a day's cases come a day late.

    Each day the totals are as known then, and S is worked out anew over all of them: with `wait`
    over those that are complete.
    """
    first = draw_hits(shift, shift.expected, SIZE * 4 // 5, seed=1)
    then = draw_hits(shift, shift.expected, SIZE // 5, seed=2)
    whole = scored(first + then, lambda x: shift.score(x, SIZE))
    part = scored(first, lambda x: shift.score(x, SIZE * 4 // 5))
    level, found = np.zeros(RUNS), np.full(RUNS, LONG)
    for day in range(LONG):
        seen = level if wait else np.maximum(0, level + part[:, day])
        found = np.where((seen >= threshold) & (found > day), day, found)
        level = np.maximum(0, level + whole[:, day])
        found = np.where((level >= threshold) & (found > day + 1), day + 1, found)
    return float(found.mean())


@pytest.mark.parametrize(("wait", "least", "most"), [(True, 0.9, 1.1), (False, 0.6, 0.9)])
def test_waiting_for_late_cases_keeps_the_stated_rate(
    wait: bool, least: float, most: float
) -> None:
    shift = ShareShift(0.9, 0.8)
    scores = share_scores(shift, [SIZE])
    threshold = threshold_for(scores, 40)
    found = late(wait, shift, threshold)
    assert least < found / average_run_length(scores, threshold) < most


def test_sizes_are_as_often_as_they_are_listed() -> None:
    shift = ShareShift(0.1, 0.2)
    scores = share_scores(shift, [10, 10, 50])
    assert sum(chance for _, chance in scores) == pytest.approx(1)
    empty = sum(chance for score, chance in scores if score == shift.score(0, 50))
    assert empty == pytest.approx(0.9**50 / 3)


@pytest.mark.parametrize("wanted", [10, 30, 365])
def test_the_threshold_is_the_lowest_that_is_enough(wanted: float) -> None:
    scores = count_scores(CountShift(1.5, dispersion=2), [20])
    threshold = threshold_for(scores, wanted)
    assert average_run_length(scores, threshold) >= wanted
    assert average_run_length(scores, threshold - 0.01) < wanted * 1.02


def test_a_certain_step_takes_as_long_as_it_takes() -> None:
    scores: Scores = [(1.0, 1.0)]
    assert average_run_length(scores, 4.5) == pytest.approx(5)
    assert median_run_length(scores, 4.5) == 5


def test_what_is_never_found_has_no_delay() -> None:
    assert median_run_length([(0.5, 0.01), (-2.0, 0.99)], 20) is None


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^sizes "):
        share_scores(SHARES[0], [])
    with pytest.raises(ValueError, match="^sizes "):
        share_scores(SHARES[0], [0])
    with pytest.raises(ValueError, match="^share "):
        share_scores(SHARES[0], [5], 1.0)
    with pytest.raises(ValueError, match="^expected "):
        count_scores(CountShift(2), [5, 0])
    with pytest.raises(ValueError, match="^expected "):
        count_scores(CountShift(2), [])
    with pytest.raises(ValueError, match="^times "):
        count_scores(CountShift(2), [5], times=0)
    with pytest.raises(ValueError, match="^threshold "):
        average_run_length([(1.0, 1.0)], 0)
    with pytest.raises(ValueError, match="^scores "):
        average_run_length([(-1.0, 1.0)], 1)
    with pytest.raises(ValueError, match="^run_length "):
        threshold_for([(1.0, 0.5), (-1.0, 0.5)], 1)
