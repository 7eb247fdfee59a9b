from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.control_charts.xmr import limits_of, xmr

START = date(2020, 1, 1)
VALUES = st.lists(st.integers(-50, 50), min_size=1, max_size=40)
RATIONALS = st.fractions(min_value=-9, max_value=9, max_denominator=50)
MIRRORED = {
    Cause.ABOVE_LIMIT: Cause.BELOW_LIMIT,
    Cause.RISING: Cause.FALLING,
    Cause.NEAR_UPPER: Cause.NEAR_LOWER,
    Cause.ABOVE_CENTRE: Cause.BELOW_CENTRE,
}
MIRRORED |= {low: high for high, low in MIRRORED.items()} | {Cause.COMMON: Cause.COMMON}


def day(number: int) -> date:
    return START + timedelta(days=number)


def dated(
    values: Sequence[Fraction | Decimal | int],
) -> list[tuple[date, Fraction | Decimal | int]]:
    return [(day(number), value) for number, value in enumerate(values)]


def only(segments: list[Segment]) -> Segment:
    [segment] = segments
    return segment


def lines(segment: Segment) -> Limits:
    """The limits of all its points, which are the same."""
    [one] = set(segment.limits)
    return one


def test_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    limits = lines(only(xmr(dated([10, 12, 11, 13, 10]))))
    assert limits.centre == Fraction(112, 10)
    assert limits.upper - limits.centre == Fraction(266, 100) * 2 == limits.centre - limits.lower
    assert limits.near_upper - limits.centre == Fraction(266, 100) * 2 * Fraction(2, 3)


def test_decimals_stay_exact() -> None:
    limits = lines(only(xmr(dated([Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]))))
    assert limits.centre == Fraction(1, 5)
    assert limits.upper == Fraction(1, 5) + Fraction(266, 1000)


def test_a_moving_range_of_3_267_times_the_mean_is_screened_out_once() -> None:
    # Nine ranges of 1 and one of 10: the mean is 1.9, and 10 is more than 3.267 times that.
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 11]
    screened, all_in = (limits_of([Fraction(v) for v in values], s) for s in (True, False))
    assert screened.upper - screened.centre == Fraction(266, 100)
    assert all_in.upper - all_in.centre == Fraction(266, 100) * Fraction(19, 10)


def test_a_moving_range_of_exactly_3_267_times_the_mean_is_dropped() -> None:
    # Nine ranges of 6,733 and one of 29,403, which is 3.267 times the mean of all ten.
    values = [Fraction(n % 2 * 6733) for n in range(10)]
    limits = limits_of([*values, values[-1] + 29403])
    assert limits.upper - limits.centre == Fraction(266, 100) * 6733


def test_a_frozen_baseline_sets_the_limits_of_what_follows() -> None:
    frozen = only(xmr(dated([1, 2, 1, 2, 9, 9, 9]), freeze=4))
    assert lines(frozen) == lines(only(xmr(dated([1, 2, 1, 2]))))
    assert frozen.baseline == 4
    assert frozen.causes[4:] == (Cause.ABOVE_LIMIT,) * 3


def test_what_leaves_a_constant_baseline_is_special_cause() -> None:
    segment = only(xmr(dated([5] * 13 + [6]), freeze=13))
    assert lines(segment).lower == lines(segment).upper == 5
    assert segment.causes == (Cause.COMMON,) * 13 + (Cause.ABOVE_LIMIT,)


def test_a_step_begins_limits_and_runs_anew() -> None:
    step = Step(day(6), "definition changed")
    first, second = xmr(dated([1, 2, 1, 2, 1, 2, 11, 12, 11, 12]), [step])
    assert (first.step, second.step) == (None, step)
    assert [len(each.values) for each in (first, second)] == [6, 4]
    assert lines(second).centre == lines(first).centre + 10
    assert second.days[0] == step.day


def test_a_run_does_not_cross_a_step() -> None:
    rising = dated(range(10))
    assert Cause.RISING in only(xmr(rising, screen=False)).causes
    for segment in xmr(rising, [Step(day(5), "moved")]):
        assert Cause.RISING not in segment.causes


def test_the_order_of_steps_does_not_matter_and_empty_ones_make_no_segment() -> None:
    steps = [Step(day(n), f"step {n}") for n in (-5, 3, 100)]
    points = dated([1, 2, 3, 4, 5])
    assert xmr(points, steps) == xmr(points, steps[::-1])
    assert [each.step for each in xmr(points, steps)] == [steps[0], steps[1]]


@pytest.mark.parametrize(("points", "enough"), [(1, False), (12, False), (13, True)])
def test_limits_are_for_showing_from_13_points_on(points: int, enough: bool) -> None:
    assert only(xmr(dated(range(points)))).enough is enough


def test_no_points_make_no_chart() -> None:
    assert xmr([], [Step(START, "moved")]) == []


@given(VALUES, RATIONALS, RATIONALS.filter(lambda scale: scale > 0), st.booleans())
def test_shift_and_scale_move_the_limits_and_nothing_else(
    values: list[int], shift: Fraction, scale: Fraction, screen: bool
) -> None:
    plain = only(xmr(dated(values), screen=screen))
    moved = only(xmr(dated([shift + scale * v for v in values]), screen=screen))
    assert moved.causes == plain.causes
    assert lines(moved).centre == shift + scale * lines(plain).centre
    assert lines(moved).upper == shift + scale * lines(plain).upper
    assert lines(moved).near_lower == shift + scale * lines(plain).near_lower


@given(VALUES)
def test_upside_down_high_is_low(values: list[int]) -> None:
    plain, turned = only(xmr(dated(values))), only(xmr(dated([-v for v in values])))
    assert list(turned.causes) == [MIRRORED[cause] for cause in plain.causes]
    assert lines(turned).upper == -lines(plain).lower


@given(VALUES)
def test_the_limits_hold_the_mean(values: list[int]) -> None:
    limits = lines(only(xmr(dated(values))))
    drawn = [limits.lower, limits.near_lower, limits.centre, limits.near_upper, limits.upper]
    assert all(a <= b for a, b in pairwise(drawn))
    assert limits.centre == Fraction(sum(values), len(values))


@pytest.mark.parametrize("explanation", ["", "  "])
def test_a_step_without_an_explanation_is_refused(explanation: str) -> None:
    with pytest.raises(ValueError, match="^explanation "):
        Step(START, explanation)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^points "):
        xmr([(day(1), 1), (day(1), 2)])
    with pytest.raises(ValueError, match="^points "):
        xmr([(day(1), Decimal("NaN"))])
    with pytest.raises(ValueError, match="^steps "):
        xmr(dated([1]), [Step(START, "one"), Step(START, "two")])
    with pytest.raises(ValueError, match="^freeze "):
        xmr(dated([1]), freeze=0)
    with pytest.raises(ValueError, match="^baseline "):
        limits_of([])
