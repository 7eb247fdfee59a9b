from fractions import Fraction

import pytest

from oversight_measures.disparities.outcomes import share_difference
from oversight_measures.significance import compare_proportions


def test_the_difference_has_newcombes_interval() -> None:
    # Newcombe (1998), table II, (a): 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339.
    found = share_difference((56, 70), (48, 80))
    assert found is not None
    assert found.value == Fraction(1, 5)
    assert found.interval.lower == pytest.approx(0.0524, abs=5e-5)
    assert found.interval.upper == pytest.approx(0.3339, abs=5e-5)
    assert found.beyond_chance


def test_without_spread_it_is_the_interval_of_every_other_page() -> None:
    found, other = share_difference((9, 10), (3, 10)), compare_proportions((9, 10), (3, 10))
    assert found is not None
    assert other is not None
    assert found.interval.lower == pytest.approx(other.interval.lower)
    assert found.interval.upper == pytest.approx(other.interval.upper)


def test_spread_makes_a_change_of_what_there_is_less_certain() -> None:
    found = share_difference((56, 70), (48, 80), dispersion=4)
    assert found is not None
    assert not found.beyond_chance


def test_without_cases_there_is_none() -> None:
    assert share_difference((0, 0), (3, 10)) is None
    assert share_difference((3, 10), (0, 0)) is None


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^hits "):
        share_difference((2, 1), (1, 2))
    with pytest.raises(ValueError, match="^dispersion "):
        share_difference((1, 2), (1, 2), 0.5)
