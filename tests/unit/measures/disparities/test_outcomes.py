from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.disparities.outcomes import GroupShare, enough_cases, share_difference
from oversight_measures.significance import compare_proportions
from oversight_measures.spread.spread import Source, Spread

# So well known that Student's t is the normal distribution.
PLAIN = Spread(1.0, 1e9, Source.LOCAL)


def group(hits: int, of: int, dispersion: float = 1.0, degrees: float = 1e9) -> GroupShare:
    return GroupShare(hits, of, Spread(dispersion, degrees, Source.LOCAL))


def test_the_difference_has_newcombes_interval() -> None:
    # Newcombe (1998), table II, (a): 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339.
    found = share_difference(group(56, 70), group(48, 80))
    assert found is not None
    assert found.value == Fraction(1, 5)
    assert found.interval.lower == pytest.approx(0.0524, abs=5e-5)
    assert found.interval.upper == pytest.approx(0.3339, abs=5e-5)
    assert found.beyond_chance


def test_without_spread_it_is_the_interval_of_every_other_page() -> None:
    found = share_difference(group(9, 10), group(3, 10))
    other = compare_proportions((9, 10), (3, 10), PLAIN)
    assert found is not None
    assert other is not None
    assert found.interval.lower == pytest.approx(other.interval.lower)
    assert found.interval.upper == pytest.approx(other.interval.upper)


def test_each_group_has_the_spread_of_its_own_share() -> None:
    plain = share_difference(group(56, 70), group(48, 80))
    own = share_difference(group(56, 70, dispersion=4), group(48, 80))
    other = share_difference(group(56, 70), group(48, 80, dispersion=4))
    assert plain is not None
    assert own is not None
    assert other is not None
    # Of 17.5 cases in place of 70: Wilson's bounds of those, by Newcombe's square and add.
    assert own.interval.lower == pytest.approx(-0.0529, abs=1e-4)
    assert not own.beyond_chance
    assert own.interval != other.interval


def test_a_spread_that_is_hardly_known_is_wider_by_students_t() -> None:
    own, other = (560, 700), (480, 800)
    known, hardly = (share_difference(group(*own, 15, d), group(*other, 15, d)) for d in (1e9, 6))
    assert known is not None
    assert hardly is not None
    assert (known.interval.lower or 0) > 0
    assert (hardly.interval.lower or 0) < 0


def test_one_of_one_is_no_test_of_anything() -> None:
    assert not enough_cases(group(1, 1), group(200, 1000))
    assert not enough_cases(group(0, 0), group(0, 0))
    # 25 of 25 count, and a fifth of all are hits: five with and twenty without.
    assert enough_cases(group(5, 25), group(200, 1000))
    assert not enough_cases(group(5, 24), group(200, 1000))
    # As many cases as tell as much: of 25 that vary twice as much 12.
    assert not enough_cases(group(5, 25, dispersion=2), group(200, 1000))


SHARES = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(SHARES, SHARES, st.floats(1, 9))
def test_the_difference_lies_in_its_interval(
    own: tuple[int, int], reference: tuple[int, int], dispersion: float
) -> None:
    found = share_difference(group(*own, dispersion), group(*reference))
    assert found is not None
    lower, upper = found.interval.lower, found.interval.upper
    assert lower is not None
    assert upper is not None
    assert lower <= found.value <= upper


def test_without_cases_there_is_none() -> None:
    assert share_difference(group(0, 0), group(3, 10)) is None
    assert share_difference(group(3, 10), group(0, 0)) is None


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^hits "):
        share_difference(group(2, 1), group(1, 2))
    with pytest.raises(ValueError, match="^confidence "):
        share_difference(group(1, 2), group(1, 2), 1.5)
