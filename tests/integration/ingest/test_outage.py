"""While Kafka does not answer, ingest does: 503, within 5 seconds, send again."""

import time
from pathlib import Path

import httpx
import pytest
from tests.brokers import OwnBroker
from tests.contract.ingest.consumer import read_all
from tests.integration.ingest.running import running
from tests.unit.ingest.builders import BATCH, NDJSON, bearer, encoded, incident, lines

EVENTS = [incident(f"{n}") for n in range(5_000)]
REQUESTS = {
    "single": (encoded(incident()), bearer()),
    "batch": (encoded(EVENTS), bearer(content_type=BATCH)),
    "stream": (lines(*EVENTS), bearer(content_type=NDJSON)),
}


async def post(client: httpx.AsyncClient, mode: str) -> httpx.Response:
    body, headers = REQUESTS[mode]
    return await client.post("/v1/events", content=body, headers=headers)


@pytest.mark.parametrize("mode", REQUESTS)
async def test_a_paused_broker_is_503_and_then_202(
    broker: OwnBroker, tmp_path: Path, definitions: Path, mode: str
) -> None:
    async with running(broker.servers, tmp_path, definitions) as client:
        assert (await post(client, "single")).status_code == 202
        broker.pause()
        began = time.monotonic()
        answer = await post(client, mode)
        assert time.monotonic() - began < 5
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        broker.resume()
        assert (await post(client, mode)).status_code == 202


async def test_a_dead_broker_is_503(broker: OwnBroker, tmp_path: Path, definitions: Path) -> None:
    async with running(broker.servers, tmp_path, definitions, acknowledge_seconds=0.5) as client:
        broker.kill()
        for mode in REQUESTS:
            began = time.monotonic()
            answer = await post(client, mode)
            assert answer.status_code == 503
            # The producer itself would try for much longer.
            assert time.monotonic() - began < 5


async def test_nothing_that_was_answered_202_is_lost(
    broker: OwnBroker, tmp_path: Path, definitions: Path
) -> None:
    accepted = set()
    async with running(broker.servers, tmp_path, definitions, acknowledge_seconds=0.3) as client:
        for n in range(30):
            if n in (10, 20):
                broker.pause()
            event = incident(f"{n}")
            answer = await client.post("/v1/events", content=encoded(event), headers=bearer())
            if answer.status_code == 202:
                accepted.add(encoded(event))
            else:
                broker.resume()
    assert len(accepted) == 28
    assert accepted <= {record.value for record in await read_all(broker.servers)}
