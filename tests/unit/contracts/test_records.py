from typing import Any

import pytest
from tests.unit.contracts.events import event

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events import read_event
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS

EARLY, LATE = "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"
# The same instant as EARLY, written with an offset.
EARLY_ELSEWHERE = "2026-03-01T10:00:00+01:00"


def fault(kind: str, **data: Any) -> tuple[str, str] | None:
    try:
        read_event(event(kind, data=data), strict=True)
    except InvalidEvent as refused:
        (only,) = refused.faults
        return only.field, only.reason
    return None


@pytest.mark.parametrize(
    ("kind", "first", "then"),
    [
        ("incident", "received_at", "answered_at"),
        ("incident", "received_at", "dispatched_at"),
        ("incident", "answered_at", "dispatched_at"),
        ("incident", "dispatched_at", "arrived_at"),
        ("incident", "arrived_at", "closed_at"),
        ("incident", "received_at", "closed_at"),
        ("incident", "received_at", "cancelled_at"),
        ("crime", "occurred_from", "occurred_to"),
        ("crime", "recorded_at", "cancelled_at"),
        ("complaint", "received_at", "logged_at"),
        ("complaint", "received_at", "contacted_at"),
        ("complaint", "received_at", "finalised_at"),
        ("complaint", "logged_at", "cancelled_at"),
    ],
)
def test_a_stage_is_not_before_the_one_it_follows(kind: str, first: str, then: str) -> None:
    start = {"received_at": EARLY, "logged_at": EARLY} if kind == "complaint" else {}
    if kind == "incident":
        start = {"received_at": EARLY}
    assert fault(kind, **start | {first: EARLY, then: LATE}) is None
    assert fault(kind, **start | {first: EARLY, then: EARLY_ELSEWHERE}) is None
    later = start | {first: LATE, then: EARLY}
    if kind == "complaint" and first == "received_at" and then != "logged_at":
        later["logged_at"] = LATE
    assert fault(kind, **later) == (f"data.{then}", f"is before {first}")


def test_a_reason_needs_what_it_is_the_reason_for() -> None:
    assert fault("crime", cancellation_reason="duplicate") == (
        "data.cancellation_reason",
        "is given without cancelled_at",
    )
    assert fault("complaint", review="requested") == (
        "data.review_requested_at",
        "is missing beside review",
    )


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("incident", "attendance", "maybe"),
        ("incident", "channel", 999),
        ("incident", "hate_strands", ["age"]),
        ("crime", "offence", "theft"),
        ("crime", "offence_code", "8/1/2"),
        ("crime", "offence_code", "30C\n"),
        ("crime", "victim", "dog"),
        ("stop-search", "self_defined_ethnicity", "W5"),
        ("stop-search", "officer_defined_ethnicity", "Asian"),
        ("stop-search", "body_worn_video", "yes"),
        ("stop-search", "body_worn_video", 1),
        ("stop-search", "legislation", "PACE"),
        ("complaint", "handling", "schedule-3"),
        ("complaint", "suspended_days", -1),
        ("complaint", "allegations", []),
        ("complaint", "review", "granted"),
    ],
)
def test_a_value_outside_the_choices_is_refused(kind: str, field: str, value: Any) -> None:
    found = fault(kind, **{field: value})
    assert found is not None
    assert found[0].startswith(f"data.{field}")


@pytest.mark.parametrize("code", ["30C", "8/01", "105A", "8/1"])
def test_offence_codes_are_written_as_the_home_office_writes_them(code: str) -> None:
    assert fault("crime", offence_code=code) is None


def test_shapes_say_what_definitions_may_ask() -> None:
    incident = fields_of("incident")
    assert incident["received_at"] == Shape("moment")
    assert incident["arrived_at"] == Shape("moment")
    assert incident["revision"] == Shape("number")
    assert incident["area"] == Shape("text")
    assert incident["attendance"] == Shape("text", choices=frozenset({"required", "not-required"}))
    assert incident["hate_strands"].many
    assert fields_of("stop-search")["body_worn_video"] == Shape("flag")
    assert fields_of("complaint")["suspended_days"] == Shape("number")


def test_fields_of_parts_are_named_with_their_list() -> None:
    crime = fields_of("crime")
    assert crime["outcomes.at"] == Shape("moment", many=True, part_of="outcomes")
    assert crime["outcomes.code"] == Shape("number", many=True, part_of="outcomes")
    assert "outcomes" not in crime
    assert part_lists_of("crime") == {"outcomes"}
    assert part_lists_of("complaint") == {"allegations"}
    assert part_lists_of("incident") == frozenset()


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_shape(kind: str) -> None:
    named = {name.partition(".")[0] for name in fields_of(kind)}
    assert named == set(KINDS[kind].model_fields)


def test_an_unknown_kind_has_no_fields() -> None:
    with pytest.raises(KeyError):
        fields_of("dog-licence")
