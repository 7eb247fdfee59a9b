import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.detectors.cusum import (
    Cusum,
    began,
    cusum,
    drift_episodes,
    first_signal,
)
from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.shifts import CountShift, ShareShift

FALL = ShareShift(expected=0.9, shifted=0.8)
BUCKETS = st.lists(
    st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=40,
)
Bucket = tuple[int, int]


def levels(buckets: list[Bucket]) -> list[float]:
    return cusum(FALL.score(hits, of) for hits, of in buckets)


def test_s_is_never_below_zero_and_adds_up() -> None:
    assert cusum([1, 2, -5, 1, -0.5]) == [1, 3, 0, 1, 0.5]
    assert cusum([]) == []


def test_s_can_rest_at_most_somewhere() -> None:
    assert cusum([1, 2, 5, -1], most=3) == [1, 3, 3, 2]


def test_the_first_signal_is_at_or_above_the_threshold() -> None:
    assert first_signal([0, 1.9, 2.0, 5.0], 2) == 2
    assert first_signal([0, 1.9], 2) is None


@pytest.mark.parametrize(
    ("path", "signal", "first"), [([1.0, 2.0], 1, 0), ([1.0, 0.0, 0.0, 1.0, 2.0], 4, 3)]
)
def test_the_drift_began_after_s_was_last_zero(path: list[float], signal: int, first: int) -> None:
    assert began(path, signal) == first


def test_an_episode_lasts_from_the_threshold_until_all_evidence_is_used_up() -> None:
    scores = [-1.0, 1.0, 1.0, 1.0, 9.0, -1.0, -1.0, 0.5, -3.0, 1.0]
    assert drift_episodes(scores, 3) == [Episode(began=1, opened=3, ended=8)]
    assert drift_episodes([*scores, 2.0], 3)[-1] == Episode(began=9, opened=10, ended=None)


def test_a_drift_that_lasted_long_ends_as_soon_as_a_short_one() -> None:
    (short,) = drift_episodes([3.0, -1.0, -1.0, -1.0], 3)
    (long,) = drift_episodes([3.0] * 100 + [-1.0] * 3, 3)
    assert short.ended == 3
    assert long.ended == 102


def test_a_share_and_a_count_are_judged_by_their_buckets() -> None:
    shares = Cusum(FALL, 2).judged([(27, 30), (20, 30), (20, 30), (20, 30)])
    assert [(each.began, each.opened) for each in shares] == [(1, 1)]
    counts = Cusum(CountShift(2.0), 3).judged([(10, 10.0), (20, 10.0), (20, 10.0)])
    assert counts == [Episode(1, 1, None)]


@given(BUCKETS, st.randoms(use_true_random=False))
def test_a_corrected_series_is_as_if_it_had_been_right_from_the_start(
    right: list[Bucket], rng: random.Random
) -> None:
    # As engines do: what was said first is taken back and what is right is added, in any order,
    # and the detector looks at the totals in between.
    misses = [of - hits for hits, of in right]
    wrong = [rng.randint(0, 9) for _ in right]
    totals = [[hits + error, of + error] for (hits, of), error in zip(right, wrong, strict=True)]
    for index in rng.sample(range(len(right)), len(right)):
        levels([(hits, of) for hits, of in totals])
        totals[index] = [totals[index][0] - wrong[index], totals[index][1] - wrong[index]]
    assert [of - hits for hits, of in totals] == misses
    assert levels([(hits, of) for hits, of in totals]) == levels(right)


@given(BUCKETS)
def test_misses_mirror_hits(buckets: list[Bucket]) -> None:
    mirror = ShareShift(1 - FALL.expected, 1 - FALL.shifted)
    turned = cusum(mirror.score(of - hits, of) for hits, of in buckets)
    assert turned == pytest.approx(levels(buckets), abs=1e-9)


@given(BUCKETS, st.integers(0, 39))
def test_a_miss_more_never_lowers_s(buckets: list[Bucket], place: int) -> None:
    index = place % len(buckets)
    hits, of = buckets[index]
    worse = [*buckets[:index], (hits, of + 1), *buckets[index + 1 :]]
    assert all(a <= b + 1e-9 for a, b in zip(levels(buckets), levels(worse), strict=True))


def test_a_threshold_that_always_signals_is_refused() -> None:
    with pytest.raises(ValueError, match="^threshold "):
        first_signal([1.0], 0)
    with pytest.raises(ValueError, match="^threshold "):
        Cusum(FALL, 0)
    with pytest.raises(ValueError, match="^threshold "):
        Cusum(CountShift(2), -1)
