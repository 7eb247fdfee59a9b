"""The reader of the events topic for reconciliation, apart from Faust and from counting."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_indicators.events.model import Checkpoint
from oversight_indicators.events.outcome_counts import hour_of
from oversight_indicators.events.reconciliation import Gap, SourceHour, gap_between, sources_in
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.offsets import cluster_id, end_offsets

DEADLINE = 20.0
CONTENT_TYPE = "content-type"


@dataclass(frozen=True, slots=True)
class Chunk:
    """The events that some records held; all before ``end`` is read, or lies in the gap."""

    found: Mapping[SourceHour, int]
    end: Checkpoint
    gap: Gap | None = None


class LogReader(Protocol):
    """A reader of the events topic as it is now."""

    async def name(self) -> str:
        """The cluster's id."""
        ...

    async def ends(self) -> Mapping[int, int]:
        """The next offset to be written, by partition."""
        ...

    def read(self, partition: int, start: Checkpoint, end: Checkpoint) -> AsyncIterator[Chunk]:
        """A partition's events in order, from ``start`` to ``end``.

        Raises ``TimeoutError`` where a record does not come.
        """
        ...


class KafkaLogReader:
    """The topic on a Kafka cluster; a consumer lives as long as a range is read."""

    def __init__(self, kafka: Kafka, topic: str) -> None:
        self._kafka = kafka
        self._topic = topic

    async def name(self) -> str:
        return await cluster_id(self._kafka)

    async def ends(self) -> Mapping[int, int]:
        return await end_offsets(self._kafka, self._topic)

    async def read(
        self, partition: int, start: Checkpoint, end: Checkpoint
    ) -> AsyncIterator[Chunk]:
        place = TopicPartition(self._topic, partition)
        async with consumer_of(self._kafka) as consumer:
            consumer.assign([place])
            first = (await consumer.beginning_offsets([place]))[place]
            if first >= end.offset:
                yield _gone(start, end)
                return
            consumer.seek(place, max(first, start.offset))
            async for chunk in _chunks(consumer, place, start, end):
                yield chunk


async def _chunks(
    consumer: AIOKafkaConsumer, place: TopicPartition, start: Checkpoint, end: Checkpoint
) -> AsyncIterator[Chunk]:
    reached = start
    while reached.offset < end.offset:
        records = [each for each in await _some(consumer, place) if each.offset < end.offset]
        if not records:
            yield _gone(reached, end)
            return
        first, last = records[0], records[-1]
        lost = first.offset > reached.offset
        gap = gap_between(reached.timestamp, first.timestamp) if lost else None
        reached = Checkpoint(start.log, last.offset + 1, timestamp=last.timestamp)
        yield Chunk(await asyncio.to_thread(_count, records), reached, gap)


async def _some(consumer: AIOKafkaConsumer, place: TopicPartition) -> Sequence[Any]:
    async with asyncio.timeout(DEADLINE):
        while True:
            records: Sequence[Any] = (await consumer.getmany(place, timeout_ms=1000)).get(place, ())
            if records:
                return records


def _count(records: Sequence[Any]) -> Counter[SourceHour]:
    found: Counter[SourceHour] = Counter()
    for record in records:
        kind = dict(record.headers or ()).get(CONTENT_TYPE)
        hour = hour_of(record.timestamp)
        for source, events in sources_in(
            record.value or b"", kind.decode("latin-1") if kind else None
        ).items():
            found[SourceHour(hour, source)] += events
    return found


def _gone(start: Checkpoint, end: Checkpoint) -> Chunk:
    """Nothing from ``start`` to ``end`` is left in the log."""
    return Chunk({}, end, gap_between(start.timestamp, end.timestamp or 0))
