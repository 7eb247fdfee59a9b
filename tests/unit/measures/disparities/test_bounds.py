from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.disparities.bounds import RatioBounds, bounds_of_not_stated
from oversight_measures.estimates.disparity import rate_ratio


def test_those_not_stated_are_all_of_the_one_or_all_of_the_other() -> None:
    # 30 of 100 residents and 60 of 800; 20 not stated: 30:80 and 50:60, each over 1:8.
    found = bounds_of_not_stated(30, 100, 60, 800, 20)
    assert found == RatioBounds(Fraction(30 * 8, 80), Fraction(50 * 8, 60))


def test_without_any_both_are_the_ratio() -> None:
    assert bounds_of_not_stated(30, 100, 60, 800, 0) == RatioBounds(Fraction(4), Fraction(4))


def test_no_reference_events_have_a_lowest_ratio_where_some_may_be_theirs() -> None:
    assert bounds_of_not_stated(3, 100, 0, 100, 2) == RatioBounds(Fraction(3, 2), None)


@given(st.integers(0, 90), st.integers(1, 90), st.integers(0, 90), st.integers(0, 90))
def test_however_those_not_stated_divide_the_ratio_is_within(
    events: int, reference: int, own: int, other: int
) -> None:
    found = bounds_of_not_stated(events, 100, reference, 900, own + other)
    truth = rate_ratio(events + own, 100, reference + other, 900)
    assert found.lowest is not None
    assert found.highest is not None
    assert truth is not None
    assert found.lowest <= truth <= found.highest


def test_bad_counts_are_named() -> None:
    with pytest.raises(ValueError, match="^not_stated "):
        bounds_of_not_stated(1, 1, 1, 1, -1)
    with pytest.raises(ValueError, match="^residents "):
        bounds_of_not_stated(1, 0, 1, 1, 0)
