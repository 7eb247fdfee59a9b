"""What only a real socket shows: slow senders, senders that go away, and broken HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from tests.contract.ingest.consumer import read_all
from tests.integration.ingest.running import running
from tests.unit.ingest.builders import BATCH, FEED, NDJSON, bearer, encoded, incident, lines

HEAD = f"POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {FEED}\r\n"


@asynccontextmanager
async def connected(
    client: httpx.AsyncClient,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def test_a_slow_stream_is_published_while_it_comes(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    seen: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        for n in range(3):
            yield lines(incident(f"{n}"))
            async with asyncio.timeout(10):
                while len(found := await read_all(kafka)) <= n:
                    pass
            seen.append(len(found))

    async with running(kafka, tmp_path, definitions, pause_seconds=0.05) as client:
        answer = await client.post(
            "/v1/events", content=body(), headers=bearer(content_type=NDJSON)
        )
    assert (answer.status_code, answer.json()) == (202, {"accepted": 3})
    assert seen == [1, 2, 3]


async def test_a_refusal_reaches_a_client_that_is_still_sending(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    body = encoded(incident(dataschema="x" * 10_000_000))
    async with running(kafka, tmp_path, definitions) as client:
        for headers, status in (
            (bearer(), 413),
            (bearer("unknown"), 401),
            (bearer(content_type="text/plain"), 415),
        ):
            answer = await client.post("/v1/events", content=body, headers=headers)
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_length_too_large_is_refused_before_the_body(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    head = "Content-Type: application/cloudevents+json\r\nContent-Length: 10000000\r\n"
    async with (
        running(kafka, tmp_path, definitions) as client,
        connected(client) as (reader, writer),
    ):
        writer.write(f"{HEAD}{head}Expect: 100-continue\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), 10)
        assert status.split()[1] == b"413"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: ten\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "no header\r\n\r\n",
        "Content-Type: \xff\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_broken_http_is_400_or_415(
    kafka: str, tmp_path: Path, definitions: Path, head: str
) -> None:
    async with (
        running(kafka, tmp_path, definitions) as client,
        connected(client) as (reader, writer),
    ):
        writer.write((HEAD + head).encode("latin-1"))
        status = await asyncio.wait_for(reader.readline(), 10)
        assert status.split()[1] in (b"400", b"415")
        assert (await client.get("/livez")).status_code == 200


async def test_a_sender_that_goes_away_harms_nobody(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    async with running(kafka, tmp_path, definitions, bulk_at_once=1) as client:
        for content_type, body in ((BATCH, b'[{"a"'), (NDJSON, lines(incident("0")) + b'{"a')):
            async with connected(client) as (_, writer):
                rest = f"Content-Type: {content_type}\r\nContent-Length: 1000000\r\n\r\n"
                writer.write((HEAD + rest).encode() + body)
                await writer.drain()
            async with asyncio.timeout(10):
                # The gate opens again.
                while True:
                    answer = await client.post(
                        "/v1/events",
                        content=encoded([incident("after")]),
                        headers=bearer(content_type=BATCH),
                    )
                    if answer.status_code == 202:
                        break
                    assert answer.status_code == 429
    ids = [event["id"] for record in await read_all(kafka) for event in json.loads(record.value)]
    assert ids.count("after") == 2


async def test_the_metrics_tell_what_happened(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    async with running(kafka, tmp_path, definitions) as client:
        await client.post("/v1/events", content=encoded(incident()), headers=bearer())
        events = encoded([incident("1"), incident("2", data_grade="urgent")])
        await client.post("/v1/events", content=events, headers=bearer(content_type=BATCH))
        text = (await client.get("/metrics")).text
    assert 'oversight_ingest_events_total{kind="incident",outcome="accepted"} 2.0' in text
    assert 'oversight_ingest_events_total{kind="incident",outcome="refused"} 1.0' in text
    assert 'oversight_ingest_request_seconds_count{mode="batch",status="207"} 1.0' in text
    assert f'oversight_ingest_body_bytes_total{{mode="batch"}} {len(events)}.0' in text
    assert 'oversight_ingest_requests_in_flight{mode="batch"} 0.0' in text
    assert "oversight_ingest_kafka_send_seconds_count 2.0" in text
