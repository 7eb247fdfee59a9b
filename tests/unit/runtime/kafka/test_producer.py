"""A producer that is of no more use is replaced, and one that is whole is kept."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, OutOfOrderSequenceNumber
from tests.brokers import idempotent

from oversight_runtime.kafka.producer import KafkaUnavailable, Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

TOPIC = "things.v1"
LOST = "Unexpected error during batch delivery"


class Producers:
    """Makes producers of a kind, and has all that it made."""

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind
        self.made: list[Any] = []

    def __call__(self, **settings: object) -> Any:
        self.made.append(self._kind(**settings))
        return self.made[-1]


class FakeProducer:
    """Leaves to the test what becomes of each value, and when."""

    def __init__(self, **_: object) -> None:
        self.fate: dict[bytes, asyncio.Future[object]] = defaultdict(asyncio.Future)
        self.asked: asyncio.Queue[bytes] = asyncio.Queue()
        self.stopped = False

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        self.stopped = True

    async def send(self, _: str, value: bytes, **__: object) -> "asyncio.Future[object]":
        self.asked.put_nowait(value)
        return self.fate[value]


class EndedProducer(AIOKafkaProducer):  # type: ignore[misc]
    """Refuses whatever comes once its sender has ended, as aiokafka's does."""

    ended = False

    async def send(self, *args: object, **settings: object) -> Any:
        if self.ended:
            raise KafkaError(LOST)
        return await super().send(*args, **settings)


async def publisher(servers: str, producers: Producers) -> Publisher:
    await ensure_topics(servers, [TopicPlan(TOPIC, 1)], replication=1)
    return Publisher(servers, idempotent=idempotent(), make=producers)


async def test_a_producer_that_ended_by_itself_is_replaced(kafka: str) -> None:
    producers = Producers(EndedProducer)
    made = await publisher(kafka, producers)
    assert await made.send(TOPIC, b"1") == (0, 0)
    producers.made[0].ended = True
    with pytest.raises(KafkaUnavailable, match=LOST):
        await made.send(TOPIC, b"2")
    assert await made.send(TOPIC, b"2") == (0, 1)
    await made.stop()


@pytest.mark.skipif(not idempotent(), reason="the embedded broker knows no sequence")
async def test_a_producer_that_lost_its_sequence_is_replaced(kafka: str) -> None:
    producers = Producers(AIOKafkaProducer)
    made = await publisher(kafka, producers)
    assert await made.send(TOPIC, b"1") == (0, 0)
    producers.made[0]._txn_manager.increment_sequence_number(TopicPartition(TOPIC, 0), 5)
    with pytest.raises(KafkaUnavailable, match=OutOfOrderSequenceNumber.__name__):
        await made.send(TOPIC, b"2")
    assert await made.send(TOPIC, b"2") == (0, 1)
    await made.stop()


async def test_a_late_error_of_one_producer_does_not_end_the_next() -> None:
    producers = Producers(FakeProducer)
    made = Publisher("127.0.0.1:1", idempotent=True, make=producers)
    async with asyncio.TaskGroup() as sends:
        await made.start()
        (before,) = producers.made
        early = sends.create_task(refused(made, b"early"))
        late = sends.create_task(refused(made, b"late"))
        assert {await before.asked.get(), await before.asked.get()} == {b"early", b"late"}
        before.fate[b"early"].set_exception(OutOfOrderSequenceNumber())
        await early
        assert before.stopped
        await made.start()
        before.fate[b"late"].set_exception(OutOfOrderSequenceNumber())
        await late
    _, after = producers.made
    after.fate[b"kept"].set_result(SimpleNamespace(partition=0, offset=7))
    assert await made.send(TOPIC, b"kept") == (0, 7)
    assert not after.stopped


async def refused(made: Publisher, value: bytes) -> None:
    with pytest.raises(KafkaUnavailable, match=OutOfOrderSequenceNumber.__name__):
        await made.send(TOPIC, value)
