from fractions import Fraction
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from oversight_measures.disparities.funnel import (
    Place,
    funnels_among,
    ratio_funnel,
    share_funnel,
)
from oversight_measures.disparities.heterogeneity import AreaCounts


def test_the_limits_of_many_are_two_and_three_standard_deviations_of_the_centre() -> None:
    # Of 40,000 at a half: a standard deviation of 0.0025.
    found = share_funnel(20_000, 40_000, 0.5)
    assert found.near.lower == pytest.approx(0.5 - 1.959964 * 0.0025, abs=2e-5)
    assert found.near.upper == pytest.approx(0.5 + 1.959964 * 0.0025, abs=2e-5)
    assert found.far.upper == pytest.approx(0.5 + 3.090232 * 0.0025, abs=2e-5)
    assert found.place is Place.WITHIN


@given(
    st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    st.floats(0.02, 0.98),
)
def test_one_stands_apart_where_chance_leaves_so_much_less_often(
    counts: tuple[int, int], centre: float
) -> None:
    hits, of = counts
    more, fewer = float(binom.sf(hits - 1, of, centre)), float(binom.cdf(hits, of, centre))
    found = share_funnel(hits, of, centre)
    if all(abs(tail - edge) > 1e-9 for tail in (more, fewer) for edge in (0.025, 0.001)):
        high = Place.VERY_HIGH if more < 0.001 else Place.HIGH
        low = Place.VERY_LOW if fewer < 0.001 else Place.LOW
        expected = high if more < 0.025 else low if fewer < 0.025 else Place.WITHIN
        assert found.place is expected


def test_spread_moves_them_apart() -> None:
    assert share_funnel(231, 400, 0.5).place is Place.HIGH
    assert share_funnel(231, 400, 0.5, dispersion=4).place is Place.WITHIN


def test_a_ratio_has_the_limits_of_its_share_of_both_groups_events() -> None:
    # Twice the rate of 1,000 residents beside 2,000: half of all events.
    found, share = ratio_funnel(221, 1000, 179, 2000, centre=2), share_funnel(221, 400, 0.5)
    assert found is not None
    assert found.place is share.place is Place.HIGH
    assert share.near.upper is not None
    assert found.near.upper == pytest.approx(share.near.upper / (1 - share.near.upper) * 2)


def test_few_events_have_no_upper_limit_and_one_of_nothing_below() -> None:
    found = ratio_funnel(1, 1000, 1, 2000, centre=2)
    assert found is not None
    assert (found.far.lower, found.far.upper) == (0.0, None)
    assert found.place is Place.WITHIN
    assert ratio_funnel(0, 1000, 0, 2000, centre=2) is None


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_ratio_stands_apart_where_it_lies_beyond_its_limits(events: int, reference: int) -> None:
    found = ratio_funnel(events, 1000, reference, 4000, centre=3.0)
    if found is None:
        assert events + reference == 0
        return
    ratio = Fraction(events * 4, reference) if reference else None
    above = found.near.upper is not None and (ratio is None or ratio > found.near.upper)
    below = ratio is not None and ratio < found.near.lower
    assert (found.place is Place.WITHIN) == (not above and not below)


def many(ratio: float) -> AreaCounts:
    """An area of so many searches that chance plays no part."""
    return AreaCounts(round(1e6 * ratio), 10**6, 10**6, 10**6)


def test_what_is_there_beside_chance_widens_the_limits_as_errors_add_up() -> None:
    # A tenth on the logarithm, and hardly any chance: two and three standard deviations of it.
    found = ratio_funnel(3_000_000, 10**6, 10**6, 10**6, centre=3, between=0.01)
    assert found is not None
    assert found.near.upper == pytest.approx(3 * exp(0.196), rel=1e-3)
    assert found.far.lower == pytest.approx(3 / exp(0.309), rel=1e-3)
    by_t = ratio_funnel(3_000_000, 10**6, 10**6, 10**6, centre=3, between=0.01, degrees=4)
    assert by_t is not None
    assert by_t.near.upper == pytest.approx(3 * exp(0.2776), rel=1e-3)


def test_places_that_all_differ_do_not_all_stand_apart() -> None:
    """The limits of chance, or of one force's months, would call each of them apart."""
    areas = [many(ratio) for ratio in (2.2, 2.5, 2.8, 3.1, 3.4, 3.8)]
    assert {each.place for each in funnels_among(areas) if each} == {Place.WITHIN}
    by_chance = [ratio_funnel(*_plain(each), centre=2.9, dispersion=4) for each in areas]
    assert [each.place for each in by_chance if each].count(Place.WITHIN) == 0


def test_one_that_stands_apart_does_not_hide_itself() -> None:
    others = [many(ratio) for ratio in (2.7, 2.8, 2.9, 3.0, 3.1, 3.2)]
    *_, last = funnels_among([*others, many(6)])
    assert last is not None
    assert last.place is Place.VERY_HIGH
    assert last.centre == pytest.approx(2.95, abs=0.02)


def test_few_searches_keep_the_limits_of_chance() -> None:
    few = AreaCounts(2, 10**6, 1, 10**6, dispersion=2.0)
    *_, last = funnels_among([*(many(3) for _ in range(6)), few])
    alone = ratio_funnel(2, 10**6, 1, 10**6, 3, 2.0)
    assert last is not None
    assert alone is not None
    assert last.near.lower <= alone.near.lower
    assert last.near.upper is alone.near.upper is None
    *_, none = funnels_among([*(many(3) for _ in range(6)), AreaCounts(0, 1000, 0, 1000)])
    assert none is None


def _plain(each: AreaCounts) -> tuple[int, int, int, int]:
    return each.events, each.residents, each.reference_events, each.reference_residents


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^between "):
        ratio_funnel(1, 1, 1, 1, 2, between=-0.1)
    with pytest.raises(ValueError, match="^areas "):
        funnels_among([many(3)] * 4)
    with pytest.raises(ValueError, match="^of "):
        share_funnel(0, 0, 0.5)
    with pytest.raises(ValueError, match="^centre "):
        share_funnel(1, 2, 1.0)
    with pytest.raises(ValueError, match="^dispersion "):
        share_funnel(1, 2, 0.5, 0.9)
    with pytest.raises(ValueError, match="^residents "):
        ratio_funnel(1, 0, 1, 1, 2)
    with pytest.raises(ValueError, match="^centre "):
        ratio_funnel(1, 1, 1, 1, 0)
