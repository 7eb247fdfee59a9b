"""Likeness of neighbouring points: what a process chart takes for granted."""

from datetime import date, timedelta

import numpy
import pytest

from oversight_measures.control_charts.neighbours import Neighbours, neighbours_of
from oversight_measures.control_charts.xmr import xmr


def found_in(values: list[int]) -> Neighbours | None:
    points = [(date(2020, 1, 1) + timedelta(days=at), value) for at, value in enumerate(values)]
    (segment,) = xmr(points)
    return neighbours_of(segment)


def wandering(rho: float, seed: int) -> Neighbours:
    steps = numpy.random.default_rng(seed).normal(size=40)
    levels = [steps[0]]
    for step in steps[1:]:
        levels.append(rho * levels[-1] + (1 - rho**2) ** 0.5 * step)
    found = found_in([round(1000 + 100 * level) for level in levels])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rho", "mean", "least", "most"), [(0.0, 0.0, 0.0, 0.06), (0.6, 0.56, 0.8, 1.0)]
)
def test_neighbours_of_a_steady_series_are_seldom_said_to_be_alike(
    rho: float, mean: float, least: float, most: float
) -> None:
    found = [wandering(rho, seed) for seed in range(100)]
    told = sum(each.autocorrelation for each in found) / 100
    # Not drawn towards less by how few points there are.
    assert told == pytest.approx(mean, abs=0.06)
    assert least <= sum(each.direction > 0 for each in found) / 100 <= most


def test_neighbours_that_make_up_for_each_other_are_unlike() -> None:
    found = found_in([90, 110] * 10)
    assert found is not None
    assert (found.direction, found.pairs) == (-1, 19)


def test_a_constant_has_none() -> None:
    assert found_in([5] * 14) is None


def test_it_is_added_up_alike_in_any_order_and_by_every_version_of_python() -> None:
    """To the last digit, which is frozen: sums of floats are rounded once."""
    for seed in range(20):
        values = [int(each) for each in numpy.random.default_rng(seed).poisson(1000, 36)]
        assert found_in(values) == found_in(values[::-1])
