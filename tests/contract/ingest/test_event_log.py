"""The log in memory and the one in Kafka keep the same promises."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from tests.brokers import idempotent
from tests.contract.ingest.consumer import Read, read_all
from tests.unit.ingest.fakes import FakeLog

from oversight_contracts.contract_hash import HEADER, contract_hash
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.topics import EVENTS
from oversight_ingest.publish.events_topic import EventsTopic, KafkaEventsTopic, WrongTopic
from oversight_runtime.kafka.producer import KafkaUnavailable, Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

DEADLINE = 1.0


@dataclass
class Case:
    """A log that was started, and how to read all of it."""

    log: EventsTopic
    read: Callable[[], Awaitable[list[Read]]]


def headers(content_type: str) -> dict[str, bytes]:
    return {"content-type": content_type.encode(), HEADER: contract_hash().encode()}


def kafka_log(servers: str) -> KafkaEventsTopic:
    return KafkaEventsTopic(
        servers, 1, Publisher(servers, idempotent=idempotent(), deadline=DEADLINE)
    )


@pytest.fixture(params=["memory", "kafka"])
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    made = (
        _in_memory() if request.param == "memory" else _in_kafka(request.getfixturevalue("kafka"))
    )
    await made.log.start()
    yield made
    await made.log.stop()


async def test_a_record_is_read_as_it_was_given(case: Case) -> None:
    await case.log.append(2, b'{"a":1}', STRUCTURED, b"key")
    await case.log.append(0, b"[]", BATCH)
    assert await case.read() == [
        Read(0, b"[]", None, headers(BATCH)),
        Read(2, b'{"a":1}', b"key", headers(STRUCTURED)),
    ]


async def test_order_within_a_partition_is_kept(case: Case) -> None:
    for number in range(50):
        await case.log.append(1, str(number).encode(), STRUCTURED)
    assert [record.value for record in await case.read()] == [str(n).encode() for n in range(50)]


async def test_records_sent_together_are_all_kept(case: Case) -> None:
    sent = [(partition, f"{partition}/{n}".encode()) for n in range(25) for partition in range(4)]
    await asyncio.gather(*(case.log.append(where, value, STRUCTURED) for where, value in sent))
    assert sorted((each.partition, each.value) for each in await case.read()) == sorted(sent)


async def test_a_record_of_the_largest_size_is_kept(case: Case) -> None:
    largest = b"x" * 512 * 1024
    await case.log.append(3, largest, BATCH)
    assert [record.value for record in await case.read()] == [largest]


async def test_the_partitions_are_those_of_the_table(case: Case) -> None:
    assert case.log.partitions == EVENTS.partitions
    assert await case.log.check() is None


async def test_a_log_that_cannot_acknowledge_says_so(kafka: str) -> None:
    for log in (FakeLog(down=True), kafka_log("127.0.0.1:1")):
        with pytest.raises(KafkaUnavailable):
            await log.append(0, b"{}", STRUCTURED)


async def test_another_number_of_partitions_stops_the_start(kafka: str) -> None:
    await ensure_topics(kafka, [TopicPlan(EVENTS.name, EVENTS.partitions + 1)], 1)
    with pytest.raises(WrongTopic, match="has 5 partitions, its table says 4"):
        await kafka_log(kafka).start()


def _in_memory() -> Case:
    log = FakeLog()

    async def read() -> list[Read]:
        return [
            Read(partition, kept.value, kept.key, headers(kept.content_type))
            for partition in sorted(log.records)
            for kept in log.records[partition]
        ]

    return Case(log, read)


def _in_kafka(servers: str) -> Case:
    return Case(kafka_log(servers), lambda: read_all(servers))
