import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.levels import (
    CountLimit,
    ShareLimit,
    disparity_limit,
    moving_sums,
)
from oversight_measures.estimates.disparity import rate_ratio
from oversight_measures.intervals import wilson

BELOW = ShareLimit(0.75, "below")


def test_a_level_breaks_its_limit_where_the_limit_lies_outside_its_interval() -> None:
    # 75 of 100 is at the limit; Wilson's interval of 66 reaches 0.745, that of 67 0.754.
    assert BELOW.judged([(75, 100), (67, 100)]) == []
    assert BELOW.judged([(75, 100), (66, 100)]) == [Episode(1, 1, None)]


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_without_spread_the_interval_is_wilsons(bucket: tuple[int, int]) -> None:
    upper = wilson(*bucket).upper
    assert upper is not None
    assert bool(BELOW.judged([bucket])) == (upper < 0.75)


def test_spread_widens_the_interval() -> None:
    # Of 101 cases that correlate by 0.03, four times the variance: twice the distance.
    spread = ShareLimit(0.75, "below", correlation=0.03)
    assert spread.judged([(60, 101)]) == []
    assert spread.judged([(58, 101)]) != []


def test_an_episode_is_over_when_the_figure_itself_is_back() -> None:
    buckets = [(60, 100), (70, 100), (74, 100), (75, 100), (74, 100), (60, 100)]
    assert BELOW.judged(buckets) == [Episode(0, 0, 3), Episode(5, 5, None)]


def test_a_window_adds_up_its_buckets_and_their_spread() -> None:
    assert moving_sums([1, 2, 3, 4], 2) == [1, 3, 5, 7]
    assert moving_sums([1, 2], 5) == [1, 3]
    assert moving_sums([], 3) == []
    three = ShareLimit(0.75, "below", window=3)
    assert three.judged([(70, 100), (70, 100), (70, 100)]) == [Episode(2, 2, None)]
    # Three buckets of 100 vary as each does, not as one of 300 would.
    spread = ShareLimit(0.75, "below", window=3, correlation=0.01)
    assert spread.judged([(70, 100)] * 3) == []
    assert spread.judged([(67, 100)] * 3) == [Episode(2, 2, None)]
    assert ShareLimit(0.75, "below", correlation=0.01).judged([(201, 300)]) == []


def test_too_few_cases_neither_open_nor_end() -> None:
    few = ShareLimit(0.75, "below", minimum=20)
    assert few.judged([(0, 19), (0, 20), (19, 19), (20, 20)]) == [Episode(1, 1, 3)]
    assert few.judged([(0, 0)]) == []


def test_a_count_is_held_against_what_is_the_most_in_a_window() -> None:
    # 100 expected at most: two and a half standard deviations of Poisson above, of twice it not.
    assert CountLimit(100, "above").judged([100, 125]) == [Episode(1, 1, None)]
    assert CountLimit(100, "above", dispersion=2).judged([100, 125]) == []
    # Half a window says nothing.
    assert CountLimit(100, "above", window=2).judged([125]) == []
    assert CountLimit(100, "above", window=2).judged([70, 70, 20, 80]) == [Episode(1, 1, 2)]
    assert CountLimit(100, "below", window=2).judged([10, 10]) == [Episode(1, 1, None)]


def test_where_none_is_the_limit_one_breaks_it() -> None:
    assert CountLimit(0, "above").judged([0, 1, 0]) == [Episode(1, 1, 2)]
    with pytest.raises(ValueError, match="^limit "):
        CountLimit(-1, "above")


@pytest.mark.parametrize("black", [40, 60, 61, 80])
def test_a_disparity_is_above_its_limit_where_its_share_of_events_is(black: int) -> None:
    limit = disparity_limit(3.0, residents=200, reference_residents=1800)
    assert limit.limit == pytest.approx(0.25)
    ratio = rate_ratio(black, 200, 180, 1800)
    assert ratio is not None
    # 60 of 240 are a quarter: a ratio of 3.
    assert (ratio > 3) == (black > 60)
    assert bool(limit.judged([(black, black + 180)])) == (black == 80)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^limit "):
        ShareLimit(75, "below")
    with pytest.raises(ValueError, match="^window "):
        ShareLimit(0.75, "below", window=0)
    with pytest.raises(ValueError, match="^confidence "):
        CountLimit(10, "above", confidence=95)
    with pytest.raises(ValueError, match="^dispersion "):
        CountLimit(10, "above", dispersion=0.5)
    with pytest.raises(ValueError, match="^hits "):
        BELOW.judged([(2, 1)])
    with pytest.raises(ValueError, match="^counts "):
        CountLimit(10, "above").judged([-1])
    with pytest.raises(ValueError, match="^ratio "):
        disparity_limit(0, 5, 5)
    with pytest.raises(ValueError, match="^residents "):
        disparity_limit(2, 0, 5)
