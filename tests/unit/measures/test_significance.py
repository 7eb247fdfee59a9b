from dataclasses import replace
from itertools import pairwise
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import random
from scipy.stats import t

from oversight_measures.intervals import Interval
from oversight_measures.significance import (
    Method,
    Verdict,
    compare_counts,
    compare_proportions,
    compare_ratios,
)
from oversight_measures.spread.spread import Source, Spread

COUNTS = st.integers(0, 3000)
DAYS = st.integers(1, 400)
PARTS = st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
Month = tuple[int, int]


def spread(dispersion: float, degrees: float = 22, **known: float) -> Spread:
    return replace(Spread(dispersion, degrees, Source.SEASONAL), **known)  # type: ignore[arg-type]


def test_large_counts_are_quasi_poisson() -> None:
    found = compare_counts((1200, 365), (1000, 365), spread(4.0))
    error = sqrt(4 * (1 / 1200 + 1 / 1000))
    assert found.method is Method.QUASI_POISSON
    assert found.p == pytest.approx(2 * t.sf(log(1.2) / error, df=22))
    reach = error * t.ppf(0.975, df=22)
    assert found.interval.lower == pytest.approx(1.2 * exp(-reach))
    assert found.interval.upper == pytest.approx(1.2 * exp(reach))
    assert found.beyond_chance is (found.p is not None and found.p < 0.05) is True


def test_the_same_change_is_chance_where_counts_vary_more() -> None:
    assert compare_counts((1200, 365), (1000, 365), spread(1.0)).beyond_chance
    assert compare_counts((1200, 365), (1000, 365), spread(30.0)).beyond_chance is False


def test_periods_of_other_lengths_are_compared_by_the_day() -> None:
    assert compare_counts((2000, 200), (1000, 100), spread(1.0)).p == pytest.approx(1)


def test_small_counts_without_a_dispersion_are_exact_and_conditional() -> None:
    # 9 of 12 at one half: twice the chance of 9 or more.
    found = compare_counts((9, 365), (3, 365), None)
    assert found.method is Method.EXACT
    assert found.p == pytest.approx(2 * (220 + 66 + 12 + 1) / 4096)
    assert found.beyond_chance is False
    assert compare_counts((9, 365), (0, 365), None).beyond_chance


def test_small_counts_that_vary_more_than_chance_are_quasi_poisson_too() -> None:
    # 0 of 12 events in a quarter of the days: (0 - 3)^2 / (2 x 12 x 1/4 x 3/4) = 2.
    found = compare_counts((0, 100), (12, 300), spread(2.0))
    assert found.method is Method.QUASI_POISSON
    assert found.p == pytest.approx(2 * t.sf(sqrt(2), df=22))
    assert found.interval.lower == 0
    # Wilson's upper limit of 0 of n cases is z^2 / (n + z^2); here n is 12 / 2.
    share = t.ppf(0.975, df=22) ** 2 / (6 + t.ppf(0.975, df=22) ** 2)
    assert found.interval.upper == pytest.approx(share / (1 - share) * 3)
    assert compare_counts((12, 300), (0, 100), spread(2.0)).interval.upper is None


@pytest.mark.parametrize(("phi", "method"), [(None, Method.EXACT), (3.0, Method.QUASI_POISSON)])
def test_nothing_against_nothing_is_no_change(phi: float | None, method: Method) -> None:
    known = spread(phi) if phi else None
    found = compare_counts((0, 30), (0, 30), known)
    assert found == Verdict(method, 1.0, False, Interval(0.0, None), known)


def test_large_counts_without_a_dispersion_are_not_tested() -> None:
    found = compare_counts((1200, 365), (1000, 365), None)
    assert found == Verdict(Method.NONE, None, None, Interval(None, None))


@given(COUNTS, DAYS, COUNTS, DAYS, st.floats(1, 20))
def test_the_interval_of_the_ratio_holds_it(a: int, m: int, b: int, n: int, phi: float) -> None:
    interval = compare_counts((a, m), (b, n), spread(phi)).interval
    assert interval.lower is not None
    ratio = a * n / (b * m) if b else float("inf")
    assert interval.lower <= ratio * (1 + 1e-9)
    assert interval.upper is None or ratio <= interval.upper * (1 + 1e-9)


