from typing import Any

import pytest
from tests.unit.contracts.event_builders import RECORDS, event

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.event import read_event
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS, STATEMENTS
from oversight_contracts.records.statistic import Statistic

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
        ("survey-response", "asked_at", "cancelled_at"),
        ("collision", "collided_at", "cancelled_at"),
        ("casualty", "collided_at", "cancelled_at"),
        ("recording-audit", "audited_at", "cancelled_at"),
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


MOMENTS = [
    (kind, name)
    for kind in KINDS
    for name, shape in fields_of(kind).items()
    if shape.holds == "moment" and not shape.part_of and not name.startswith("occurred_")
]


@pytest.mark.parametrize(("kind", "field"), MOMENTS)
@pytest.mark.parametrize(
    "null",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-02T00:00:00+14:00",
        "1753-01-01T00:00:00Z",
        "1899-12-30T00:00:00Z",
        "1900-01-01T00:00:00Z",
        "1970-01-01T00:00:00+01:00",
        "1970-01-01T23:59:59Z",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_a_null_date_of_another_system_is_no_time(kind: str, field: str, null: str) -> None:
    named = fault(kind, **{field: null})
    assert named is not None
    assert named[0] == f"data.{field}"
    assert "1970-01-02T00:00:00Z" in named[1] or "less than 9999-01-01" in named[1]


def test_the_first_time_that_a_record_can_have() -> None:
    assert fault("crime", recorded_at="1970-01-02T00:00:00Z") is None


def test_what_is_told_of_today_may_have_happened_a_lifetime_ago() -> None:
    assert fault("crime", occurred_from="1905-01-01T00:00:00Z") is None
    assert fault("crime", occurred_from="1961-05-01T00:00:00Z") is None
    for null in ("1900-01-01T00:00:00Z", "1904-01-01T00:00:00Z"):
        assert fault("crime", occurred_to=null) == (
            "data.occurred_to",
            "Input should be greater than or equal to 1905-01-01T00:00:00Z",
        )


def test_a_time_inside_a_part_has_the_same_bounds() -> None:
    outcome = {"code": 1, "at": "1900-01-01T00:00:00Z"}
    named = fault("crime", outcomes=[outcome])
    assert named is not None
    assert named[0] == "data.outcomes.0.at"


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
    assert incident["received_at"] == Shape("moment", blank=False)
    assert incident["arrived_at"] == Shape("moment")
    assert incident["revision"] == Shape("number", blank=False)
    assert incident["area"] == Shape("text", blank=False)
    attendance = frozenset({"required", "not-required"})
    assert incident["attendance"] == Shape("text", choices=attendance, blank=False)
    assert incident["hate_strands"].many
    assert fields_of("stop-search")["body_worn_video"] == Shape("flag")
    assert fields_of("complaint")["suspended_days"] == Shape("number", blank=False)


def test_fields_of_parts_are_named_with_their_list() -> None:
    crime = fields_of("crime")
    assert crime["outcomes.at"] == Shape("moment", True, None, "outcomes", blank=False)
    assert crime["outcomes.code"] == Shape("number", True, None, "outcomes", blank=False)
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


class TestStatements:
    @pytest.mark.parametrize(
        "value", ["0", "-0.5", "30.5", "12.50", "999999999999999999.123456789"]
    )
    def test_a_decimal_stays_the_text_it_came_as(self, value: str) -> None:
        found = read_event(event("statistic", data={"value": value}), strict=True)
        assert isinstance(found.record, Statistic)
        assert found.record.value == value

    @pytest.mark.parametrize("value", ["", "1e3", "01", "1,000", ".5", "5.", "NaN", "30,5"])
    def test_what_is_no_plain_decimal_is_refused(self, value: str) -> None:
        named = fault("statistic", value=value)
        assert named is not None
        assert named[0] == "data.value"

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"value": None}, "value"),
            ({"absent": "benchmark"}, "value"),
            ({"value": None, "numerator": "1"}, "denominator"),
            ({"denominator": "1"}, "numerator"),
        ],
    )
    def test_there_is_one_figure_or_the_reason_why_not(
        self, given: dict[str, Any], field: str
    ) -> None:
        named = fault("statistic", **given)
        assert named is not None
        assert named[0] == f"data.{field}"

    def test_what_is_absent_says_why(self) -> None:
        assert fault("statistic", value=None, absent="not-applicable") is None
        assert fault("statistic", value=None, numerator="328", denominator="332") is None

    @pytest.mark.parametrize("denominator", ["0", "0.00", "-0"])
    def test_nothing_is_divided_by_zero(self, denominator: str) -> None:
        given = {"numerator": "0", "denominator": denominator}
        assert fault("statistic", value=None, **given) == (
            "data.denominator",
            "is 0: say with absent why there is no figure",
        )
        # The value is the figure, and the count only told beside it.
        assert fault("statistic", value="0", **given) is None
        assert fault("statistic", value=None, numerator="0", denominator="0.001") is None

    def test_what_was_stored_before_stays_readable(self) -> None:
        stored = RECORDS["statistic"] | {"value": None, "numerator": "0", "denominator": "0"}
        assert Statistic.model_validate(stored | {"first_day": "1900-01-01"}).denominator == "0"

    @pytest.mark.parametrize("kind", sorted(STATEMENTS))
    def test_published_series_are_long_but_null_dates_are_no_days(self, kind: str) -> None:
        assert fault(kind, first_day="1905-01-01") is None
        for field, null in (("first_day", "1900-01-01"), ("last_day", "9999-12-31")):
            named = fault(kind, **{field: null})
            assert named is not None
            assert named[0] == f"data.{field}"

    @pytest.mark.parametrize("kind", sorted(STATEMENTS))
    def test_a_period_does_not_end_before_it_begins(self, kind: str) -> None:
        assert fault(kind, last_day="2026-01-01") is None
        assert fault(kind, last_day="2025-12-31") == ("data.last_day", "is before first_day")
        assert fault(kind, last_day="31/12/2025") == (
            "data.last_day",
            "is not a day such as 2026-03-29",
        )

    def test_who_tells_is_named_where_another_does(self) -> None:
        assert fault("deliverable-update", status="see-other", see="complaints") is None
        for wrong in ({"status": "see-other"}, {"see": "complaints"}):
            named = fault("deliverable-update", **wrong)
            assert named is not None
            assert named[0] == "data.see"


def test_an_offence_is_what_a_crime_survey_asks_about() -> None:
    burglary = "burglary-residential"
    assert fault("survey-response", about="crime", offence=burglary) is None
    assert fault("survey-response", about="anti-social-behaviour", offence=burglary) == (
        "data.offence",
        "is given where about is not crime",
    )


def test_only_recording_is_in_time_or_late() -> None:
    assert fault("recording-audit", in_time=True) is None
    assert fault("recording-audit", decision="cancellation", in_time=True) == (
        "data.in_time",
        "is given where the decision is not recording",
    )
