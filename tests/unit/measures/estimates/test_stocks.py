import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.stocks import closing_balances, shortfall

MOVEMENTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=30)


def test_each_day_ends_with_what_it_began_with_and_what_moved() -> None:
    assert closing_balances(10, [(3, 1), (0, 5), (2, 2)]) == [12, 7, 7]
    assert closing_balances(10, []) == []


@given(st.integers(0, 100), MOVEMENTS, MOVEMENTS)
def test_a_stock_goes_on_where_it_stood(
    opening: int, first: list[tuple[int, int]], then: list[tuple[int, int]]
) -> None:
    whole = closing_balances(opening + 2000, [*first, *then])
    middle = whole[len(first) - 1] if first else opening + 2000
    assert closing_balances(middle, then) == whole[len(first) :]


@given(st.integers(0, 100), MOVEMENTS)
def test_the_shortfall_added_to_the_opening_leaves_no_negative_balance(
    opening: int, movements: list[tuple[int, int]]
) -> None:
    missing = shortfall(closing_balances(opening, movements))
    assert shortfall(closing_balances(opening + missing, movements)) == 0
    assert missing == 0 or min(closing_balances(opening + missing, movements)) == 0


@pytest.mark.parametrize(
    ("opening", "movement", "name"),
    [(-1, (0, 0), "opening"), (0, (-1, 0), "opened"), (0, (0, -1), "closed")],
)
def test_bad_arguments_are_named(opening: int, movement: tuple[int, int], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        closing_balances(opening, [movement])
