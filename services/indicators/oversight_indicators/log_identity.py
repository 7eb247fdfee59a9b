"""Whether the log is still the one that was counted: the same cluster, the same last record."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_indicators.batch import digest_of
from oversight_indicators.repository.offsets import Reached
from oversight_runtime.kafka import cluster_id

DEADLINE = 10.0


class LogReplaced(Exception):
    """The same cluster holds other records than those that were counted."""


class Log(Protocol):
    """The events topic as it is now."""

    async def name(self) -> str:
        """The cluster's id."""

    async def partitions(self) -> int:
        """How many partitions the topic has."""

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        """Digest and timestamp of the record before each offset; None where there is none."""


async def check_identity(log: Log, name: str, reached: Mapping[int, Reached]) -> None:
    """Raise ``LogReplaced`` where what was counted of log ``name`` is not what is there now."""
    counted = {p: each for p, each in reached.items() if each.log == name and each.offset > 0}
    found = await log.last_records({p: each.offset for p, each in counted.items()})
    for partition, each in counted.items():
        if found[partition] != (each.digest, each.timestamp):
            raise LogReplaced(
                f"partition {partition} of log {name} was counted up to offset {each.offset}, but "
                f"the record at offset {each.offset - 1} is not the one that was counted; "
                "the log was replaced or cut"
            )


class KafkaLog:
    """The topic on a Kafka cluster."""

    def __init__(self, servers: str, topic: str) -> None:
        self._servers = servers
        self._topic = topic

    async def name(self) -> str:
        return await cluster_id(self._servers)

    async def partitions(self) -> int:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers)
        await consumer.start()
        try:
            await consumer.topics()
            return len(consumer.partitions_for_topic(self._topic) or ())
        finally:
            await consumer.stop()

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        if not offsets:
            return {}
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers, enable_auto_commit=False, fetch_max_wait_ms=50
        )
        await consumer.start()
        try:
            return await self._read(consumer, offsets)
        finally:
            await consumer.stop()

    async def _read(
        self, consumer: AIOKafkaConsumer, offsets: Mapping[int, int]
    ) -> dict[int, tuple[bytes, int] | None]:
        places = {TopicPartition(self._topic, p): offset for p, offset in offsets.items()}
        consumer.assign(list(places))
        ends = await consumer.end_offsets(list(places))
        begins = await consumer.beginning_offsets(list(places))
        found: dict[int, tuple[bytes, int] | None] = {}
        for place, offset in places.items():
            there = begins[place] < offset <= ends[place]
            found[place.partition] = await _record(consumer, place, offset - 1) if there else None
        return found


async def _record(
    consumer: AIOKafkaConsumer, place: TopicPartition, offset: int
) -> tuple[bytes, int] | None:
    others: Collection[TopicPartition] = consumer.assignment() - {place}
    consumer.pause(*others)
    consumer.resume(place)
    consumer.seek(place, offset)
    async with asyncio.timeout(DEADLINE):
        record = await consumer.getone(place)
    if record.offset != offset:
        return None
    return digest_of(record.value or b""), record.timestamp
