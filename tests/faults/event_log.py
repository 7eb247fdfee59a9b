"""The events topic past ingest: written to, cut, and made anew, as only Kafka's own tools can."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from tests.faults.figures import Positions

from oversight_contracts.topics import EVENTS
from oversight_indicators.consume.faust_worker import GROUP
from oversight_runtime.kafka.offsets import end_offsets
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

DEADLINE = 60.0
PAUSE = 0.1
T = TypeVar("T")
PLACES = [TopicPartition(EVENTS.name, partition) for partition in range(EVENTS.partitions)]


@dataclass(frozen=True)
class Kept:
    """A record as it stood in the log."""

    value: bytes | None
    content_type: str


@dataclass(frozen=True)
class EventLog:
    """The topic on the brokers at ``servers``."""

    servers: str

    def ends(self) -> Positions:
        """The next offset to be written in each partition."""
        return _run(end_offsets(self.servers, EVENTS.name))

    def cut(self, before: Mapping[int, int]) -> None:
        """Delete what lies before these offsets."""
        _run(self._cut(before))

    def remake(self) -> None:
        """Delete the topic with all it holds, and make it again under the same name."""
        _run(self._remake())

    def read(self, start: Mapping[int, int], end: Mapping[int, int]) -> list[Kept]:
        """The records from ``start`` up to ``end``, which is not among them."""
        return _run(self._read(start, end))

    def commit_ahead(self, partitions: int) -> Positions:
        """Join the workers' group, and commit the end of the log for ``partitions`` or more.

        Not before something was written there that nobody has counted. Answers what was committed.
        """
        return _run(self._commit_ahead(partitions))

    async def _cut(self, before: Mapping[int, int]) -> None:
        async with self._admin() as admin:
            await admin.delete_records(
                {PLACES[each]: RecordsToDelete(offset) for each, offset in before.items()}
            )

    async def _remake(self) -> None:
        async with self._admin() as admin:
            await admin.delete_topics([EVENTS.name])
            await _until(lambda: _is_gone(admin))
        plan = TopicPlan(EVENTS.name, EVENTS.partitions, EVENTS.config)
        await ensure_topics(self.servers, [plan], 1)

    async def _read(self, start: Mapping[int, int], end: Mapping[int, int]) -> list[Kept]:
        found = []
        async with self._consumer() as consumer:
            for partition, first in start.items():
                place = PLACES[partition]
                consumer.assign([place])
                consumer.seek(place, first)
                for _ in range(first, end[partition]):
                    record = await consumer.getone(place)
                    found.append(Kept(record.value, dict(record.headers)["content-type"].decode()))
        return found

    async def _commit_ahead(self, partitions: int) -> Positions:
        async with self._consumer(
            EVENTS.name,
            group_id=GROUP,
            partition_assignment_strategy=[RoundRobinPartitionAssignor],
        ) as consumer:
            await _until(lambda: _holds(consumer, partitions))
            before = await consumer.end_offsets(list(consumer.assignment()))
            await _until(lambda: _has_grown(consumer, before))
            ends = await consumer.end_offsets(list(before))
            await consumer.commit(ends)
            return {place.partition: end for place, end in ends.items()}

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.servers)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    @asynccontextmanager
    async def _consumer(self, *topics: str, **settings: Any) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            *topics, bootstrap_servers=self.servers, enable_auto_commit=False, **settings
        )
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()


def _run(work: Coroutine[Any, Any, T]) -> T:
    async def within() -> T:
        async with asyncio.timeout(DEADLINE):
            return await work

    return asyncio.run(within())


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await condition():
            return
        await asyncio.sleep(PAUSE)


async def _is_gone(admin: AIOKafkaAdminClient) -> bool:
    return EVENTS.name not in await admin.list_topics()


async def _holds(consumer: AIOKafkaConsumer, partitions: int) -> bool:
    return len(consumer.assignment()) >= partitions


async def _has_grown(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    now = await consumer.end_offsets(list(ends))
    return all(now[place] > end for place, end in ends.items())
