"""What is refused of a single event, and that the answer names the field or the reason."""

import gzip
from typing import Any

import httpx
import pytest
from tests.unit.ingest.builders import (
    ADMIN,
    BATCH,
    NATIONAL,
    NATIONAL_FEED,
    NDJSON,
    OTHER_FEED,
    SECRETARIAT,
    STRUCTURED,
    bearer,
    encoded,
    incident,
)
from tests.unit.ingest.fakes import FakeLog

AHEAD = ("data.received_at", "more than 5 minutes in the future")


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def in_data(text: str) -> bytes:
    """An incident whose data has ``text`` as a further member."""
    return encoded(incident()).replace(b'"force":', text.encode() + b',"force":')


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"data_grade": "urgent"}, "data.grade", "'priority-1'"),
        ({"data_revision": "1"}, "data.revision", "integer"),
        ({"data_revision": 2**53}, "data.revision", "beyond 2^53"),
        ({"data_revision": 10**40}, "data.revision", "beyond 2^53"),
        ({"data_revision": 1.5}, "data.revision", "integer"),
        ({"data_colour": "red"}, "data.colour", "unknown field"),
        ({"Colour": "red"}, "Colour", "unknown field"),
        ({"grade": "priority-1"}, "grade", "belongs in data"),
        ({"id": None}, "id", "required"),
        ({"subject": "a b "}, "subject", "pattern"),
        ({"id": "a\tb"}, "id", "^[A-Za-z0-9]"),
        ({"subject": ""}, "subject", "pattern"),
        ({"subject": 7}, "subject", "string"),
        ({"time": "2026-01-05T11:00:00"}, "time", "time"),
        ({"time": "2026-01-05T12:05:01Z"}, "time", "more than 5 minutes in the future"),
        ({"data_received_at": "2062-10-10T10:00:00Z", "data_arrived_at": None}, *AHEAD),
        ({"data_closed_at": "3019-01-05T12:00:00Z"}, "data.closed_at", AHEAD[1]),
        ({"data_arrived_at": "2026-01-05T10:00:00Z"}, "data.arrived_at", "before received_at"),
        ({"data_area": "atlantis"}, "data.area", "no area atlantis of force west-midlands"),
        ({"dataschema": "a\0b"}, "dataschema", "NUL"),
        ({"dataschema": "\ud800"}, "dataschema", "surrogate"),
        ({"data_a\0b": 1}, "data.a\\u0000b", "NUL"),
        ({"data_\ud800": 1}, "data.\\ud800", "surrogate"),
        ({"type": "uk.police.parking.recorded.v1"}, "type", "is none of"),
        ({"specversion": "0.3"}, "specversion", "1.0"),
    ],
)
async def test_a_bad_field_is_named(
    client: httpx.AsyncClient, log: FakeLog, change: dict[str, Any], field: str, reason: str
) -> None:
    answer = await client.post("/v1/events", content=encoded(incident(**change)), headers=bearer())
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    errors = {error["field"]: error["reason"] for error in answer.json()["errors"]}
    assert reason in errors[field]
    assert log.all() == []


