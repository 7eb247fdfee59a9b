from fractions import Fraction

import pytest

from oversight_measures.control_charts.limits import around
from oversight_measures.control_charts.special_causes import Cause, special_causes

# Centre 0, near limits 20, outer limits 30.
LIMITS = around(Fraction(0), Fraction(30))
C, A, U, R, F, N, L = (
    Cause.COMMON,
    Cause.ABOVE_CENTRE,
    Cause.ABOVE_LIMIT,
    Cause.RISING,
    Cause.FALLING,
    Cause.NEAR_UPPER,
    Cause.NEAR_LOWER,
)


def causes(*values: int) -> list[Cause]:
    return special_causes([Fraction(v) for v in values], [LIMITS] * len(values))


def test_outside_is_strictly_outside() -> None:
    assert causes(30, -30) == [C, C]
    assert causes(31, -31) == [U, Cause.BELOW_LIMIT]


def test_six_points_are_no_run_and_seven_are() -> None:
    assert causes(1, 2, 1, 2, 1, 2) == [C] * 6
    assert causes(-1, 1, 2, 1, 2, 1, 2, 1, -1) == [C, *[A] * 7, C]


def test_a_point_on_the_mean_breaks_the_run() -> None:
    assert causes(1, 2, 1, 0, 2, 1, 2, 1) == [C] * 8


def test_seven_rising_points_are_a_trend_and_a_tie_breaks_it() -> None:
    assert causes(-3, -2, -1, 0, 1, 2, 3) == [R] * 7
    assert causes(-3, -2, -1, 0, 1, 2) == [C] * 6
    assert causes(-3, -2, -1, -1, 0, 1, 2, 3) == [C] * 8


def test_a_peak_belongs_to_the_run_that_ends_there() -> None:
    assert causes(-3, -2, -1, 0, 1, 2, 3, 2, 1, 0, -1, -2, -3) == [*[R] * 7, *[F] * 6]


def test_two_of_three_marks_only_the_two_near_the_limit() -> None:
    assert causes(25, 1, 25) == [N, C, N]
    assert causes(-25, -1, -25) == [L, C, L]
    assert causes(25, 25, 25) == [N, N, N]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param((25, -1, 25), id="the third on the other side"),
        pytest.param((25, 0, 25), id="the third on the mean"),
        pytest.param((25, 1, 1, 25), id="further apart than three"),
        pytest.param((20, 20, 20), id="on the near limit"),
    ],
)
def test_two_of_three_needs_all_three_on_one_side(values: tuple[int, ...]) -> None:
    assert set(causes(*values)) == {C}


def test_a_point_outside_is_not_one_of_the_two() -> None:
    assert causes(25, 31, 1) == [C, U, C]


def test_the_first_rule_that_applies_names_the_point() -> None:
    assert causes(1, 2, 3, 4, 25, 26, 31) == [R, R, R, R, R, R, U]
    assert causes(1, 2, 1, 25, 26, 2, 1) == [A, A, A, N, N, A, A]


def test_limits_may_differ_from_point_to_point() -> None:
    wide = around(Fraction(0), Fraction(60))
    assert special_causes([Fraction(40)] * 2, [LIMITS, wide]) == [U, C]


def test_each_point_needs_its_limits() -> None:
    with pytest.raises(ValueError, match="shorter"):
        special_causes([Fraction(1)], [])


def test_no_points_have_no_causes() -> None:
    assert special_causes([], []) == []
