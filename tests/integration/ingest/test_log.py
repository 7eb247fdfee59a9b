"""What a consumer finds in Kafka after events were sent over HTTP."""

import json
from pathlib import Path

from tests.contract.ingest.consumer import read_all
from tests.integration.ingest.running import running
from tests.partitioner import partition_of
from tests.unit.ingest.builders import BATCH, NDJSON, STRUCTURED, bearer, encoded, incident, lines

from oversight_contracts.contract_hash import HEADER, contract_hash
from oversight_contracts.topics import EVENTS


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
