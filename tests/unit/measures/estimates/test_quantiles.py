from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from oversight_measures.estimates.quantiles import nearest_rank, rank_interval, share_within
from oversight_measures.intervals import Interval

VALUES = st.lists(st.integers(-50, 5000), min_size=1, max_size=200)
HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)
SHARES = st.fractions(min_value=0, max_value=1).filter(lambda q: q > 0)


@given(VALUES, SHARES)
def test_nearest_rank_is_that_of_the_sorted_list(values: list[int], q: Fraction) -> None:
    assert nearest_rank(Counter(values), q) == sorted(values)[ceil(q * len(values)) - 1]


@given(VALUES, SHARES, st.integers(-50, 5000))
def test_a_value_without_cases_changes_nothing(values: list[int], q: Fraction, other: int) -> None:
    counts = Counter(values)
    assert nearest_rank({other: 0} | counts, q) == nearest_rank(counts, q)


@given(VALUES, VALUES)
def test_counts_add_and_subtract(values: list[int], others: list[int]) -> None:
    counts = Counter(values)
    counts.update(others)
    counts.subtract(others)
    assert nearest_rank(counts, HALF) == nearest_rank(Counter(values), HALF)


def test_nothing_has_no_quantile() -> None:
    assert nearest_rank({}, HALF) is None
    assert nearest_rank({600: 0}, NINE_TENTHS) is None


def test_the_rank_is_exact_where_floating_point_is_not() -> None:
    # 0.07 * 100 is 7.000000000000001 in floating point, whose rank would be 8.
    assert nearest_rank({value: 1 for value in range(1, 101)}, Fraction(7, 100)) == 7


def test_median_and_90th_percentile() -> None:
    counts = {value: 1 for value in range(1, 11)}
    assert nearest_rank(counts, HALF) == 5
    assert nearest_rank(counts, NINE_TENTHS) == 9


def test_large_counts_are_not_listed() -> None:
    assert nearest_rank({60: 10**15, 61: 10**15 + 1}, HALF) == 61


def test_the_limit_itself_is_within() -> None:
    assert share_within({899: 2, 900: 3, 901: 4}, 900) == (5, 9)
    assert share_within({}, 900) == (0, 0)


@pytest.mark.parametrize("q", [Fraction(0), Fraction(-1, 2), Fraction(3, 2)])
def test_a_share_outside_0_to_1_is_refused(q: Fraction) -> None:
    with pytest.raises(ValueError, match="^q "):
        nearest_rank({1: 1}, q)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="^counts "):
        nearest_rank({60: 2, 61: -1}, HALF)
    with pytest.raises(ValueError, match="^counts "):
        share_within({60: 2, 61: -1}, 60)


def test_a_median_has_the_interval_of_its_ranks() -> None:
    # Of 16 cases the 4th and the 13th: Bin(16, 0.5) is below 4 or above 12 with 2.1% (Conover).
    counts = {value: 1 for value in range(1, 17)}
    assert rank_interval(counts, Fraction(1, 2)) == Interval(4, 13)


def test_a_percentile_of_few_cases_lacks_the_bound_that_lies_beyond_them() -> None:
    counts = {value: 1 for value in range(1, 17)}
    assert rank_interval(counts, Fraction(9, 10)) == Interval(12, None)
    assert rank_interval({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, Fraction(1, 2)) == Interval(None, None)
    assert rank_interval({}, Fraction(1, 2)) == Interval(None, None)


def test_equal_cases_leave_no_doubt() -> None:
    assert rank_interval({7: 100}, Fraction(1, 2)) == Interval(7, 7)


@given(st.integers(1, 3000), st.sampled_from([Fraction(1, 2), Fraction(9, 10)]))
def test_its_ranks_are_those_of_the_binomial_distribution(of: int, q: Fraction) -> None:
    found = rank_interval({value: 1 for value in range(1, of + 1)}, q)
    low, high = int(binom.ppf(0.025, of, float(q))), int(binom.ppf(0.975, of, float(q))) + 1
    assert found == Interval(low or None, high if high <= of else None)


@given(st.dictionaries(st.integers(0, 50), st.integers(1, 30), min_size=1))
def test_the_interval_holds_the_quantile(counts: dict[int, int]) -> None:
    for q in (Fraction(1, 2), Fraction(9, 10)):
        found, value = rank_interval(counts, q), nearest_rank(counts, q)
        assert value is not None
        assert found.lower is None or found.lower <= value
        assert found.upper is None or value <= found.upper