async def test_a_comparator_takes_published_statistics_and_no_records(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    headers = bearer(NATIONAL_FEED)
    answer = await client.post(
        "/v1/events", content=encoded(of_england(incident())), headers=headers
    )
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "data.force"
    assert error["reason"] == (
        "england-and-wales is a comparator: it takes records of kind statistic and no others"
    )
    assert log.all() == []
    answer = await client.post("/v1/events", content=encoded(of_england(rate())), headers=headers)
    assert answer.status_code == 202
    assert len(log.all()) == 1


def of_england(event: dict[str, Any]) -> dict[str, Any]:
    place = {"force": "england-and-wales", "area": "force"}
    return {**event, "source": NATIONAL, "data": {**event["data"], **place}}


def rate() -> dict[str, Any]:
    """The rate that the annual report for 2020/21 prints beside the force's own."""
    stated = {
        "revision": 1,
        "measure": "crime.rate",
        "first_day": "2019-10-01",
        "last_day": "2020-09-30",
        "value": "83.5",
        "publisher": "Office for National Statistics",
    }
    return {**incident(type="uk.police.statistic.recorded.v1"), "data": stated}


@pytest.mark.parametrize(
    ("raw", "status", "reason"),
    [
        (b"", 400, "Expecting value"),
        (b"{", 400, "line 1"),
        (b'"a"', 422, "an event is a JSON object"),
        (b"[]", 422, "an event is a JSON object"),
        (b'{"a": "\xff"}', 400, "not UTF-8"),
        (b"\xef\xbb\xbf{}", 400, "BOM"),
        (b"9" * 5000, 400, "digits"),
        (deep(33), 422, "nested deeper than 32"),
        (deep(1_000), 422, "nested deeper than 32"),
        (deep(100_000), 422, "nested deeper than 32"),
        (b"[" * 100_000, 422, "nested deeper than 32"),
        (in_data('"a":' + "[" * 40 + "]" * 40), 422, "nested deeper than 32"),
        (in_data('"revision":7'), 422, "data.revision: stands twice"),
        (in_data('"revision" :\n7'), 422, "data.revision: stands twice"),
        (in_data(r'"revisio\u006e":7'), 422, "data.revision: stands twice"),
        (in_data('"a":NaN'), 422, "data.a: is not a number"),
        (in_data('"a":-Infinity'), 422, "data.a: is not a number"),
        (in_data('"a":1e999'), 422, "data.a: is a number that no reader holds"),
    ],
)
async def test_bad_json_is_a_problem(
    client: httpx.AsyncClient, log: FakeLog, raw: bytes, status: int, reason: str
) -> None:
    answer = await client.post("/v1/events", content=raw, headers=bearer())
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert reason in answer.json()["detail"]
    assert log.all() == []


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({"Content-Type": STRUCTURED}, 401, "Authorization"),
        (bearer("unknown"), 401, "not known"),
        (bearer() | {"Authorization": "Basic Zm9v"}, 401, "Authorization"),
        (bearer(SECRETARIAT), 403, "role feed"),
        (bearer(ADMIN), 403, "role feed"),
        (bearer(OTHER_FEED), 403, "bound to the source"),
        (bearer(content_type="text/plain"), 415, "Content-Type"),
        (bearer(content_type=""), 415, "Content-Type"),
        (bearer(content_type=f"{STRUCTURED}; charset=latin-1"), 415, "charset"),
        (bearer(content_encoding="br"), 415, "Content-Encoding"),
        (bearer(content_encoding="gzip"), 400, "gzip"),
    ],
)
async def test_a_bad_head_is_a_problem(
    client: httpx.AsyncClient, log: FakeLog, headers: dict[str, str], status: int, reason: str
) -> None:
    answer = await client.post("/v1/events", content=encoded(incident()), headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert reason in answer.text
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert log.all() == []


async def test_records_the_token_does_not_own_are_refused(client: httpx.AsyncClient) -> None:
    other_force = incident(data_force="staffordshire", data_area="force")
    answer = await client.post("/v1/events", content=encoded(other_force), headers=bearer())
    assert answer.status_code == 403
    assert "does not own records of kind incident of force staffordshire" in answer.text


async def test_a_force_not_known_is_named(client: httpx.AsyncClient) -> None:
    event = incident(
        source="urn:staffordshire:control-room", data_force="staffordshire", data_area="stoke"
    )
    answer = await client.post("/v1/events", content=encoded(event), headers=bearer(OTHER_FEED))
    assert answer.json()["errors"] == [
        {"field": "data.area", "reason": "no area stoke of force staffordshire"}
    ]


async def test_a_body_of_10_mb_is_refused(client: httpx.AsyncClient) -> None:
    body = encoded(incident(dataschema="x" * 10_000_000))
    for content_type, limit in ((STRUCTURED, "1000000"), (BATCH, "10000000")):
        answer = await client.post(
            "/v1/events", content=body, headers=bearer(content_type=content_type)
        )
        assert answer.status_code == 413
        assert limit in answer.json()["detail"]


async def test_a_compressed_body_is_read(client: httpx.AsyncClient, log: FakeLog) -> None:
    raw = encoded(incident())
    # Two members, as `cat a.gz b.gz` makes them.
    packed = gzip.compress(raw[:50]) + gzip.compress(raw[50:])
    answer = await client.post(
        "/v1/events", content=packed, headers=bearer(content_encoding="gzip")
    )
    assert answer.status_code == 202
    assert log.all()[0].value == raw


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        (gzip.compress(b" " * 10_000_000), 413),
        (gzip.compress(encoded(incident()))[:-5], 400),
        (gzip.compress(encoded(incident())) + b"rest", 400),
        (b"", 400),
    ],
)
async def test_a_bad_compressed_body_is_refused(
    client: httpx.AsyncClient, packed: bytes, status: int
) -> None:
    answer = await client.post(
        "/v1/events", content=packed, headers=bearer(content_encoding="gzip")
    )
    assert answer.status_code == status


async def test_other_paths_and_methods_are_problems(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/v1/events"), await client.get("/nowhere")):
        assert answer.status_code in (404, 405)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_an_event_too_long_for_a_record_is_refused(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    many = incident(data_markers=["domestic-abuse"] * 20_000)
    answer = await client.post("/v1/events", content=encoded(many), headers=bearer())
    assert answer.status_code == 413
    spaced = encoded(incident()) + b" " * 300_000
    answer = await client.post("/v1/events", content=spaced, headers=bearer())
    assert answer.status_code == 202
    assert log.all()[0].value == encoded(incident())


@pytest.mark.parametrize("content_type", [STRUCTURED, BATCH, NDJSON, "application/json"])
async def test_what_has_happened_is_not_in_the_future_in_any_mode(
    client: httpx.AsyncClient, log: FakeLog, content_type: str
) -> None:
    event = incident(data_received_at="2062-10-10T10:00:00Z", data_arrived_at=None)
    body, headers = encoded(event), bearer(content_type=content_type)
    if content_type == BATCH:
        body = encoded([event])
    if content_type == "application/json":
        body = encoded(event.pop("data"))
        headers |= {f"ce-{name}": value for name, value in event.items()}
    for path in ("/v1/events", "/v1/events/validate"):
        answer = (await client.post(path, content=body, headers=headers)).json()
        problem = answer["results"][0] if "results" in answer else answer
        assert problem["status"] == 422
        assert [each["field"] for each in problem["errors"]] == ["data.received_at"]
    assert log.all() == []


async def test_a_time_to_come_is_named_beside_what_is_before_it(client: httpx.AsyncClient) -> None:
    event = incident(data_received_at="2031-01-05T11:00:00Z", time="2031-01-05T11:00:00Z")
    answer = await client.post("/v1/events", content=encoded(event), headers=bearer())
    errors = {error["field"]: error["reason"] for error in answer.json()["errors"]}
    assert AHEAD[1] in errors["data.received_at"]
    assert AHEAD[1] in errors["time"]
    assert {reason for reason in errors.values() if "is before" in reason}
