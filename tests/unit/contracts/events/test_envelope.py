import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.contracts.event_builders import RECORDS, event, without

from oversight_contracts.canonical_json import canonical
from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.event import Event, read_event
from oversight_contracts.records.kinds import KINDS

LARGEST = 2**53 - 1


def read(document: Any, *, strict: bool = True) -> Event:
    return read_event(document, strict=strict)


def faults(document: Any) -> dict[str, str]:
    with pytest.raises(InvalidEvent) as refused:
        read(document)
    return {fault.field: fault.reason for fault in refused.value.faults}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_whole(kind: str) -> None:
    found = read(event(kind))
    assert (found.id, found.source, found.subject) == (
        "e-1",
        "urn:west-midlands:control-room",
        "r-1",
    )
    assert (found.kind, found.force, found.area) == (kind, "west-midlands", RECORDS[kind]["area"])
    assert found.revision == RECORDS[kind]["revision"]
    assert found.time == datetime(2026, 3, 28, 23, 58, 10, tzinfo=UTC)
    assert type(found.record) is KINDS[kind]
    assert orjson.loads(found.data) == RECORDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_removal_has_no_record_and_a_revision_of_its_own(kind: str) -> None:
    found = read(event(kind, "removed"))
    assert (found.kind, found.record, found.force, found.revision) == (
        kind,
        None,
        "west-midlands",
        9,
    )


def test_the_key_is_force_kind_and_record() -> None:
    assert read(event(subject="Log 1".replace(" ", "-"))).key == b"west-midlands/incident/Log-1"
    assert read(event(verb="removed", subject="7")).key == b"west-midlands/incident/7"


@pytest.mark.parametrize("document", [None, [], "event", 7, [event()]])
def test_what_is_no_object_is_refused_as_a_whole(document: Any) -> None:
    assert faults(document) == {"": "an event is a JSON object"}


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_a_missing_attribute_is_named(name: str) -> None:
    assert faults(without(event(), name)) == {name: "Field required"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specversion", "0.3"),
        ("id", ""),
        ("id", "a b "),
        ("id", " a"),
        ("id", "/a"),
        ("id", "a\nb"),
        ("source", "a b"),
        ("source", "a/b"),
        ("id", "x" * 129),
        ("id", "a\n"),
        ("source", "urn:/../x?"),
        ("subject", "../r"),
        ("subject", 7),
        ("time", "2026-03-28T23:58:10"),
        ("time", 1774742290),
        ("time", "1774742290"),
        ("time", "1900-01-01T00:00:00Z"),
        ("time", "9999-12-31T23:59:59-05:00"),
        ("datacontenttype", "text/xml"),
        ("data", []),
        ("data", None),
        ("type", "uk.police.incident.changed.v1"),
        ("type", "uk.police.dog-licence.recorded.v1"),
        ("type", "uk.police.incident.recorded.v2"),
        ("type", "uk.police.incident.recorded.v1\n"),
        ("type", 1),
        ("traceparent", "x" * 201),
    ],
)
def test_an_attribute_at_fault_is_named(name: str, value: Any) -> None:
    assert list(faults(event() | {name: value})) == [name]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_at", "2026-03-28T23:58:10"),
        ("received_at", "2026-03-28"),
        ("received_at", "2026"),
        ("received_at", "1774742290"),
        ("received_at", 1774742290),
        ("received_at", None),
        ("received_at", "2026-02-30T00:00:00Z"),
        ("received_at", "yesterday"),
        ("received_at", "20260328T235810Z"),
        ("received_at", "2026-W13-6T23:58:10Z"),
        ("grade", "p1"),
        ("grade", ["priority-1"]),
        ("force", "West Midlands"),
        ("area", ""),
        ("area", "birmingham\n"),
        ("revision", -1),
        ("revision", LARGEST + 1),
        ("revision", "3"),
        ("revision", 3.0),
        ("revision", True),
        ("markers", "domestic-abuse"),
        ("free_text", "he was seen"),
    ],
)
def test_a_field_at_fault_is_named(field: str, value: Any) -> None:
    assert list(faults(event(data={field: value}))) == [f"data.{field}"]


@pytest.mark.parametrize("revision", [0, LARGEST])
def test_the_first_and_the_last_revision_are_taken(revision: int) -> None:
    assert read(event(data={"revision": revision})).revision == revision


def test_faults_inside_parts_and_lists_have_their_whole_path() -> None:
    outcomes = [
        {"code": 1, "at": "2026-03-28T09:00:00Z"},
        {"code": 23, "at": "2026-03-28T09:00:00", "by": "X"},
    ]
    found = faults(event("crime", data={"outcomes": outcomes, "markers": ["knife", "spoon"]}))
    assert set(found) == {
        "data.outcomes.1.code",
        "data.outcomes.1.at",
        "data.outcomes.1.by",
        "data.markers.1",
    }
    assert found["data.outcomes.1.by"] == "unknown field"


def test_every_fault_is_told_at_once() -> None:
    assert set(faults(event(data={"grade": "x", "revision": -1, "typo": 1}))) == {
        "data.grade",
        "data.revision",
        "data.typo",
    }


@pytest.mark.parametrize("verb", ["recorded", "removed"])
def test_unknown_fields_are_refused_at_the_door_and_passed_over_downstream(verb: str) -> None:
    document = event(verb=verb, data={"new": 1}) | {"an_extension": "x"}
    assert faults(event(verb=verb, data={"new": 1})) == {"data.new": "unknown field"}
    assert list(faults(event(verb=verb) | {"an_extension": "x"})) == ["an_extension"]
    found = read(document, strict=False)
    # The digest is of all that was received: what a newer feed adds is a change too.
    assert found.digest != read(event(verb=verb)).digest


