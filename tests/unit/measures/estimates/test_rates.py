from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.rates import byar, exact_poisson, rate, rate_interval
from oversight_measures.intervals import Interval


def test_a_rate_is_exact() -> None:
    assert rate(1, 3) == Fraction(1000, 3)
    assert rate(24_631, 2_736_460, per=100_000) == Fraction(2_463_100_000, 2_736_460)
    assert rate(0, 10) == 0


def test_ten_events_change_the_method() -> None:
    assert rate_interval(9, 1000) == Interval(*exact_poisson(9))
    assert rate_interval(10, 1000) == Interval(*byar(10))


def test_no_events_begin_at_zero_and_end_above() -> None:
    interval = rate_interval(0, 1000)
    assert interval.lower == 0
    assert interval.upper == pytest.approx(3.688879454, abs=1e-9)


@given(st.integers(0, 10**6), st.integers(1, 10**7), st.sampled_from([1000, 100_000, 1_000_000]))
def test_the_interval_holds_the_rate(events: int, residents: int, per: int) -> None:
    interval = rate_interval(events, residents, per)
    value = float(rate(events, residents, per))
    assert interval.lower is not None
    assert interval.upper is not None
    assert 0 <= interval.lower <= value < interval.upper


@pytest.mark.parametrize(
    ("events", "residents", "per", "name"),
    [(-1, 10, 1000, "events"), (1, 0, 1000, "residents"), (1, 10, 0, "per")],
)
def test_bad_arguments_are_named(events: int, residents: int, per: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        rate(events, residents, per)
    with pytest.raises(ValueError, match=f"^{name} "):
        rate_interval(events, residents, per)


@pytest.mark.parametrize("events", [3, 30])
def test_a_bad_confidence_is_refused(events: int) -> None:
    with pytest.raises(ValueError, match="^confidence "):
        rate_interval(events, 1000, confidence=1)


@pytest.mark.parametrize(("events", "confidence"), [(1, 0.998), (4, 1 - 1e-9)])
def test_a_limit_of_byar_below_zero_is_none_and_said(events: int, confidence: float) -> None:
    limits = byar(events, confidence)
    assert limits.lower is None
    assert limits.lower_is_missing
    assert limits.upper > events
    assert 0 < (exact_poisson(events, confidence).lower or 0) < events


@given(st.integers(1, 100), st.floats(0.5, 0.9999999))
def test_no_limit_of_a_count_is_below_zero(events: int, confidence: float) -> None:
    limits = byar(events, confidence)
    assert limits.lower_is_missing == (limits.lower is None)
    assert limits.lower is None or 0 <= limits.lower < events < limits.upper


def test_byar_has_no_limits_for_no_events() -> None:
    with pytest.raises(ValueError, match="^events "):
        byar(0)
