"""What has happened does not lie in the future; periods and what is planned may."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from oversight_contracts.events.clock_check import faults_ahead, faults_ahead_in
from oversight_contracts.records.fields import fields_of, past_fields_of
from oversight_contracts.records.kinds import KINDS

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
# Fields of times and days that may lie ahead: the period of what is stated, such as a projection.
MAY_LIE_AHEAD = {
    *(("statistic", name) for name in ("first_day", "last_day")),
    *(("deliverable-update", name) for name in ("first_day", "last_day")),
}
PLACE = {"force": "west-midlands", "area": "force", "revision": 1}
DATA: dict[str, dict[str, Any]] = {
    "incident": {"received_at": "2026-11-30T11:00:00Z", "grade": "priority-1"},
    "crime": {
        "recorded_at": "2026-11-30T11:00:00Z",
        "offence": "fraud",
        "outcomes": [{"code": 1, "at": "2026-11-30T11:30:00Z"}],
    },
    "statistic": {
        "measure": "crime.rate",
        "first_day": "2026-10-01",
        "last_day": "2026-10-31",
        "value": "1",
        "publisher": "ONS",
    },
}


def found(kind: str, **fields: Any) -> dict[str, str]:
    data = {**PLACE, **DATA[kind], **fields}
    record = KINDS[kind].model_validate_json(orjson.dumps(data), strict=True)
    return {fault.field: fault.reason for fault in faults_ahead(kind, record, NOW)}


def test_every_time_and_day_is_past_or_known_to_lie_ahead() -> None:
    times = {
        (kind, name)
        for kind in KINDS
        for name, shape in fields_of(kind).items()
        if shape.holds in ("moment", "day")
    }
    past = {(kind, name) for kind in KINDS for name in past_fields_of(kind)}
    assert times - past == MAY_LIE_AHEAD
    assert past <= times


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, set()),
        ({"closed_at": "2026-11-30T12:05:00Z"}, set()),
        ({"closed_at": "2026-11-30T12:05:01Z"}, {"closed_at"}),
        ({"received_at": "2062-10-10T10:00:00Z"}, {"received_at"}),
        (
            {"answered_at": "2026-12-01T00:00:00Z", "closed_at": "3019-01-01T00:00:00Z"},
            {"answered_at", "closed_at"},
        ),
    ],
)
def test_a_moment_more_than_five_minutes_ahead_is_named(
    fields: dict[str, Any], named: set[str]
) -> None:
    assert found("incident", **fields) == dict.fromkeys(
        named, "is more than 5 minutes in the future"
    )


def test_a_moment_of_a_part_is_named_by_its_place() -> None:
    outcomes = [*DATA["crime"]["outcomes"], {"code": 2, "at": "2027-01-01T00:00:00Z"}]
    assert set(found("crime", outcomes=outcomes)) == {"outcomes.1.at"}
    assert set(found("crime", occurred_to="2027-01-01T00:00:00Z")) == {"occurred_to"}


def test_a_day_is_held_against_londons_and_a_period_may_reach_ahead() -> None:
    assert found("statistic", last_day="2036-10-31", published_on="2026-11-30") == {}
    assert found("statistic", published_on="2026-12-01") == {"published_on": "is in the future"}


def test_of_what_is_no_record_each_time_that_can_be_read_is_looked_at() -> None:
    def named(kind: str, data: object) -> set[str]:
        return {fault.field for fault in faults_ahead_in(kind, data, NOW)}

    late = "2031-01-01T00:00:00Z"
    assert named("incident", {"received_at": late, "closed_at": 7, "answered_at": "soon"}) == {
        "received_at"
    }
    assert named("incident", {"received_at": "2031-01-01T00:00:00"}) == set()
    assert named("crime", {"outcomes": [7, {}, {"at": late}]}) == {"outcomes.2.at"}
    assert named("crime", {"outcomes": 7}) == set()
    assert named("statistic", {"published_on": "2031-01-01"}) == {"published_on"}
    assert named("statistic", {"published_on": "soon"}) == set()
    assert named("crime", None) == set()