@pytest.mark.parametrize("part", ["outcomes", "allegations"])
def test_unknown_fields_of_parts_are_passed_over_downstream(part: str) -> None:
    kind = "crime" if part == "outcomes" else "complaint"
    inner = {
        "outcomes": {"code": 1, "at": "2026-03-28T09:00:00Z", "new": 1},
        "allegations": {"category": "incivility", "new": 1},
    }[part]
    assert read(event(kind, data={part: [inner]}), strict=False).record is not None


def test_a_removal_carries_no_record() -> None:
    assert faults(event(verb="removed", data={"grade": "priority-1"})) == {
        "data.grade": "unknown field"
    }
    assert faults(event(verb="removed", data={"revision": None})) == {
        "data.revision": "Input should be a valid integer"
    }


@pytest.mark.parametrize("bad", ["\ud800", 2**64, {"deep": 1}])
def test_what_json_cannot_carry_is_refused(bad: Any) -> None:
    if isinstance(bad, dict):
        for _ in range(1000):
            bad = {"deep": bad}
    with pytest.raises(InvalidEvent):
        read(event(data={"grade": bad}))


def test_a_moment_keeps_to_the_instant_it_names() -> None:
    at = "2026-03-29T01:30:00.250+01:00"
    found = read(event(time=at, data={"received_at": at}))
    assert found.time == datetime(2026, 3, 29, 0, 30, 0, 250_000, tzinfo=UTC)
    assert getattr(found.record, "received_at", None) == found.time


START = datetime(1970, 1, 2, tzinfo=UTC)
MOMENTS = st.builds(
    lambda since, minutes: (START + since).astimezone(timezone(timedelta(minutes=minutes))),
    st.timedeltas(timedelta(0), timedelta(days=73_000)),
    st.integers(-14 * 60, 14 * 60),
)


@given(MOMENTS)
def test_any_aware_time_is_read_back_exactly(moment: datetime) -> None:
    assert read(event(time=moment.isoformat())).time == moment


@given(st.permutations(list(RECORDS["complaint"])))
def test_the_digest_does_not_depend_on_the_order_of_keys(order: list[str]) -> None:
    document = event("complaint")
    shuffled = document | {"data": {name: document["data"][name] for name in order}}
    assert read(shuffled).digest == read(document).digest


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_the_digest_tells_content_apart(one: int, other: int) -> None:
    digests = [read(event(data={"revision": number})).digest for number in (one, other)]
    assert (digests[0] == digests[1]) == (one == other)


def test_the_digest_is_of_the_data_alone() -> None:
    first = read(event())
    again = read(event(id="e-2", time="2026-03-29T00:00:00Z", traceparent="00-ab-cd-01"))
    assert again.digest == first.digest
    assert first.digest == hashlib.sha256(b"recorded" + canonical(event()["data"])).digest()


def test_a_record_and_its_removal_never_have_the_same_digest() -> None:
    data = event(verb="removed")["data"]
    removed = read(event(verb="removed")).digest
    assert removed != hashlib.sha256(b"recorded" + canonical(data)).digest()
    assert removed == hashlib.sha256(b"removed" + canonical(data)).digest()


def test_a_value_that_stands_by_default_is_not_the_same_content() -> None:
    # As received: a source that begins to send a default has changed its record.
    assert read(event(data={"markers": []})).digest != read(event()).digest


@pytest.mark.parametrize("value", ["a text", "", 7, -(2**31), True, None])
@pytest.mark.parametrize("verb", ["recorded", "removed"])
def test_an_extension_attribute_changes_nothing(verb: str, value: Any) -> None:
    assert read(event(verb=verb) | {"partitionkey": value}) == read(event(verb=verb))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("arrived_at", "2026-03-28T23:58:10Z", "it is a field of the record and belongs in data"),
        ("grade", "priority-1", "it is a field of the record and belongs in data"),
        ("partitionKey", "x", "named by lower-case letters and digits"),
        ("a_b", "x", "named by lower-case letters and digits"),
        ("", "x", "named by lower-case letters and digits"),
        ("x" * 51, "x", "50 at most"),
        ("partitionkey", {"a": 1}, "is no text"),
        ("partitionkey", [1], "is no text"),
        ("partitionkey", 1.5, "is no text"),
        ("partitionkey", 2**31, "32-bit"),
        ("partitionkey", "x" * 501, "500 characters"),
    ],
)
def test_what_is_no_extension_attribute_is_named(name: str, value: Any, reason: str) -> None:
    found = faults(event() | {name: value})
    assert list(found) == [name]
    assert reason in found[name]


def test_faults_of_extension_attributes_and_of_the_rest_are_told_together() -> None:
    document = event(data={"grade": "p1"}) | {"a_b": 1, "type": "uk.police.incident.recorded.v1"}
    assert set(faults(document)) == {"a_b", "data.grade"}


@pytest.mark.parametrize("number", ["20/123456/21", "20BW1 04711", "a", "a/b c"])
def test_numbers_have_slashes_and_spaces(number: str) -> None:
    found = read(event() | {"id": number, "subject": number})
    assert (found.id, found.subject) == (number, number)
    assert found.key.endswith(f"/incident/{number}".encode())
