from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.share_charts import dispersion_of, p_chart, p_prime
from oversight_measures.control_charts.special_causes import Cause

START = date(2020, 1, 1)
Share = tuple[int, int]
SHARES = st.lists(
    st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=30,
)


def dated(shares: list[Share]) -> list[tuple[date, Share]]:
    return [(START + timedelta(days=n), share) for n, share in enumerate(shares)]


def only(segments: list[Segment]) -> Segment:
    [segment] = segments
    return segment


def test_the_centre_is_all_hits_over_all_cases() -> None:
    chart = only(p_chart(dated([(1, 10), (30, 90)])))
    assert [limits.centre for limits in chart.limits] == [Fraction(31, 100)] * 2
    assert chart.values == (Fraction(1, 10), Fraction(1, 3))


def test_a_larger_denominator_has_closer_limits() -> None:
    few, many = only(p_chart(dated([(50, 100), (5000, 10_000)]))).limits
    assert float(few.upper) - 0.5 == pytest.approx(0.15)
    assert float(many.upper) - 0.5 == pytest.approx(0.015)


def test_dispersion_is_the_mean_moving_range_of_z_over_1_128() -> None:
    # Of 100 at 0.5 a standard deviation is 5: the z scores are 2, -2, 2, -2.
    assert dispersion_of([(60, 100), (40, 100)] * 2) == pytest.approx(4 / 1.128)


def test_shares_of_large_numbers_are_not_all_special_cause() -> None:
    points = dated([(950_000 + 3000 * (n * 7 % 5 - 2), 1_000_000) for n in range(20)])
    assert only(p_chart(points)).causes.count(Cause.COMMON) < 10
    assert set(only(p_prime(points)).causes) == {Cause.COMMON}


def test_a_frozen_baseline_sets_the_centre_and_the_dispersion() -> None:
    before, after = [(60, 100), (40, 100)] * 8, [(950, 1000)] * 3
    chart = only(p_prime(dated([*before, *after]), freeze=16))
    assert chart.limits[0] == only(p_prime(dated(before))).limits[0]
    assert {limits.centre for limits in chart.limits} == {Fraction(1, 2)}
    assert chart.causes[-3:] == (Cause.ABOVE_LIMIT,) * 3
    assert (chart.baseline, chart.enough) == (16, True)


def test_a_step_begins_the_limits_anew() -> None:
    step = Step(START + timedelta(days=2), "the target changed")
    first, second = p_prime(dated([(1, 4), (1, 4), (3, 4), (3, 4)]), [step])
    assert (first.step, second.step) == (None, step)
    assert [each.limits[0].centre for each in (first, second)] == [Fraction(1, 4), Fraction(3, 4)]


@pytest.mark.parametrize("shares", [[(3, 10)], [(0, 5), (0, 9)], [(5, 5), (9, 9)]])
def test_without_a_moving_range_the_binomial_stands(shares: list[Share]) -> None:
    assert dispersion_of(shares) == 1
    assert set(only(p_prime(dated(shares))).causes) == {Cause.COMMON}


def test_constant_shares_lie_on_their_limits() -> None:
    chart = only(p_prime(dated([(1, 3), (2, 6), (3, 9)])))
    assert {limits.upper for limits in chart.limits} == {Fraction(1, 3)}
    assert set(chart.causes) == {Cause.COMMON}


@given(SHARES)
def test_limits_hold_the_centre_within_0_and_1(shares: list[Share]) -> None:
    for limits in only(p_prime(dated(shares))).limits:
        assert 0 <= limits.lower <= limits.centre <= limits.upper <= 1
        assert limits.near_lower <= limits.centre <= limits.near_upper


@given(SHARES)
def test_misses_mirror_hits(shares: list[Share]) -> None:
    plain = only(p_prime(dated(shares)))
    mirror = only(p_prime(dated([(of - hits, of) for hits, of in shares])))
    for limits, turned in zip(plain.limits, mirror.limits, strict=True):
        assert float(turned.upper) == pytest.approx(1 - float(limits.lower), abs=1e-9)


@pytest.mark.parametrize(("share", "name"), [((0, 0), "of"), ((-1, 5), "hits"), ((6, 5), "hits")])
def test_bad_arguments_are_named(share: Share, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        p_prime(dated([share]))


def test_a_bad_baseline_is_named() -> None:
    with pytest.raises(ValueError, match="^freeze "):
        p_prime(dated([(1, 2)]), freeze=0)
    with pytest.raises(ValueError, match="^shares "):
        dispersion_of([])
