from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.rounding import round_half_up

PLACES = st.integers(min_value=0, max_value=6)
HUGE = 10**40 + 5


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.05"), 1, "-0.1"),
        (Fraction(-1, 100), 1, "0.0"),
        (3, 2, "3.00"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(HUGE, 10), 0, str(HUGE // 10 + 1)),
    ],
)
def test_ties_go_away_from_zero(value: Fraction | Decimal | int, places: int, printed: str) -> None:
    assert str(round_half_up(value, places)) == printed


@given(st.fractions(), PLACES)
def test_rounding_is_antisymmetric(value: Fraction, places: int) -> None:
    assert round_half_up(-value, places) == round_half_up(value, places).copy_negate()


@given(st.fractions(), PLACES)
def test_no_nearer_number_of_that_many_places_exists(value: Fraction, places: int) -> None:
    rounded = Fraction(round_half_up(value, places))
    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_decimals_round_as_the_decimal_module_does(value: Decimal) -> None:
    with localcontext(prec=200):
        expected = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert round_half_up(value, 2) == expected


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="^value"):
        round_half_up(value, 1)


def test_negative_places_are_refused() -> None:
    with pytest.raises(ValueError, match="^places"):
        round_half_up(1, -1)
