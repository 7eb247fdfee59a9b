from itertools import pairwise
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, t

from oversight_measures.intervals import Interval
from oversight_measures.significance import (
    Method,
    Verdict,
    compare_counts,
    compare_proportions,
    dispersion,
)

COUNTS = st.integers(0, 3000)
DAYS = st.integers(1, 400)
PARTS = st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
Month = tuple[int, int]


def months(*counts: int) -> list[Month]:
    return [(count, 30) for count in counts]


def test_each_year_varies_about_its_own_mean() -> None:
    # About 10 and about 1000: the rise between the years is not noise.
    low, high = months(*[5, 15] * 6), months(*[900, 1100] * 6)
    assert dispersion(low + high) == pytest.approx(12 * (5**2 / 10 + 100**2 / 1000) / 22)


def test_only_the_last_24_months_count() -> None:
    calm = months(*[900, 1100] * 12)
    assert dispersion(months(*[1, 5000] * 12) + calm) == dispersion(calm)


def test_a_short_month_is_expected_to_have_fewer() -> None:
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert dispersion([(100 * days, days) for days in lengths * 2]) == 1


def test_less_than_chance_is_taken_as_chance() -> None:
    assert dispersion(months(*[100] * 24)) == 1


@pytest.mark.parametrize(
    "series",
    [[], months(*[5] * 23), months(*[0] * 12, *[5] * 12), months(*[5] * 12, *[0] * 12)],
)
def test_no_dispersion_can_be_had(series: list[Month]) -> None:
    assert dispersion(series) is None


def test_large_counts_are_quasi_poisson() -> None:
    found = compare_counts((1200, 365), (1000, 365), dispersion=4.0)
    error = sqrt(4 * (1 / 1200 + 1 / 1000))
    assert found.method is Method.QUASI_POISSON
    assert found.p == pytest.approx(2 * t.sf(log(1.2) / error, df=22))
    reach = error * t.ppf(0.975, df=22)
    assert found.interval.lower == pytest.approx(1.2 * exp(-reach))
    assert found.interval.upper == pytest.approx(1.2 * exp(reach))
    assert found.beyond_chance is (found.p is not None and found.p < 0.05) is True


def test_the_same_change_is_chance_where_counts_vary_more() -> None:
    assert compare_counts((1200, 365), (1000, 365), dispersion=1.0).beyond_chance
    assert compare_counts((1200, 365), (1000, 365), dispersion=30.0).beyond_chance is False


def test_periods_of_other_lengths_are_compared_by_the_day() -> None:
    assert compare_counts((2000, 200), (1000, 100), dispersion=1.0).p == pytest.approx(1)


def test_small_counts_without_a_dispersion_are_exact_and_conditional() -> None:
    # 9 of 12 at one half: twice the chance of 9 or more.
    found = compare_counts((9, 365), (3, 365), dispersion=None)
    assert found.method is Method.EXACT
    assert found.p == pytest.approx(2 * (220 + 66 + 12 + 1) / 4096)
    assert found.beyond_chance is False
    assert compare_counts((9, 365), (0, 365), dispersion=None).beyond_chance


def test_small_counts_that_vary_more_than_chance_are_quasi_poisson_too() -> None:
    # 0 of 12 events in a quarter of the days: (0 - 3)^2 / (2 x 12 x 1/4 x 3/4) = 2.
    found = compare_counts((0, 100), (12, 300), dispersion=2.0)
    assert found.method is Method.QUASI_POISSON
    assert found.p == pytest.approx(2 * t.sf(sqrt(2), df=22))
    assert found.interval.lower == 0
    # Wilson's upper limit of 0 of n cases is z^2 / (n + z^2); here n is 12 / 2.
    share = t.ppf(0.975, df=22) ** 2 / (6 + t.ppf(0.975, df=22) ** 2)
    assert found.interval.upper == pytest.approx(share / (1 - share) * 3)
    assert compare_counts((12, 300), (0, 100), dispersion=2.0).interval.upper is None


@pytest.mark.parametrize(("phi", "method"), [(None, Method.EXACT), (3.0, Method.QUASI_POISSON)])
def test_nothing_against_nothing_is_no_change(phi: float | None, method: Method) -> None:
    assert compare_counts((0, 30), (0, 30), phi) == Verdict(method, 1.0, False, Interval(0.0, None))


def test_large_counts_without_a_dispersion_are_not_tested() -> None:
    found = compare_counts((1200, 365), (1000, 365), dispersion=None)
    assert found == Verdict(Method.NONE, None, None, Interval(None, None))


def test_one_change_in_twenty_is_found_where_there_is_none() -> None:
    # Volume crime of 400 a month with a variance of five times the mean, no change at all.
    spread = nbinom(400 / 4, 1 / 5)
    draws = [[int(x) for x in spread.rvs(size=24, random_state=seed)] for seed in range(800)]
    found, poisson_alone = 0, 0
    for counts in draws:
        now, before = (sum(counts[12:]), 360), (sum(counts[:12]), 360)
        found += bool(compare_counts(now, before, dispersion(months(*counts))).beyond_chance)
        poisson_alone += bool(compare_counts(now, before, 1.0).beyond_chance)
    assert 0.03 < found / len(draws) < 0.07
    assert poisson_alone / len(draws) > 0.3


