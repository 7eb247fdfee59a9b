"""What a consumer finds in Kafka after events were sent over HTTP."""

import asyncio
import json
from pathlib import Path

import httpx
from tests.contract.ingest.consumer import read_all
from tests.integration.ingest.running import running
from tests.partitioner import partition_of
from tests.unit.ingest.builders import BATCH, NDJSON, STRUCTURED, bearer, encoded, incident, lines

from oversight_contracts.contract_hash import HEADER, contract_hash
from oversight_contracts.facts.areas import CountedAreas, CountedForce
from oversight_contracts.topics import AREAS, EVENTS
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

SECONDS = 20.0


def partition(event: dict[str, str]) -> int:
    return partition_of(f"west-midlands/incident/{event['subject']}".encode(), EVENTS.partitions)


async def test_a_single_event_is_one_record(kafka: str, tmp_path: Path, definitions: Path) -> None:
    event = incident()
    async with running(kafka, tmp_path, definitions) as client:
        answer = await client.post("/v1/events", content=encoded(event), headers=bearer())
        assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    (record,) = await read_all(kafka)
    assert record.value == encoded(event)
    assert record.key == b"west-midlands/incident/INC-evt-1"
    assert record.partition == partition(event)
    assert record.headers == {"content-type": STRUCTURED.encode(), HEADER: contract_hash().encode()}


async def test_bulk_is_batch_records_in_the_records_own_partitions(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    batch = [incident(f"b{n}") for n in range(2500)]
    stream = [incident(f"b{n}", data_revision=2) for n in range(2500)]
    async with running(kafka, tmp_path, definitions) as client:
        first = await client.post(
            "/v1/events", content=encoded(batch), headers=bearer(content_type=BATCH)
        )
        second = await client.post(
            "/v1/events", content=lines(*stream), headers=bearer(content_type=NDJSON)
        )
        assert (first.status_code, first.json()) == (202, {"accepted": 2500})
        assert (second.status_code, second.json()) == (202, {"accepted": 2500})
    found: dict[int, list[dict[str, str]]] = {}
    for record in await read_all(kafka):
        events = json.loads(record.value)
        assert len(events) <= 500
        assert record.key is None
        assert record.headers == {"content-type": BATCH.encode(), HEADER: contract_hash().encode()}
        found.setdefault(record.partition, []).extend(events)
    for number in range(EVENTS.partitions):
        expected = [event for event in batch + stream if partition(event) == number]
        assert found[number] == expected


async def test_areas_are_those_the_topic_says_from_the_first_event_on(
    kafka: str, tmp_path: Path, definitions: Path
) -> None:
    await ensure_topics(kafka, [TopicPlan(AREAS.name, AREAS.partitions, AREAS.config)], 1)
    await _count(kafka, 5)
    async with running(kafka, tmp_path, definitions) as client, asyncio.timeout(SECONDS):
        assert await _status(client) == 422
        await _count(kafka, 6, "birmingham")
        while (await client.get("/v1/areas")).json()["generation"] < 6:
            pass
        assert await _status(client) == 202


async def _count(kafka: str, generation: int, *areas: str) -> None:
    forces = {"west-midlands": CountedForce(areas=areas)}
    counted = CountedAreas(generation=generation, definitions="", forces=forces)
    publisher = Publisher(kafka, idempotent=False)
    value = counted.model_dump_json().encode()
    await publisher.send(AREAS.name, value, key=counted.key, partition=0)
    await publisher.stop()


async def _status(client: httpx.AsyncClient) -> int:
    content = encoded(incident())
    return (await client.post("/v1/events", content=content, headers=bearer())).status_code
