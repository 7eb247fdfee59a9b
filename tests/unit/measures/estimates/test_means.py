from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.means import weighted_mean

CASES = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 20)), min_size=1, max_size=20)


def test_each_force_weighs_as_much_as_its_cases() -> None:
    assert weighted_mean([(10, 3), (20, 1)]) == Fraction(25, 2)


def test_a_part_of_a_case_weighs_its_part() -> None:
    assert weighted_mean([(10, Fraction(3, 2)), (20, Decimal("0.5"))]) == Fraction(25, 2)


@given(CASES)
def test_the_mean_is_that_of_all_cases(forces: list[tuple[int, int]]) -> None:
    cases = [value for value, count in forces for _ in range(count)]
    assert weighted_mean(forces) == Fraction(sum(cases), len(cases))


def test_no_cases_have_no_mean() -> None:
    assert weighted_mean([]) is None
    assert weighted_mean([(10, 0)]) is None


def test_negative_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="^cases "):
        weighted_mean([(10, -1)])
