from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.gaps import Gap, gap_between, widest_gap

FIGURES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.none() | st.fractions(min_value=0, max_value=100, max_denominator=20),
)


def test_the_gap_runs_from_the_lowest_to_the_highest() -> None:
    figures = {"Dudley": Decimal("84.5"), "Solihull": Decimal("88.1"), "Walsall": Decimal(80)}
    assert widest_gap(figures) == Gap(("Solihull",), ("Walsall",), Fraction("8.1"))


def test_areas_that_share_a_place_are_all_named() -> None:
    assert widest_gap({"B": 1, "A": 1, "C": 3}) == Gap(("C",), ("A", "B"), Fraction(2))
    assert widest_gap({"B": 1, "A": 1}) == Gap(("A", "B"), ("A", "B"), Fraction(0))


def test_an_area_without_a_figure_is_not_the_lowest() -> None:
    assert widest_gap({"A": None, "B": 5, "C": 7}) == Gap(("C",), ("B",), Fraction(2))
    assert widest_gap({"A": None, "B": 5}) is None
    assert widest_gap({}) is None


def test_one_area_less_another() -> None:
    assert gap_between(Decimal("30.5"), Decimal("28.4")) == Fraction("2.1")
    assert gap_between(1, 3) == -2
    assert gap_between(None, 3) is None
    assert gap_between(0, None) is None


@given(FIGURES)
def test_no_two_areas_are_further_apart(figures: dict[str, Fraction | None]) -> None:
    gap = widest_gap(figures)
    known = [value for value in figures.values() if value is not None]
    apart = [abs(one - other) for one in known for other in known]
    assert (None if gap is None else gap.size) == (max(apart) if len(known) > 1 else None)


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^Walsall "):
        widest_gap({"Walsall": Decimal("NaN"), "Dudley": 1})
