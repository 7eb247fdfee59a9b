from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.changes import percentage_change


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (3710, 408, Fraction(330_200, 408)),
        (Decimal("0.3"), Decimal("0.1"), 200),
        (Fraction(1, 3), Fraction(2, 3), -50),
        (0, 7, -100),
        (7, 7, 0),
    ],
)
def test_the_change_is_exact(
    now: Fraction | Decimal | int, before: Fraction | Decimal | int, change: Fraction | int
) -> None:
    assert percentage_change(now, before) == change


@pytest.mark.parametrize("before", [0, Decimal("0.0"), -5])
def test_nothing_changes_by_a_share_of_nothing(before: Decimal | int) -> None:
    assert percentage_change(10, before) is None


@given(st.integers(), st.integers(min_value=1))
def test_the_change_applied_gives_the_figure_back(now: int, before: int) -> None:
    change = percentage_change(now, before)
    assert change is not None
    assert before * (1 + change / 100) == now


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^now "):
        percentage_change(Decimal("NaN"), 1)
    with pytest.raises(ValueError, match="^before "):
        percentage_change(1, Decimal("Infinity"))
