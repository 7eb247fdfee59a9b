"""Moving ranges: what is screened out of them, and what must not be."""

from fractions import Fraction
from itertools import pairwise

import pytest

from oversight_measures.spread.moving_ranges import mean_range, varies_by_jumps_alone


def exact(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        (exact(*[0] * 12, 1), Fraction(1, 12)),
        (exact(*[5] * 8, 9, *[5] * 8), Fraction(8, 16)),
        (exact(*[3] * 10), Fraction(0)),
        (exact(7), Fraction(0)),
    ],
)
def test_jumps_that_are_all_the_variation_are_kept(values: list[Fraction], mean: Fraction) -> None:
    assert mean_range(values, screen=True) == mean_range(values, screen=False) == mean
    assert varies_by_jumps_alone(values) == bool(mean)


def test_a_jump_among_others_is_left_out() -> None:
    values = exact(5, 6, 5, 6, 5, 6, 5, 60)
    assert mean_range(values, screen=True) == 1
    assert not varies_by_jumps_alone(values)


def test_floats_are_added_up_exactly_and_rounded_once() -> None:
    """So every version of Python prints and freezes the same last digit."""
    values = [0.1 * at * at for at in range(1, 30)]
    ranges = [Fraction(abs(b - a)) for a, b in pairwise(values)]
    assert mean_range(values, screen=False) == float(sum(ranges) / len(ranges))
