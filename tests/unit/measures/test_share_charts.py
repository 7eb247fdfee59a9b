from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.share_charts import dispersion_of, p_chart, p_prime
from oversight_measures.special_causes import Cause

POINTS = st.lists(
    st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=30,
)


def test_the_centre_is_all_hits_over_all_cases() -> None:
    chart = p_chart([(1, 10), (30, 90)])
    assert [limits.centre for limits in chart.limits] == [Fraction(31, 100)] * 2
    assert chart.shares == (Fraction(1, 10), Fraction(1, 3))


def test_a_larger_denominator_has_closer_limits() -> None:
    few, many = p_chart([(50, 100), (5000, 10_000)]).limits
    assert float(few.upper) - 0.5 == pytest.approx(0.15)
    assert float(many.upper) - 0.5 == pytest.approx(0.015)


def test_dispersion_is_the_mean_moving_range_of_z_over_1_128() -> None:
    # Of 100 at 0.5 a standard deviation is 5: the z scores are 2, -2, 2, -2.
    assert dispersion_of([(60, 100), (40, 100)] * 2) == pytest.approx(4 / 1.128)


def test_shares_of_large_numbers_are_not_all_special_cause() -> None:
    points = [(950_000 + 3000 * (n * 7 % 5 - 2), 1_000_000) for n in range(20)]
    assert p_chart(points).causes.count(Cause.COMMON) < 10
    assert set(p_prime(points).causes) == {Cause.COMMON}


@pytest.mark.parametrize("points", [[(3, 10)], [(0, 5), (0, 9)], [(5, 5), (9, 9)]])
def test_without_a_moving_range_the_binomial_stands(points: list[tuple[int, int]]) -> None:
    assert dispersion_of(points) == 1
    assert set(p_prime(points).causes) == {Cause.COMMON}


def test_constant_shares_lie_on_their_limits() -> None:
    chart = p_prime([(1, 3), (2, 6), (3, 9)])
    assert chart.dispersion == 0
    assert {limits.upper for limits in chart.limits} == {Fraction(1, 3)}
    assert set(chart.causes) == {Cause.COMMON}


@given(POINTS)
def test_limits_hold_the_centre_within_0_and_1(points: list[tuple[int, int]]) -> None:
    for limits in p_prime(points).limits:
        assert 0 <= limits.lower <= limits.centre <= limits.upper <= 1
        assert limits.near_lower <= limits.centre <= limits.near_upper


@given(POINTS)
def test_misses_mirror_hits(points: list[tuple[int, int]]) -> None:
    plain, mirror = p_prime(points), p_prime([(of - hits, of) for hits, of in points])
    assert mirror.dispersion == pytest.approx(plain.dispersion)
    for limits, turned in zip(plain.limits, mirror.limits, strict=True):
        assert float(turned.upper) == pytest.approx(1 - float(limits.lower), abs=1e-9)


@pytest.mark.parametrize(
    ("points", "name"),
    [([], "points"), ([(0, 0)], "of"), ([(-1, 5)], "hits"), ([(6, 5)], "hits")],
)
def test_bad_arguments_are_named(points: list[tuple[int, int]], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        p_prime(points)
