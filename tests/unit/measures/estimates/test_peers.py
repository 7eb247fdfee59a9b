"""Places among peers, counted from the lowest figure."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.peers import place_from_lowest

FIGURES = st.fractions(0, 100, max_denominator=9)


def test_equal_figures_share_a_place() -> None:
    assert place_from_lowest(Fraction(5), map(Fraction, (5, 4, 6))) == 2


@given(st.lists(FIGURES), FIGURES)
def test_the_place_counts_the_lower_figures(others: list[Fraction], own: Fraction) -> None:
    assert place_from_lowest(own, others) == sorted([*others, own]).index(own) + 1