@given(st.integers(0, 3000), DAYS, st.integers(0, 3000), DAYS, st.floats(1, 20))
def test_the_interval_and_the_test_agree(a: int, m: int, b: int, n: int, phi: float) -> None:
    found = compare_counts((a, m), (b, n), spread(phi))
    lower, upper = found.interval.lower, found.interval.upper
    assert lower is not None
    if found.p is not None and abs(found.p - 0.05) > 1e-9:
        assert found.beyond_chance is not (lower <= 1 and (upper is None or upper >= 1))


@given(COUNTS, DAYS, COUNTS, DAYS, st.floats(1, 20))
def test_looking_back_from_the_other_period_finds_the_same(
    a: int, m: int, b: int, n: int, phi: float
) -> None:
    there, back = (
        compare_counts((a, m), (b, n), spread(phi)),
        compare_counts((b, n), (a, m), spread(phi)),
    )
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
    with pytest.raises(ValueError, match="^confidence "):
        compare_counts((50, 1), (50, 1), spread(1.0), confidence=95)
    with pytest.raises(ValueError, match="^now "):
        compare_counts((-1, 1), (50, 1), spread(1.0))
    with pytest.raises(ValueError, match="^hits "):
        compare_proportions((6, 5), (1, 5))


def test_a_level_that_wanders_widens_what_longer_periods_are_held_against() -> None:
    steady, wandering = spread(2.0), spread(2.0, autocorrelation=0.5)
    # Of three months: 1 + 2 (2/3 0.5 + 1/3 0.25) = 1.8333 times the variance.
    assert wandering.over(3) == pytest.approx(2 * (1 + 2 * (2 / 3 * 0.5 + 1 / 3 * 0.25)))
    assert (wandering.over(1), wandering.over(0.2), steady.over(12)) == (2, 2, 2)
    now, before = (3300, 92), (3000, 92)
    found = compare_counts(now, before, wandering, (3, 3))
    assert found.p is not None
    assert found.p > (compare_counts(now, before, steady, (3, 3)).p or 1)


def test_shares_that_vary_more_count_for_fewer_cases() -> None:
    # As many cases over four: the plain z over two, on Student's t.
    plain = compare_proportions((150, 500), (250, 500))
    found = compare_proportions((150, 500), (250, 500), spread(4.0))
    assert plain is not None
    assert found is not None
    assert found.method is Method.QUASI_BINOMIAL
    z = 0.2 / sqrt(0.4 * 0.6 * 2 / 500)
    assert found.p == pytest.approx(2 * t.sf(z / 2, df=22))
    wide, narrow = (
        (each.interval.upper or 0) - (each.interval.lower or 0) for each in (found, plain)
    )
    assert wide > 1.9 * narrow


def test_a_disparity_is_compared_on_a_logarithm_with_the_spread_of_both_groups() -> None:
    found = compare_ratios((500, 1000), (400, 1000), spread(2.0))
    assert found is not None
    error = sqrt(2 * (1 / 500 + 1 / 1000 + 1 / 400 + 1 / 1000))
    assert found.p == pytest.approx(2 * t.sf(log(1.25) / error, df=22))
    reach = error * t.ppf(0.975, df=22)
    assert found.interval.lower == pytest.approx(1.25 * exp(-reach))
    # Of few events half of one is added to each count, so that none is possible too.
    few = compare_ratios((0, 20), (9, 20), spread(1.0))
    assert few is not None
    assert few.interval.lower is not None
    assert few.interval.lower > 0
    assert compare_ratios((0, 0), (9, 20), spread(1.0)) is None


