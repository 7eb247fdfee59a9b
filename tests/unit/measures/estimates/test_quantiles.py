from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.quantiles import nearest_rank, share_within

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
