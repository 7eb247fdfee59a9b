from fractions import Fraction
from itertools import permutations
from math import comb, exp, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight_measures.estimates.disparity import (
    drift,
    log_interval,
    rate_ratio,
    rate_ratio_interval,
)
from oversight_measures.intervals import Interval

COUNTS = st.integers(0, 3000)
RESIDENTS = st.integers(1, 2_000_000)
Counts = tuple[int, int, int, int]


def holds(interval: Interval, value: Fraction | None) -> bool:
    above = interval.lower is not None and (value is None or interval.lower <= value)
    return above and (interval.upper is None or (value is not None and value <= interval.upper))


def test_the_ratio_is_the_quotient_of_the_rates() -> None:
    assert rate_ratio(30, 1000, 20, 4000) == 6
    assert rate_ratio(0, 1000, 20, 4000) == 0
    assert rate_ratio(1, 3, 1, 7) == Fraction(7, 3)


def test_no_reference_events_leave_no_ratio_and_no_upper_bound() -> None:
    assert rate_ratio(5, 8000, 0, 70_000) is None
    interval = rate_ratio_interval(5, 8000, 0, 70_000)
    assert interval.upper is None
    assert interval.lower == pytest.approx(8.01811375151028, rel=1e-9)


def test_no_events_at_all_say_nothing() -> None:
    assert rate_ratio_interval(0, 8000, 0, 70_000) == Interval(0.0, None)


@pytest.mark.parametrize("counts", [(9, 500), (500, 9), (9, 9)])
def test_a_count_below_ten_takes_the_exact_method(counts: tuple[int, int]) -> None:
    a, b = counts
    ratio = rate_ratio(a, 1000, b, 2000)
    assert ratio is not None
    assert rate_ratio_interval(a, 1000, b, 2000) != log_interval(ratio, counts)


def test_ten_events_take_the_log_method() -> None:
    interval = rate_ratio_interval(10, 1000, 10, 1000)
    factor = exp(1.959963984540054 * sqrt(0.2))
    assert interval.lower == pytest.approx(1 / factor)
    assert interval.upper == pytest.approx(factor)


@given(COUNTS, RESIDENTS, COUNTS, RESIDENTS)
def test_the_interval_holds_the_ratio(a: int, n1: int, b: int, n0: int) -> None:
    assert holds(rate_ratio_interval(a, n1, b, n0), rate_ratio(a, n1, b, n0))


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((-1, 1, 1, 1), "events"),
        ((1, 0, 1, 1), "residents"),
        ((1, 1, -1, 1), "reference_events"),
        ((1, 1, 1, 0), "reference_residents"),
    ],
)
def test_bad_arguments_are_named(arguments: Counts, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        rate_ratio(*arguments)
    with pytest.raises(ValueError, match=f"^{name} "):
        rate_ratio_interval(*arguments)


@pytest.mark.parametrize("events", [0, 3, 30])
def test_a_bad_confidence_is_refused(events: int) -> None:
    with pytest.raises(ValueError, match="^confidence "):
        rate_ratio_interval(events, 1000, events, 1000, confidence=0)
    with pytest.raises(ValueError, match="^confidence "):
        drift(events, events, events, events, confidence=0)


def test_drift_is_the_ratio_of_the_ratios() -> None:
    black, white, residents, white_residents = 40, 100, 1000, 9000
    now = rate_ratio(80, residents, 100, white_residents)
    before = rate_ratio(black, residents, white, white_residents)
    assert now is not None
    assert before is not None
    found = drift(80, 100, black, white)
    assert found.ratio == now / before == 2
    factor = exp(1.959963984540054 * sqrt(1 / 80 + 1 / 100 + 1 / 40 + 1 / 100))
    assert found.interval.lower == pytest.approx(2 / factor)
    assert found.interval.upper == pytest.approx(2 * factor)


def tail(counts: Counts, odds: float) -> float:
    """The chance of at least `events`, given both rows' and the first column's totals."""
    a, b, c, d = counts
    weights = {
        x: comb(a + b, x) * comb(c + d, a + c - x) * odds**x
        for x in range(max(0, a - d), min(a + b, a + c) + 1)
    }
    return sum(weight for x, weight in weights.items() if x >= a) / sum(weights.values())


@pytest.mark.parametrize("counts", [(3, 1, 1, 3), (9, 40, 31, 12), (2, 10, 15, 3)])
def test_small_counts_drift_by_the_exact_conditional_method(counts: Counts) -> None:
    a, b, c, d = counts
    interval = drift(*counts, confidence=0.95).interval
    assert interval.lower is not None
    assert interval.upper is not None
    assert tail((a, b, c, d), interval.lower) == pytest.approx(0.025, rel=1e-6)
    assert tail((a + 1, b - 1, c - 1, d + 1), interval.upper) == pytest.approx(0.975, rel=1e-6)


def test_drift_as_printed_in_the_manual_of_fishers_exact_test_in_r() -> None:
    # Tea tasting is printed one-sided at 95%, which is the lower bound at 90%. R looks for the
    # bounds to about four digits only, so its print is met no closer than that.
    tea = drift(3, 1, 1, 3, confidence=0.9).interval.lower
    twins = drift(2, 10, 15, 3, confidence=0.95).interval
    assert tea == pytest.approx(0.3135693, rel=1e-4)
    assert twins.lower == pytest.approx(0.003325764, rel=5e-3)
    assert twins.upper == pytest.approx(0.363182271, rel=1e-4)


@pytest.mark.parametrize("counts", [(9, 500, 400, 300), (500, 400, 300, 9)])
def test_one_count_below_ten_takes_the_exact_method(counts: Counts) -> None:
    found = drift(*counts)
    assert found.ratio is not None
    assert found.interval != log_interval(found.ratio, counts)


@pytest.mark.parametrize("counts", [(5, 0, 4, 8), (5, 3, 0, 8), (0, 0, 4, 8), (0, 0, 0, 0)])
def test_drift_from_or_to_nothing_has_no_ratio_and_no_upper_bound(counts: Counts) -> None:
    found = drift(*counts)
    assert found.ratio is None
    assert found.interval.upper is None
    assert found.interval.lower is not None


@settings(max_examples=30)
@given(st.tuples(COUNTS, COUNTS, COUNTS, st.integers(0, 30)))
def test_the_interval_holds_the_drift(counts: Counts) -> None:
    found = drift(*counts)
    assert holds(found.interval, found.ratio)


@pytest.mark.parametrize(
    ("counts", "name"),
    [
        ((-1, 1, 1, 1), "events"),
        ((1, -1, 1, 1), "reference_events"),
        ((1, 1, -1, 1), "earlier_events"),
        ((1, 1, 1, -1), "earlier_reference_events"),
    ],
)
def test_bad_drift_arguments_are_named(counts: Counts, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        drift(*counts)


def test_a_log_interval_is_the_same_to_the_last_digit_in_any_order_of_its_counts() -> None:
    """What one over each adds up to is rounded once, as by every version of Python."""
    for counts in ((251, 343, 204, 117), (58, 259, 24, 209), (231, 321, 400, 11)):
        assert len({log_interval(Fraction(3), each) for each in permutations(counts)}) == 1