@pytest.mark.parametrize("days", [(90, 90), (90, 30)])
@pytest.mark.parametrize("level", [3000, 60, 16])
def test_the_rise_and_the_fall_that_are_stated_are_found_four_times_of_five(
    level: int, days: tuple[int, int]
) -> None:
    known, rng = spread(1.0, degrees=400), random.default_rng(1)
    later_days, earlier_days = days
    daily = level / earlier_days
    stated = compare_counts((daily * later_days, later_days), (level, earlier_days), known)
    assert stated.detectable is not None
    rise, fall = stated.detectable.rise, stated.detectable.fall
    assert rise is not None
    assert fall is not None
    for times in (1 + rise, 1 - fall):
        # As many of both as there were, as unevenly as that would make them.
        together = daily * later_days + level
        before = together / (1 + times * later_days / earlier_days)
        pairs = rng.poisson((together - before, before), size=(800, 2))
        found = [
            compare_counts((int(a), later_days), (int(b), earlier_days), known).beyond_chance
            for a, b in pairs
        ]
        assert 0.72 < sum(map(bool, found)) / len(found) < 0.88, times


def test_a_fall_is_stated_by_itself_and_is_the_smaller_on_a_logarithm() -> None:
    known = spread(3.0, degrees=40)
    shows = compare_counts((3000, 90), (3000, 90), known).detectable
    assert shows is not None
    assert shows.rise is not None
    error = sqrt(3 * (1 / 3000 + 1 / 3000))
    reach = t.ppf(0.975, 40) + t.ppf(0.8, 40)
    assert shows.rise == pytest.approx(exp(reach * error) - 1, rel=0.01)
    assert shows.fall == pytest.approx(1 - 1 / (1 + shows.rise))
    ratios = compare_ratios((500, 1000), (500, 1000), known)
    assert ratios is not None
    assert ratios.detectable is not None
    assert ratios.detectable.rise is not None
    assert ratios.detectable.fall == pytest.approx(1 - 1 / (1 + ratios.detectable.rise))


def test_shares_have_their_rise_and_fall_in_points_and_within_what_a_share_can_be() -> None:
    known, rng = spread(1.0, degrees=400), random.default_rng(2)
    stated = compare_proportions((30, 300), (60, 600), known)
    assert stated is not None
    assert stated.detectable is not None
    rise, fall = stated.detectable.rise, stated.detectable.fall
    assert rise is not None
    assert fall is not None
    # Of 300 cases and 600 the one is not the other.
    assert rise != pytest.approx(fall, rel=1e-3)
    for difference in (rise, -fall):
        now, before = 0.1 + difference * 600 / 900, 0.1 - difference * 300 / 900
        pairs = zip(rng.binomial(300, now, 800), rng.binomial(600, before, 800), strict=True)
        verdicts = [compare_proportions((int(a), 300), (int(b), 600), known) for a, b in pairs]
        found = sum(bool(each and each.beyond_chance) for each in verdicts)
        assert 0.72 < found / len(verdicts) < 0.88, difference
    # From 3 of 20 there is no fall that could be found, down to none.
    few = compare_proportions((3, 20), (3, 20), known)
    assert few is not None
    assert few.detectable is not None
    assert few.detectable.rise == few.detectable.fall
    assert few.detectable.rise is None


def test_where_hardly_anything_is_counted_no_change_would_be_found() -> None:
    found = compare_counts((1, 30), (2, 30), spread(1.0)).detectable
    assert found is not None
    assert (found.rise, found.fall) == (None, None)
    # A rise can be where a fall to nothing is not: a longer period has more to rise with.
    found = compare_counts((6, 90), (2, 30), spread(1.0)).detectable
    assert found is not None
    assert (found.rise is None) is not (found.fall is None)


def test_small_counts_are_exact_only_where_both_are_small() -> None:
    """A count that is large varies more than chance: the exact test would not know of it."""
    assert compare_counts((9, 30), (2, 30), None).method is Method.EXACT
    assert compare_counts((30, 30), (9, 30), None) == Verdict(
        Method.NONE, None, None, Interval(None, None)
    )
    assert compare_counts((9, 30), (30, 30), None).beyond_chance is None
