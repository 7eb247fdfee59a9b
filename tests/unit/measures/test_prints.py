from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.prints import Print, printed_as
from oversight_measures.rounding import round_half_up

VALUES = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("value", "printed", "how"),
    [
        (Fraction(100 * 328, 332), "98", Print.TRUNCATED),
        (Fraction(100 * 121, 124), "98", Print.ROUNDED),
        (Fraction(100 * 24, 30), "80", Print.ROUNDED),
        (Decimal("223134.3"), "223135", Print.ROUNDED_UP),
        (Decimal("-13.15"), "-13.2", Print.ROUNDED),
        (Decimal("-13.15"), "-13.1", Print.TRUNCATED),
        (Decimal("-13.11"), "-13.2", Print.ROUNDED_UP),
        (Fraction(100 * 494, 2152), "59.0", Print.DIFFERENT),
        (Decimal("0.2"), "-1", Print.DIFFERENT),
        (5, "5.00", Print.ROUNDED),
        (1000, "1E+3", Print.ROUNDED),
    ],
)
def test_a_print_is_distinguished_from_the_arithmetic(
    value: Fraction | Decimal | int, printed: str, how: Print
) -> None:
    assert printed_as(value, Decimal(printed)) is how


@given(VALUES, st.integers(0, 4))
def test_what_this_project_prints_is_rounded(value: Fraction, places: int) -> None:
    assert printed_as(value, round_half_up(value, places)) is Print.ROUNDED


@given(VALUES, st.decimals(allow_nan=False, allow_infinity=False, min_value=-99, max_value=99))
def test_signs_mirror(value: Fraction, printed: Decimal) -> None:
    assert printed_as(value, printed) is printed_as(-value, -printed)


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^printed "):
        printed_as(1, Decimal("NaN"))
    with pytest.raises(ValueError, match="^value "):
        printed_as(Decimal("NaN"), Decimal(1))
