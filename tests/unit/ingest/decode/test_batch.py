"""Many events in one request: the good ones count, the bad ones are told one by one."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.partitioner import partition_of
from tests.unit.ingest.builders import BATCH, bearer, encoded, incident
from tests.unit.ingest.conftest import MakeClient
from tests.unit.ingest.fakes import FakeLog

HEADERS = bearer(content_type=BATCH)


def kept(log: FakeLog) -> list[dict[str, Any]]:
    """The events of all records."""
    return [event for record in log.all() for event in json.loads(record.value)]


async def test_a_batch_becomes_records_in_the_partitions_of_its_records(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    events = [incident(f"{n}") for n in range(3000)]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 3000})
    for number, records in log.records.items():
        inside = [event for record in records for event in json.loads(record.value)]
        keys = [f"west-midlands/incident/{event['subject']}".encode() for event in events]
        assert inside == [
            event for event, key in zip(events, keys, strict=True) if partition_of(key, 4) == number
        ]
        assert [len(json.loads(record.value)) for record in records[:-1]] == [500] * (
            len(records) - 1
        )
    assert {(each.content_type, each.key) for each in log.all()} == {(BATCH, None)}


async def test_a_record_is_at_most_half_a_mebibyte(client: httpx.AsyncClient, log: FakeLog) -> None:
    long = ["domestic-abuse"] * 1_000
    events = [incident(f"{n}", subject="INC-1", data_markers=long) for n in range(60)]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 202
    assert max(len(record.value) for record in log.all()) <= 512 * 1024
    assert kept(log) == events


async def test_the_good_count_and_the_bad_are_told(client: httpx.AsyncClient, log: FakeLog) -> None:
    events = [
        incident("0"),
        incident("1", data_area="atlantis"),
        incident("2", source="urn:somebody:else"),
        incident("3"),
        "no event",
        incident("5", time="2027-01-01T00:00:00Z"),
    ]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 207
    body = answer.json()
    assert (body["accepted"], body["refused"], body["unknown"]) == (2, 4, 0)
    assert [(each["index"], each["id"], each["status"]) for each in body["results"]] == [
        (0, "0", 202),
        (1, "1", 422),
        (2, "2", 403),
        (3, "3", 202),
        (4, None, 422),
        (5, "5", 422),
    ]
    assert body["results"][1]["errors"][0]["reason"] == "no area atlantis of force west-midlands"
    assert [event["id"] for event in kept(log)] == ["0", "3"]


@pytest.mark.parametrize(
    ("odd", "status", "reason"),
    [
        (b'{"a":NaN}', 422, "a: is not a number"),
        (b'{"a":"\\ud800"}', 422, "a: holds half of a surrogate pair"),
        (b'{"a":1,"a":2}', 422, "a: stands twice"),
        (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, 422, "nested deeper than 32"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 422, "nested deeper than 32"),
        (b'{"a":tru}', 400, "Expecting value"),
        (b"", 400, "Expecting value"),
    ],
)
async def test_one_odd_element_does_not_spoil_the_others(
    client: httpx.AsyncClient, log: FakeLog, odd: bytes, status: int, reason: str
) -> None:
    body = b"[" + encoded(incident("0")) + b"," + odd + b" , " + encoded(incident("2")) + b"]"
    answer = await client.post("/v1/events", content=body, headers=HEADERS)
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [each["status"] for each in results] == [202, status, 202]
    assert reason in results[1]["detail"]
    assert {event["id"] for event in kept(log)} == {"0", "2"}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[", b"[1", b"[}", b"[{]", b"[1]]", b"5", b'["a]', b"[\xff", b"[]]["]
)
async def test_what_is_no_array_is_400(
    client: httpx.AsyncClient, log: FakeLog, body: bytes
) -> None:
    answer = await client.post("/v1/events", content=body, headers=HEADERS)
    assert answer.status_code in (400, 207), answer.text
    assert answer.status_code == 400 or answer.json()["accepted"] == 0
    assert log.all() == []


async def test_an_empty_batch_is_accepted(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/events", content=b" [ ] ", headers=HEADERS)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 0})


async def test_nothing_acknowledged_is_503(client: httpx.AsyncClient, log: FakeLog) -> None:
    log.down = True
    events = [incident(f"{n}") for n in range(20)]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


async def test_what_was_not_acknowledged_is_told_apart(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    log.fails_after = 1
    events = [incident(f"{n}") for n in range(200)] + [incident("x", data_area="atlantis")]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 207
    assert "retry-after" in answer.headers
    body = answer.json()
    accepted = {each["id"] for each in body["results"] if each["status"] == 202}
    assert accepted == {event["id"] for event in kept(log)}
    assert {each["status"] for each in body["results"]} == {202, 422, 503}
    assert body["accepted"] == len(accepted)
    assert body["accepted"] + body["unknown"] + body["refused"] == 201


async def test_after_a_failure_the_rest_is_not_tried(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    log.down = True
    events = [incident(f"{n}") for n in range(10_000)]
    answer = await client.post("/v1/events", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 503
    assert log.tried <= 4


async def test_too_many_batches_at_once_are_429(make_client: MakeClient, log: FakeLog) -> None:
    client = await make_client(bulk_at_once=1)
    log.held = asyncio.Event()
    body = encoded([incident()])
    first = asyncio.create_task(client.post("/v1/events", content=body, headers=HEADERS))
    await log.until(lambda: log.waiting == 1)
    second = await client.post("/v1/events", content=body, headers=HEADERS)
    assert second.status_code == 429
    assert int(second.headers["retry-after"]) > 0
    # Single events have a gate of their own.
    single = asyncio.create_task(
        client.post("/v1/events", content=encoded(incident()), headers=bearer())
    )
    await log.until(lambda: log.waiting == 2)
    log.held.set()
    assert (await first).status_code == 202
    assert (await single).status_code == 202
    third = await client.post("/v1/events", content=body, headers=HEADERS)
    assert third.status_code == 202


async def test_a_large_batch_lets_others_have_their_turn(client: httpx.AsyncClient) -> None:
    events = encoded([incident(f"{n}") for n in range(10_000)])
    # Nothing here waits for Kafka, so a turn is given or it is not.
    bulk = asyncio.create_task(client.post("/v1/events/validate", content=events, headers=HEADERS))
    await asyncio.sleep(0)
    for _ in range(3):
        assert (await client.get("/livez")).status_code == 200
    assert not bulk.done()
    assert (await bulk).json()["valid"] == 10_000


async def test_validation_tells_of_each_and_keeps_none(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    events = [incident("0"), incident("1", data_grade="urgent")]
    answer = await client.post("/v1/events/validate", content=encoded(events), headers=HEADERS)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["valid"], body["invalid"]) == (1, 1)
    assert body["results"][0] == {"index": 0, "id": "0", "status": 200}
    assert body["results"][1]["errors"][0]["field"] == "data.grade"
    assert log.all() == []
