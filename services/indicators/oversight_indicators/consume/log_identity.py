"""The identity of a log: its cluster, and the last record that was counted from it."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from oversight_indicators.events.model import Checkpoint, digest_of
from oversight_indicators.events.offset_sequence import Gap, MissingRecords
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.offsets import cluster_id, end_offsets
from oversight_runtime.kafka.topics import partitions

DEADLINE = 10.0


class LogReplaced(Exception):
    """The same cluster holds other records than those that were counted."""

    def __init__(self, sentence: str) -> None:
        super().__init__(
            f"{sentence}; the log was replaced or cut: if that was meant, have the feeds send "
            "again what is missing, and run: oversight accept-log"
        )


class Log(Protocol):
    """The events topic as it is now."""

    async def name(self) -> str:
        """The cluster's id."""

    async def partitions(self) -> int:
        """How many partitions the topic has."""

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        """Digest and timestamp of the record before each offset; None where there is none."""

    async def starts(self) -> dict[int, int]:
        """The offset of the first record that each partition still has."""

    async def ends(self) -> dict[int, int]:
        """The next offset to be written in each partition."""


async def check_identity(log: Log, name: str, counted: Mapping[int, Checkpoint]) -> None:
    """Raise ``LogReplaced`` where what was counted of log ``name`` is not what is there now.

    Raises ``MissingRecords`` where what comes next is gone. A record that expired right after it
    was counted is neither.
    """
    own = {partition: each for partition, each in counted.items() if each.log == name}
    found = await log.last_records({p: each.offset for p, each in own.items() if each.offset})
    gone = {p: each.offset for p, each in own.items() if found.get(p) is None}
    starts = await log.starts() if gone else {}
    _check_starts(gone, starts)
    for partition, each in own.items():
        # Where the log begins at the stored offset, nothing before it is left to compare.
        if each.offset != starts.get(partition) and found[partition] != (
            each.digest,
            each.timestamp,
        ):
            raise LogReplaced(
                f"partition {partition} of log {name} was counted up to offset {each.offset}, but "
                f"the record at offset {each.offset - 1} is not the one that was counted"
            )


async def check_extent(log: Log, expected: Mapping[int, int]) -> None:
    """Raise ``MissingRecords`` or ``LogReplaced`` where an expected offset is outside the log."""
    _check_starts(expected, await log.starts())
    ends = await log.ends()
    for partition, offset in expected.items():
        if ends.get(partition, 0) < offset:
            raise LogReplaced(
                f"partition {partition} was read up to offset {offset}, but ends at offset "
                f"{ends.get(partition, 0)}"
            )


def _check_starts(expected: Mapping[int, int], starts: Mapping[int, int]) -> None:
    gaps = [
        Gap(partition, offset, starts[partition])
        for partition, offset in sorted(expected.items())
        if starts.get(partition, 0) > offset
    ]
    if gaps:
        raise MissingRecords(*gaps)


class KafkaLog:
    """The topic on a Kafka cluster."""

    def __init__(self, kafka: Kafka, topic: str) -> None:
        self._kafka = kafka
        self._topic = topic

    async def name(self) -> str:
        return await cluster_id(self._kafka)

    async def partitions(self) -> int:
        return len(await self._partitions())

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        if not offsets:
            return {}
        async with consumer_of(self._kafka) as consumer:
            return {
                partition: await _record(consumer, TopicPartition(self._topic, partition), offset)
                for partition, offset in offsets.items()
            }

    async def starts(self) -> dict[int, int]:
        assigned = [TopicPartition(self._topic, each) for each in await self._partitions()]
        async with consumer_of(self._kafka) as consumer:
            found = await consumer.beginning_offsets(assigned)
            return {place.partition: offset for place, offset in found.items()}

    async def ends(self) -> dict[int, int]:
        return await end_offsets(self._kafka, self._topic)

    async def _partitions(self) -> list[int]:
        return await partitions(self._kafka, self._topic)


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
