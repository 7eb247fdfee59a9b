"""What is kept of the fact topic."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.alerts.builders import NOW, cut, shipped, total, totals

from oversight_alerts.projection.filter import relevant
from oversight_alerts.projection.reach import FIRST_RECORDS
from oversight_alerts.projection.retention import Retention
from oversight_contracts.facts.facts import Cut, SeriesKey, TotalFact, write_fact
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.windows import BucketRange

RETENTION = Retention.of(shipped())
HORIZONS = RETENTION.horizons(NOW)


def _read(fact: TotalFact | Cut) -> object:
    return relevant(fact.key, write_fact(fact), HORIZONS, RETENTION.telling)


def test_the_longest_window_with_what_tells_its_spread_and_two_days_are_kept() -> None:
    # Seven days of one authority, and the 91 before.
    assert HORIZONS["response.within-target"] == f"{NOW.date() - timedelta(days=7 + 91 + 2)}"


def test_what_a_process_chart_without_a_baseline_needs_is_kept_from_the_first_record_on() -> None:
    assert HORIZONS["satisfaction.victims"] == f"{FIRST_RECORDS - timedelta(days=2)}"


def test_what_has_a_baseline_is_kept_from_its_first_day_on() -> None:
    assert HORIZONS["stop-search.disparity"] == "2018-12-30"


def test_totals_that_rules_use_and_cuts_are_read() -> None:
    assert _read(total(1)) == total(1)
    assert _read(cut()) == cut()


@pytest.mark.parametrize("by", ["legislation=pace", "object=drugs", "ethnicity=Black"])
def test_the_breakdowns_that_explain_a_change_are_kept_as_long_as_the_figure(by: str) -> None:
    """By the same key: which of them there are is the indicator's own definition."""
    searches = total(1, indicator="stop-search.searches", by=by, bucket="2026-07-13")
    assert _read(searches) == searches


@pytest.mark.parametrize(
    "fact",
    [
        total(1, bucket="2026-04-04T23"),
        total(1, indicator="crime.recorded", by="", bucket="2026-07-14"),
        total(1, bucket="2019-04-01T00"),
    ],
)
def test_what_no_rule_uses_is_left(fact: TotalFact) -> None:
    assert _read(fact) is None


def test_of_other_indicators_of_a_kind_the_whole_force_tells_when_it_was_fed() -> None:
    """By them a window that lacks records is known from one in which nothing happened."""
    known: dict[str, Any] = {"indicator": "incidents.recorded", "bucket": "2026-07-14"}
    assert _read(total(1, by="", **known)) is not None
    assert _read(total(1, by="grade=priority-1", **known)) is None
    assert _read(total(1, by="", area="dudley", **known)) is None
    assert _read(total(1, by="", **{**known, "bucket": "2026-03-14"})) is None


def test_a_breakdown_value_may_hold_a_slash() -> None:
    fact = total(1, by="grade=a/b")
    assert _read(fact) == fact


def test_other_kinds_of_fact_and_tombstones_are_left() -> None:
    assert relevant(b"statement/x/2026-07-14", b"{}", HORIZONS) is None
    assert relevant(None, b'{"fact":"forecast"}', HORIZONS) is None
    assert relevant(b"cut", None, HORIZONS) is None


def test_a_total_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ValidationError):
        relevant(total(1).key, b'{"fact":"total"}', HORIZONS)


def test_rules_that_look_further_back_need_the_log_again() -> None:
    stored = RETENTION.signature
    assert RETENTION.within(stored)
    assert not RETENTION.within({**stored, "complaints.logged": 60})
    later = {**stored, "stop-search.disparity since": stored["stop-search.disparity since"] - 1}
    assert not RETENTION.within(later)
    assert not RETENTION.within({})


def test_what_lies_before_the_horizon_is_forgotten() -> None:
    held = totals(total(1, bucket="2026-04-05T00"), total(2, bucket="2026-07-14T10"))
    held.prune(RETENTION.horizons(NOW + timedelta(days=1)))
    series = SeriesKey("response.within-target", "west-midlands", "force", "grade=priority-2")
    assert held.total(series, BucketRange("2000", "3000")).n == 2
    held.prune({})
    assert held.total(series, BucketRange("2000", "3000")).n == 0


def test_which_months_state_a_field_is_read_however_long_ago() -> None:
    fact = total(1, indicator=STATED, by="incident=arrived_at", bucket="2009-04-01")
    assert _read(fact) == fact
