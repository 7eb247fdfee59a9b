"""Run lengths of the detectors, against simulated buckets in control."""

from collections.abc import Callable
from itertools import count
from statistics import fmean

import pytest
from numpy.random import default_rng

from oversight_measures.control_charts.cusum import CountShift, ShareShift, cusum, first_signal
from oversight_measures.control_charts.run_lengths import (
    Scores,
    average_run_length,
    count_scores,
    share_scores,
    threshold_for,
)

WANTED = 100
RUNS = 2000
SIZE = 30
# Simulated run lengths have a standard error of 1/sqrt(2000), 2.2%: this is four of them.
WITHIN = 0.09
Draw = Callable[[int], list[int]]

SHARES = [ShareShift(0.9, 0.8), ShareShift(0.1, 0.15), ShareShift(0.45, 0.55)]
# Of a few cases and a shift by little, each score is a small part of the threshold.
FEW = [(ShareShift(0.9, 0.88), 5), (ShareShift(0.9, 0.88), 2), (ShareShift(0.5, 0.51), 1)]
COUNTS = [
    (CountShift(1.5), 3.0),
    (CountShift(1.3, dispersion=2.5), 40.0),
    (CountShift(0.7, dispersion=1.8), 12.0),
]


def shares(share: float, of: int = SIZE) -> Draw:
    return lambda seed: default_rng(seed).binomial(of, share, WANTED).tolist()


def counts(mean: float, dispersion: float) -> Draw:
    if dispersion == 1:
        return lambda seed: default_rng(seed).poisson(mean, WANTED).tolist()
    size, share = mean / (dispersion - 1), 1 / dispersion
    return lambda seed: default_rng(seed).negative_binomial(size, share, WANTED).tolist()


def run_length(run: int, draw: Draw, score: Callable[[int], float], threshold: float) -> int:
    """The number of buckets up to the first signal."""
    series: list[int] = []
    for more in count():
        series += draw(RUNS * more + run)
        signal = first_signal(cusum(map(score, series)), threshold)
        if signal is not None:
            return signal + 1
    raise AssertionError("unreachable")


def simulated(draw: Draw, score: Callable[[int], float], threshold: float) -> float:
    return fmean(run_length(run, draw, score, threshold) for run in range(RUNS))


@pytest.mark.parametrize(("shift", "of"), [*((shift, SIZE) for shift in SHARES), *FEW])
def test_a_share_detector_alarms_as_often_as_its_run_length(shift: ShareShift, of: int) -> None:
    scores = share_scores(shift, [of])
    threshold = threshold_for(scores, WANTED)
    stated = average_run_length(scores, threshold)
    assert stated >= WANTED
    found = simulated(shares(shift.expected, of), lambda x: shift.score(x, of), threshold)
    assert found == pytest.approx(stated, rel=WITHIN)


@pytest.mark.parametrize(("shift", "of"), FEW)
def test_a_higher_threshold_never_alarms_more_often(shift: ShareShift, of: int) -> None:
    scores = share_scores(shift, [of])
    stated = [average_run_length(scores, 0.3 + 0.02 * step) for step in range(40)]
    assert stated == sorted(stated)


@pytest.mark.parametrize(("shift", "mean"), COUNTS)
def test_a_count_detector_alarms_as_often_as_its_run_length(shift: CountShift, mean: float) -> None:
    scores = count_scores(shift, [mean])
    threshold = threshold_for(scores, WANTED)
    stated = average_run_length(scores, threshold)
    assert stated >= WANTED
    draw = counts(mean, shift.dispersion)
    found = simulated(draw, lambda x: shift.score(x, mean), threshold)
    assert found == pytest.approx(stated, rel=WITHIN)


def test_dispersion_left_out_makes_false_alarms() -> None:
    blind, aware = CountShift(1.3), CountShift(1.3, dispersion=2.5)
    threshold = threshold_for(count_scores(blind, [40]), WANTED)
    draw = counts(40, aware.dispersion)
    assert simulated(draw, lambda x: blind.score(x, 40), threshold) < WANTED / 4


def weekly_run_length(run: int, shift: CountShift, week: list[float], threshold: float) -> int:
    """The number of days up to the first signal, each day of the week with its own mean."""
    draws = [counts(mean, shift.dispersion) for mean in week]
    scores: list[float] = []
    for more in count():
        seeds = [(RUNS * more + run) * len(week) + day for day in range(len(week))]
        columns = [draw(seed) for draw, seed in zip(draws, seeds, strict=True)]
        for row in zip(*columns, strict=True):
            scores += [shift.score(x, mean) for x, mean in zip(row, week, strict=True)]
        signal = first_signal(cusum(scores), threshold)
        if signal is not None:
            return signal + 1
    raise AssertionError("unreachable")


def test_a_week_of_unequal_days_alarms_as_often_as_its_run_length() -> None:
    shift, week = CountShift(1.3, dispersion=2), [50.0, 40.0, 38.0, 40.0, 44.0, 60.0, 58.0]
    scores = count_scores(shift, week)
    threshold = threshold_for(scores, WANTED)
    found = fmean(weekly_run_length(run, shift, week, threshold) for run in range(RUNS // 4))
    assert found == pytest.approx(average_run_length(scores, threshold), rel=2 * WITHIN)


def test_a_drift_is_seen_long_before_a_false_alarm() -> None:
    shift = ShareShift(0.9, 0.8)
    threshold = threshold_for(share_scores(shift, [SIZE]), WANTED)
    stated = average_run_length(share_scores(shift, [SIZE], share=0.8), threshold)
    assert stated < 6
    found = simulated(shares(0.8), lambda x: shift.score(x, SIZE), threshold)
    assert found == pytest.approx(stated, rel=WITHIN)


def late(run: int, shift: ShareShift, threshold: float, wait: bool) -> int:
    """The number of days up to the first signal, when a fifth of a day's cases come a day late.

    Each day the totals are as known then, and S is worked out anew over all of them: with `wait`
    over those that are complete.
    """
    settled: list[tuple[int, int]] = []
    for more in count():
        early = shares(shift.expected, SIZE * 4 // 5)(RUNS * more + run)
        rest = shares(shift.expected, SIZE // 5)(RUNS * (more + 1000) + run)
        for first, then in zip(early, rest, strict=True):
            known = settled if wait else [*settled, (first, SIZE * 4 // 5)]
            if first_signal(cusum(shift.score(*total) for total in known), threshold) is not None:
                return len(known)
            settled.append((first + then, SIZE))
    raise AssertionError("unreachable")


@pytest.mark.parametrize(("wait", "least", "most"), [(True, 0.82, 1.18), (False, 0.6, 0.9)])
def test_waiting_for_late_cases_keeps_the_stated_rate(
    wait: bool, least: float, most: float
) -> None:
    shift = ShareShift(0.9, 0.8)
    scores = share_scores(shift, [SIZE])
    threshold = threshold_for(scores, 40)
    found = fmean(late(run, shift, threshold, wait) for run in range(RUNS // 4))
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


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^sizes "):
        share_scores(SHARES[0], [])
    with pytest.raises(ValueError, match="^sizes "):
        share_scores(SHARES[0], [0])
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
