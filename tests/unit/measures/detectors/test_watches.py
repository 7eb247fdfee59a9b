import numpy as np
import pytest
from numpy.random import default_rng

from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.flows import Counts, Events, draw_all
from oversight_measures.detectors.levels import CountLimit, ShareLimit
from oversight_measures.detectors.shifts import CountShift, ShareShift
from oversight_measures.detectors.watches import Watch

RUNS, DAYS = 5, 210
FLOWS = [Events("group", (9.0, 14.0), 3), Events("other", (20.0,), 3), Events("third", (5.0,))]
SHARE = ShareShift(0.35, 0.45, correlation=0.02)
COUNT = Cusum(CountShift(1.4, dispersion=2), 1.5)


def of(hits: list[int], misses: list[int]) -> list[tuple[int, int]]:
    return [(each, each + other) for each, other in zip(hits, misses, strict=True)]


SHARES: list[Cusum[int] | ShareLimit] = [
    Cusum(SHARE, 1.5),
    ShareLimit(0.36, "above", window=3, correlation=0.02, confidence=0.8, minimum=60),
    ShareLimit(0.36, "below", confidence=0.8),
]
COUNTS: list[CountLimit] = [
    CountLimit(40, "above", window=3, confidence=0.8),
    CountLimit(12, "below", dispersion=2),
]


def marks(found: list[Episode], buckets: int) -> list[bool]:
    """After which buckets an episode is open."""
    last = [(each.opened, buckets if each.ended is None else each.ended) for each in found]
    return [any(opened <= at < ended for opened, ended in last) for at in range(buckets)]


def buckets_of(days: Counts, length: int) -> list[int]:
    whole = len(days) // length * length
    return [int(each) for each in days[:whole].reshape(-1, length).sum(axis=1)]


def by_day(open_: list[bool], length: int) -> list[bool]:
    closed = [(day + 1) // length for day in range(DAYS)]
    return [open_[each - 1] if each else False for each in closed]


@pytest.mark.parametrize("length", [1, 7, 30])
@pytest.mark.parametrize("detector", SHARES)
def test_a_simulated_share_is_judged_as_a_real_one(
    detector: Cusum[int] | ShareLimit, length: int
) -> None:
    drawn = draw_all(FLOWS, default_rng(2), RUNS, DAYS)
    watch = Watch("w", detector, ("group", "third"), ("other",), days=length)
    found = watch.open_days(drawn)
    for run in range(RUNS):
        hits = buckets_of((drawn["group"] + drawn["third"])[run], length)
        misses = buckets_of(drawn["other"][run], length)
        judged = detector.judged(of(hits, misses))
        assert list(found[run]) == by_day(marks(judged, len(hits)), length)
    assert length > 1 or found.any()


@pytest.mark.parametrize("length", [1, 7])
@pytest.mark.parametrize("detector", COUNTS)
def test_a_simulated_count_is_judged_as_a_real_one(detector: CountLimit, length: int) -> None:
    drawn = draw_all(FLOWS, default_rng(2), RUNS, DAYS)
    found = Watch("w", detector, ("group",), days=length).open_days(drawn)
    for run in range(RUNS):
        judged = detector.judged(counts := buckets_of(drawn["group"][run], length))
        assert list(found[run]) == by_day(marks(judged, len(counts)), length)


def test_a_simulated_count_is_held_against_what_is_expected_of_its_day() -> None:
    drawn = draw_all(FLOWS, default_rng(2), RUNS, DAYS)
    found = Watch("w", COUNT, ("group",), expected=(9.0, 14.0)).open_days(drawn)
    assert found.any()
    assert not found.all()
    for run in range(RUNS):
        counts = buckets_of(drawn["group"][run], 1)
        expected = list(np.resize([9.0, 14.0], DAYS))
        judged = COUNT.judged(list(zip(counts, expected, strict=True)))
        assert list(found[run]) == marks(judged, DAYS)


def test_a_detector_that_lacks_what_it_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="^misses of w "):
        Watch("w", SHARES[0], ("group",))
    with pytest.raises(ValueError, match="^misses of w "):
        Watch("w", COUNTS[0], ("group",), ("other",))
    with pytest.raises(ValueError, match="^expected of w "):
        Watch("w", COUNT, ("group",))
    with pytest.raises(ValueError, match="^expected of w "):
        Watch("w", COUNTS[0], ("group",), expected=(1.0,))
    with pytest.raises(ValueError, match="^hits "):
        Watch("w", COUNTS[0], ())
    with pytest.raises(ValueError, match="^days "):
        Watch("w", COUNTS[0], ("group",), days=0)
