"""A goal is kept at its value, and told only where it was measured."""

import pytest
from tests.bench.goals import kept_goals
from tests.bench.samples import Sample


@pytest.mark.parametrize(("seconds", "reached"), [(60.0, True), (60.1, False)])
def test_a_year_is_to_be_rebuilt_within_a_minute(seconds: float, reached: bool) -> None:
    [kept] = kept_goals({"rebuild.year": [Sample(1, {"seconds": seconds})]})
    assert kept.reached is reached
    assert kept.value.median == seconds


def test_an_e_mail_is_to_be_there_within_a_second() -> None:
    samples = [Sample(1, {"p99 ms": each}) for each in (900, 2000, 950)]
    [kept] = kept_goals({"latency": samples})
    assert kept.reached
    assert (kept.value.low, kept.value.high) == (900, 2000)


def test_what_was_not_measured_is_no_goal() -> None:
    assert list(kept_goals({"rebuild.2000000": [Sample(1, {"seconds": 1})]})) == []
