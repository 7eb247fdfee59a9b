"""One event, as a control room sends it."""

import json

import httpx
import pytest
from tests.partitioner import partition_of
from tests.unit.ingest.builders import bearer, encoded, incident
from tests.unit.ingest.fakes import FakeLog


async def test_an_event_is_kept_as_it_came(client: httpx.AsyncClient, log: FakeLog) -> None:
    raw = json.dumps(incident(), indent=2).encode()
    answer = await client.post("/v1/events", content=raw, headers=bearer())
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    key = b"west-midlands/incident/INC-evt-1"
    (kept,) = log.records[partition_of(key, 4)]
    assert kept.value == raw
    assert kept.content_type == "application/cloudevents+json"
    assert kept.key == key


async def test_an_event_in_headers_is_kept_as_one_document(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    event = incident()
    data = event.pop("data")
    headers = {f"ce-{name}": value for name, value in event.items()}
    answer = await client.post(
        "/v1/events",
        content=encoded(data),
        headers=bearer(content_type="application/json; charset=utf-8") | headers,
    )
    assert answer.status_code == 202
    (kept,) = log.all()
    assert json.loads(kept.value) == {**incident(), "datacontenttype": "application/json"}
    assert kept.content_type == "application/cloudevents+json"


async def test_headers_are_percent_decoded(client: httpx.AsyncClient, log: FakeLog) -> None:
    event = incident(source="urn%3Awest-midlands:control%2Droom")
    data = event.pop("data")
    headers = {f"ce-{name}": value for name, value in event.items()}
    answer = await client.post(
        "/v1/events",
        content=encoded(data),
        headers=bearer(content_type="application/json") | headers,
    )
    assert answer.status_code == 202
    assert json.loads(log.all()[0].value)["source"] == "urn:west-midlands:control-room"


@pytest.mark.parametrize(
    ("header", "value", "status", "reason"),
    [
        ("ce-id", "%zz", 400, "is not percent-encoded UTF-8"),
        ("ce-id", "%ff", 400, "is not percent-encoded UTF-8"),
        ("ce-colour", "red", 422, "unknown field"),
        ("ce-id", "a%00b", 422, "holds a NUL character"),
    ],
)
async def test_bad_headers_are_named(
    client: httpx.AsyncClient, header: str, value: str, status: int, reason: str
) -> None:
    event = incident()
    data = event.pop("data")
    headers = {f"ce-{name}": text for name, text in event.items()} | {header: value}
    answer = await client.post(
        "/v1/events",
        content=encoded(data),
        headers=bearer(content_type="application/json") | headers,
    )
    assert answer.status_code == status
    assert answer.json()["errors"][0]["reason"] == reason


@pytest.mark.parametrize(("path", "status"), [("/v1/events", 422), ("/v1/events/validate", 200)])
async def test_odd_data_beside_headers_is_named(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    event = incident(data_colour="a\0b")
    data = event.pop("data")
    headers = {f"ce-{name}": text for name, text in event.items()}
    answer = await client.post(
        path,
        content=encoded(data),
        headers=bearer(content_type="application/json") | headers,
    )
    assert answer.status_code == status
    told = answer.json() if status == 422 else answer.json()["results"][0]
    assert told["errors"] == [{"field": "data.colour", "reason": "holds a NUL character"}]


async def test_a_whole_event_as_plain_json_is_told_the_right_type(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(
        "/v1/events", content=encoded(incident()), headers=bearer(content_type="application/json")
    )
    assert answer.status_code == 400
    assert "application/cloudevents+json" in answer.json()["detail"]


async def test_no_acknowledgement_is_503_send_again(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    log.down = True
    answer = await client.post("/v1/events", content=encoded(incident()), headers=bearer())
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert "send it again" in answer.json()["detail"]


async def test_validation_keeps_nothing(client: httpx.AsyncClient, log: FakeLog) -> None:
    good = await client.post("/v1/events/validate", content=encoded(incident()), headers=bearer())
    assert good.status_code == 200
    assert good.json() == {
        "valid": 1,
        "invalid": 0,
        "results": [{"index": 0, "id": "evt-1", "status": 200}],
    }
    bad = await client.post(
        "/v1/events/validate", content=encoded(incident(data_grade="urgent")), headers=bearer()
    )
    assert bad.status_code == 200
    assert bad.json()["results"][0]["errors"][0]["field"] == "data.grade"
    assert log.all() == []


async def test_the_request_has_a_name(client: httpx.AsyncClient) -> None:
    given = await client.post(
        "/v1/events", content=encoded(incident()), headers=bearer(x_request_id="abc-1")
    )
    assert given.headers["x-request-id"] == "abc-1"
    made = await client.post(
        "/v1/events", content=encoded(incident()), headers=bearer(x_request_id="a b\tc")
    )
    assert len(made.headers["x-request-id"]) == 32
