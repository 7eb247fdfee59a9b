"""``python -m oversight_ingest``, as it is started for real."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from tests.brokers import idempotent
from tests.contract.ingest.consumer import read_all
from tests.unit.ingest.builders import (
    NDJSON,
    bearer,
    encoded,
    incident,
    lines,
    write_tokens,
)

from oversight_contracts.topics import EVENTS
from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import answers, choose_ports
from oversight_local.stack.services import readiness, service_url
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

SECONDS = 30.0


@asynccontextmanager
async def process(
    kafka: str, folder: Path, definitions: Path, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        "OVERSIGHT_PORT": str(port),
        "OVERSIGHT_KAFKA": kafka,
        "OVERSIGHT_KAFKA_IDEMPOTENCE": str(idempotent()),
        "OVERSIGHT_DEFINITIONS": str(definitions),
        "OVERSIGHT_TOKENS": str(write_tokens(folder / "tokens.json")),
    }
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "oversight_ingest"),
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def test_it_finishes_what_is_under_way_when_asked_to_end(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    port = choose_ports(0, ()).kafka
    url = service_url(port)
    async with (
        process(kafka, tmp_path, definitions, port) as started,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        assert await asyncio.to_thread(wait_until, lambda: readiness(url) is None, SECONDS)

        async def body() -> AsyncIterator[bytes]:
            yield lines(incident("0"))
            await until_published(kafka)
            started.send_signal(signal.SIGTERM)
            await asyncio.to_thread(wait_until, lambda: not answers(port), SECONDS)
            yield lines(incident("1"))

        answer = await client.post(
            "/v1/events", content=body(), headers=bearer(content_type=NDJSON)
        )
        assert (answer.status_code, answer.json()) == (202, {"accepted": 2})
        # uvicorn ends by the signal it was sent, once all is done.
        assert await asyncio.wait_for(started.wait(), SECONDS) in (0, -signal.SIGTERM)
    assert len(await read_all(kafka)) == 2


async def test_it_does_not_start_on_another_number_of_partitions(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    await ensure_topics(kafka, [TopicPlan(EVENTS.name, 7)], 1)
    port = choose_ports(0, ()).kafka
    async with process(kafka, tmp_path, definitions, port) as started:
        _, errors = await asyncio.wait_for(started.communicate(), SECONDS)
        assert started.returncode not in (0, None)
        assert b"has 7 partitions, its table says 4" in errors


async def test_the_log_names_the_request_and_nobody(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    port = choose_ports(0, ()).kafka
    url = service_url(port)
    async with (
        process(kafka, tmp_path, definitions, port) as started,
        httpx.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        assert await asyncio.to_thread(wait_until, lambda: readiness(url) is None, SECONDS)
        bad = encoded(incident("secret-id", data_grade="urgent"))
        await client.post("/v1/events", content=bad, headers=bearer(x_request_id="request-7"))
        started.terminate()
        _, errors = await asyncio.wait_for(started.communicate(), SECONDS)
    assert b'"request_id": "request-7"' in errors
    assert b"secret-id" not in errors


async def until_published(kafka: str) -> None:
    """Return once a consumer finds a record."""
    async with asyncio.timeout(SECONDS):
        while not await read_all(kafka):
            pass
