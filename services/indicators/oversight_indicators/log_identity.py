"""Whether the log is still the one that was counted: the same cluster, the same last record."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from oversight_indicators.batch import digest_of
from oversight_indicators.repository.offsets import Reached
from oversight_runtime.kafka import cluster_id, partitions

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
        return len(await partitions(self._servers, self._topic))

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        if not offsets:
            return {}
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=50,
        )
        await consumer.start()
        try:
            return {
                partition: await _record(consumer, TopicPartition(self._topic, partition), offset)
                for partition, offset in offsets.items()
            }
        finally:
            await consumer.stop()


async def _record(
    consumer: AIOKafkaConsumer, place: TopicPartition, end: int
) -> tuple[bytes, int] | None:
    """The record before ``end``. Raises ``TimeoutError`` where it should be there and is not."""
    consumer.assign([place])
    consumer.seek(place, end - 1)
    try:
        async with asyncio.timeout(DEADLINE):
            record = await consumer.getone(place)
    except OffsetOutOfRangeError:
        return None
    except TimeoutError:
        # The embedded broker's end offset is that of the last batch's beginning: ask it last.
        if (await consumer.end_offsets([place]))[place] < end:
            return None
        raise
    if record.offset != end - 1:
        return None
    return digest_of(record.value or b""), record.timestamp
