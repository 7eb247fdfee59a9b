import random
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.control_charts.cusum import (
    CountShift,
    ShareShift,
    began,
    cusum,
    first_signal,
)
from oversight_measures.estimates.quantiles import share_within

FALL = ShareShift(expected=0.9, shifted=0.8)
RISE = CountShift(times=1.5, dispersion=2)
BUCKETS = st.lists(
    st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=40,
)
Bucket = tuple[int, int]


def levels(buckets: list[Bucket]) -> list[float]:
    return cusum(FALL.score(hits, of) for hits, of in buckets)


def test_a_bucket_adds_the_evidence_of_each_of_its_cases() -> None:
    hit, miss = log(0.8 / 0.9), log(0.2 / 0.1)
    assert FALL.score(7, 10) == pytest.approx(7 * hit + 3 * miss)
    assert FALL.score(0, 0) == 0


def test_one_bucket_or_several_of_the_same_cases_weigh_the_same() -> None:
    assert FALL.score(13, 30) == pytest.approx(FALL.score(5, 10) + FALL.score(8, 20))
    assert RISE.score(13, 30) == pytest.approx(RISE.score(5, 10) + RISE.score(8, 20))


def test_a_count_weighs_less_the_more_its_process_is_dispersed() -> None:
    assert RISE.score(9, 4) == pytest.approx((9 * log(1.5) - 4 * 0.5) / 2)
    assert CountShift(1.5).score(9, 4) == pytest.approx(2 * RISE.score(9, 4))


@pytest.mark.parametrize(
    ("shift", "toward", "away"),
    [(FALL, (8, 10), (9, 10)), (ShareShift(0.1, 0.2), (2, 10), (1, 10))],
)
def test_the_shifted_share_raises_s_and_the_expected_one_lowers_it(
    shift: ShareShift, toward: Bucket, away: Bucket
) -> None:
    assert shift.score(*toward) > 0 > shift.score(*away)


def test_counts_can_be_watched_for_a_fall_too() -> None:
    halved = CountShift(times=0.5)
    assert halved.score(5, 10) > 0 > halved.score(10, 10)


def test_s_is_never_below_zero_and_adds_up() -> None:
    assert cusum([1, 2, -5, 1, -0.5]) == [1, 3, 0, 1, 0.5]
    assert cusum([]) == []


def test_the_first_signal_is_at_or_above_the_threshold() -> None:
    assert first_signal([0, 1.9, 2.0, 5.0], 2) == 2
    assert first_signal([0, 1.9], 2) is None


@pytest.mark.parametrize(
    ("path", "signal", "first"), [([1.0, 2.0], 1, 0), ([1.0, 0.0, 0.0, 1.0, 2.0], 4, 3)]
)
def test_the_drift_began_after_s_was_last_zero(path: list[float], signal: int, first: int) -> None:
    assert began(path, signal) == first


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


def test_a_duration_drifts_by_the_share_above_the_baselines_median() -> None:
    baseline, median = {5: 3, 10: 4, 20: 3}, 10
    within, of = share_within(baseline, median)
    hits = of - within
    assert (hits, of) == (3, 10)
    shift = ShareShift(expected=hits / of, shifted=0.5)
    within, of = share_within({5: 1, 20: 1, 30: 1}, median)
    assert shift.score(of - within, of) > 0


@pytest.mark.parametrize(
    ("expected", "shifted", "name"),
    [(0.0, 0.5, "expected"), (0.5, 1.0, "shifted"), (0.5, 0.5, "shifted")],
)
def test_bad_shares_are_named(expected: float, shifted: float, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        ShareShift(expected, shifted)


@pytest.mark.parametrize(
    ("times", "dispersion", "name"), [(0, 1, "times"), (1, 1, "times"), (2, 0.9, "dispersion")]
)
def test_bad_multiples_are_named(times: float, dispersion: float, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        CountShift(times, dispersion)


def test_bad_counts_are_named() -> None:
    with pytest.raises(ValueError, match="^hits "):
        FALL.score(6, 5)
    with pytest.raises(ValueError, match="^count "):
        RISE.score(-1, 5)
    with pytest.raises(ValueError, match="^expected "):
        RISE.score(1, 0)
    with pytest.raises(ValueError, match="^threshold "):
        first_signal([1.0], 0)
