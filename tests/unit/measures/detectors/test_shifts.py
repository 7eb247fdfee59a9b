from math import log

import pytest

from oversight_measures.detectors.shifts import (
    CountShift,
    ShareShift,
    correlation_of,
    disparity_shift,
    dispersion_of,
    in_the_long_run,
)
from oversight_measures.estimates.quantiles import share_within

FALL = ShareShift(expected=0.9, shifted=0.8)
RISE = CountShift(times=1.5, dispersion=2)
Bucket = tuple[int, int]


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


def test_a_share_weighs_less_the_more_its_cases_go_together() -> None:
    # 31 cases that correlate by 0.1 vary 1 + 30 x 0.1 = 4 times as much as chance.
    together = ShareShift(0.9, 0.8, correlation=0.1)
    assert dispersion_of(31, 0.1) == pytest.approx(4)
    assert together.score(25, 31) == pytest.approx(FALL.score(25, 31) / 4)
    assert together.score(0, 1) == FALL.score(0, 1)
    assert together.score(0, 0) == 0


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


def test_a_disparity_is_the_groups_share_of_both_groups_and_grows_by_its_odds() -> None:
    # 20 of 100 are the group's; its odds 1:4 doubled are 1:2.
    shift = disparity_shift(20, 80, times=2)
    assert shift.expected == pytest.approx(0.2)
    assert shift.shifted == pytest.approx(1 / 3)
    assert disparity_shift(20, 80, times=0.5).shifted == pytest.approx(1 / 9)


def test_a_duration_drifts_by_the_share_above_the_baselines_median() -> None:
    baseline, median = {5: 3, 10: 4, 20: 3}, 10
    within, of = share_within(baseline, median)
    hits = of - within
    assert (hits, of) == (3, 10)
    shift = ShareShift(expected=hits / of, shifted=0.5)
    within, of = share_within({5: 1, 20: 1, 30: 1}, median)
    assert shift.score(of - within, of) > 0


def test_a_dispersion_is_that_of_buckets_of_the_usual_size() -> None:
    assert correlation_of(1, [30]) == 0
    assert correlation_of(4, [31, 31]) == pytest.approx(0.1)
    assert correlation_of(4, [11, 51]) == pytest.approx(0.1)


def test_what_lasts_from_bucket_to_bucket_adds_to_what_sums_of_buckets_vary_by() -> None:
    assert in_the_long_run(2, 0) == 2
    assert in_the_long_run(2, 0.5) == pytest.approx(6)
    assert in_the_long_run(2, -0.5) == 2


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
    with pytest.raises(ValueError, match="^correlation "):
        ShareShift(0.5, 0.6, correlation=1)
    with pytest.raises(ValueError, match="^reference_events "):
        disparity_shift(5, 0, 2)
    with pytest.raises(ValueError, match="^times "):
        disparity_shift(5, 9, 1)


def test_bad_spreads_are_named() -> None:
    with pytest.raises(ValueError, match="^sizes "):
        correlation_of(2, [])
    with pytest.raises(ValueError, match="^dispersion must be less than 10"):
        correlation_of(10, [10])
    with pytest.raises(ValueError, match="^autocorrelation "):
        in_the_long_run(2, 1)