def test_small_counts_find_no_more_change_than_that_where_there_is_none() -> None:
    # Months of about 6 with a variance of three times the mean, and no change between two of them.
    spread = nbinom(6 / 2, 1 / 3)
    draws = [[int(x) for x in spread.rvs(size=26, random_state=seed)] for seed in range(1500)]
    found, exact_alone = 0, 0
    for now, before, *counts in draws:
        phi = dispersion(months(*counts))
        found += bool(compare_counts((now, 30), (before, 30), phi).beyond_chance)
        exact_alone += bool(compare_counts((now, 30), (before, 30), None).beyond_chance)
    assert found / len(draws) < 0.06
    assert exact_alone / len(draws) > 0.1


@given(COUNTS, DAYS, COUNTS, DAYS, st.floats(1, 20))
def test_the_interval_of_the_ratio_holds_it(a: int, m: int, b: int, n: int, phi: float) -> None:
    interval = compare_counts((a, m), (b, n), phi).interval
    assert interval.lower is not None
    ratio = a * n / (b * m) if b else float("inf")
    assert interval.lower <= ratio * (1 + 1e-9)
    assert interval.upper is None or ratio <= interval.upper * (1 + 1e-9)


@given(st.integers(0, 3000), DAYS, st.integers(0, 3000), DAYS, st.floats(1, 20))
def test_the_interval_and_the_test_agree(a: int, m: int, b: int, n: int, phi: float) -> None:
    found = compare_counts((a, m), (b, n), phi)
    lower, upper = found.interval.lower, found.interval.upper
    assert lower is not None
    if found.p is not None and abs(found.p - 0.05) > 1e-9:
        assert found.beyond_chance is not (lower <= 1 and (upper is None or upper >= 1))


@given(COUNTS, DAYS, COUNTS, DAYS, st.floats(1, 20))
def test_looking_back_from_the_other_period_finds_the_same(
    a: int, m: int, b: int, n: int, phi: float
) -> None:
    there, back = compare_counts((a, m), (b, n), phi), compare_counts((b, n), (a, m), phi)
    assert there.method is back.method
    assert there.p == pytest.approx(back.p, rel=1e-6)


def test_proportions_are_compared_by_the_score_test() -> None:
    # Chi-squared is 100 (15 x 25 - 35 x 25)^2 / (50 x 50 x 40 x 60) = 4.1667.
    found = compare_proportions((15, 50), (25, 50))
    assert found is not None
    assert found.method is Method.SCORE
    assert found.p == pytest.approx(0.04122683, rel=1e-6)
    assert found.beyond_chance


@pytest.mark.parametrize(
    ("now", "before", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    now: Month, before: Month, lower: float, upper: float
) -> None:
    # Table II of Newcombe (1998), method 10.
    found = compare_proportions(now, before)
    assert found is not None
    assert found.interval.lower == pytest.approx(lower, abs=5e-5)
    assert found.interval.upper == pytest.approx(upper, abs=5e-5)


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (5, 5)])
def test_all_or_nothing_twice_is_no_change(hits: int, of: int) -> None:
    found = compare_proportions((hits, of), (hits * 2, of * 2))
    assert found is not None
    assert (found.p, found.beyond_chance) == (1.0, False)


def test_no_cases_are_not_compared() -> None:
    assert compare_proportions((0, 0), (3, 5)) is None
    assert compare_proportions((3, 5), (0, 0)) is None


@given(PARTS, PARTS)
def test_the_interval_of_the_difference_holds_it(now: Month, before: Month) -> None:
    found = compare_proportions(now, before)
    assert found is not None
    assert found.interval.lower is not None
    assert found.interval.upper is not None
    lines = [-1, found.interval.lower, now[0] / now[1] - before[0] / before[1]]
    assert all(a <= b + 1e-9 for a, b in pairwise([*lines, found.interval.upper, 1]))


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^count "):
        dispersion([(-1, 30)])
    with pytest.raises(ValueError, match="^days "):
        dispersion([(1, 0)])
    with pytest.raises(ValueError, match="^dispersion "):
        compare_counts((50, 1), (50, 1), 0.5)
    with pytest.raises(ValueError, match="^dispersion "):
        compare_counts((5, 1), (50, 1), 0.5)
    with pytest.raises(ValueError, match="^confidence "):
        compare_counts((50, 1), (50, 1), 1.0, confidence=95)
    with pytest.raises(ValueError, match="^events "):
        compare_counts((-1, 1), (50, 1), 1.0)
    with pytest.raises(ValueError, match="^hits "):
        compare_proportions((6, 5), (1, 5))
