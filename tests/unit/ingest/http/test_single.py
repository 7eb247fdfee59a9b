"""One event, as a control room sends it."""

import json
from base64 import b64encode
from typing import Any

import httpx
import pytest
from tests.partitioner import partition_of
from tests.unit.ingest.builders import BATCH, bearer, encoded, incident
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
        (
            *("ce-a_colour", "red", 422),
            "unknown field: an extension attribute is named by lower-case letters and digits, "
            "50 at most",
        ),
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


async def test_attributes_in_headers_need_no_content_type(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    """What the Python SDK of CloudEvents writes where nobody sets ``datacontenttype``."""
    event = incident()
    data = event.pop("data")
    headers = {f"ce-{name}": value for name, value in event.items()}
    token = {"Authorization": bearer()["Authorization"]}
    answer = await client.post("/v1/events", content=encoded(data), headers=token | headers)
    assert answer.status_code == 202, answer.text
    assert json.loads(log.all()[0].value) == {**incident(), "datacontenttype": "application/json"}
    without = await client.post("/v1/events", content=encoded(data), headers=token)
    assert without.status_code == 415


async def test_extension_attributes_are_kept(client: httpx.AsyncClient, log: FakeLog) -> None:
    raw = encoded(incident(partitionkey="a", sequence=7))
    assert (await client.post("/v1/events", content=raw, headers=bearer())).status_code == 202
    assert log.all()[0].value == raw
    event = incident(sampledrate="30")
    data = event.pop("data")
    headers = {f"ce-{name}": value for name, value in event.items()}
    answer = await client.post(
        "/v1/events",
        content=encoded(data),
        headers=bearer(content_type="application/json") | headers,
    )
    assert answer.status_code == 202
    assert json.loads(log.all()[-1].value)["sampledrate"] == "30"


def packed(data: bytes, **changes: Any) -> bytes:
    event = incident(**changes)
    del event["data"]
    return encoded({**event, "data_base64": b64encode(data).decode()})


async def test_data_in_base64_is_data(client: httpx.AsyncClient, log: FakeLog) -> None:
    data = encoded(incident()["data"])
    answer = await client.post("/v1/events", content=packed(data), headers=bearer())
    assert answer.status_code == 202, answer.text
    batch = await client.post(
        "/v1/events", content=b"[" + packed(data) + b"]", headers=bearer(content_type=BATCH)
    )
    assert batch.status_code == 202, batch.text
    single, several = (json.loads(each.value) for each in log.all())
    assert single == several[0] == incident()


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        (packed(b"{"), "data_base64", "holds no JSON"),
        (packed(b""), "data_base64", "holds no JSON"),
        (packed(b'{"grade": "a\\u0000"}'), "data.grade", "NUL"),
        (packed(encoded({**incident()["data"], "grade": "p1"})), "data.grade", "priority-1"),
        (packed(b"{}").replace(b"e30=", b"e3_="), "data_base64", "is not base64"),
        # Read with the strange letter left out it would be an object.
        (packed(b"{}").replace(b"e30=", b"e!30="), "data_base64", "is not base64"),
        (packed(b"{}").replace(b'"e30="', b"7"), "data_base64", "is no text"),
        (encoded({**incident(), "data_base64": "e30="}), "data_base64", "stands beside data"),
    ],
)
async def test_bad_data_in_base64_is_named(
    client: httpx.AsyncClient, log: FakeLog, content: bytes, field: str, reason: str
) -> None:
    answer = await client.post("/v1/events", content=content, headers=bearer())
    assert answer.status_code == 422
    errors = {error["field"]: error["reason"] for error in answer.json()["errors"]}
    assert reason in errors[field]
    assert log.all() == []


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
