"""The events topic read a second time, apart from Faust and from counting."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_indicators.events.outcome_counts import hour_of
from oversight_indicators.events.reconciliation import Gap, SourceHour, gap_between, sources_in
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.topics import cluster_id, end_offsets

DEADLINE = 20.0
CONTENT_TYPE = "content-type"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a partition to be read: from an offset to before another.

    ``before`` is the timestamp of the record before it, ``last`` that of its last one, in ms;
    None where it is not known.
    """

    partition: int
    start: int
    end: int
    before: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some records held; everything before ``offset`` is read, or lies in the gap."""

    found: Mapping[SourceHour, int]
    offset: int
    timestamp: int | None
    gap: Gap | None = None


class EventLog(Protocol):
    """The events topic as it is now."""

    async def name(self) -> str:
        """The cluster's id."""
        ...

    async def ends(self) -> Mapping[int, int]:
        """The next offset to be written, by partition."""
        ...

    def read(self, stretch: Stretch) -> AsyncIterator[Chunk]:
        """What is in the log, in order. Raises ``TimeoutError`` where it does not come."""
        ...


class KafkaEventLog:
    """The topic on a Kafka cluster; a consumer lives as long as a stretch is read."""

    def __init__(self, servers: str, topic: str) -> None:
        self._servers = servers
        self._topic = topic

    async def name(self) -> str:
        return await cluster_id(self._servers)

    async def ends(self) -> Mapping[int, int]:
        return await end_offsets(self._servers, self._topic)

    async def read(self, stretch: Stretch) -> AsyncIterator[Chunk]:
        place = TopicPartition(self._topic, stretch.partition)
        async with consumer_of(self._servers) as consumer:
            consumer.assign([place])
            begin = (await consumer.beginning_offsets([place]))[place]
            if begin >= stretch.end:
                yield _gone(stretch)
                return
            consumer.seek(place, max(begin, stretch.start))
            async for chunk in _chunks(consumer, place, stretch):
                yield chunk


async def _chunks(
    consumer: AIOKafkaConsumer, place: TopicPartition, stretch: Stretch
) -> AsyncIterator[Chunk]:
    offset, timestamp = stretch.start, stretch.before
    while offset < stretch.end:
        records = [each for each in await _some(consumer, place) if each.offset < stretch.end]
        gap = None
        if not records or records[0].offset > offset:
            gap = gap_between(timestamp, records[0].timestamp if records else stretch.last or 0)
        found = await asyncio.to_thread(_count, records)
        offset = records[-1].offset + 1 if records else stretch.end
        timestamp = records[-1].timestamp if records else stretch.last
        yield Chunk(found, offset, timestamp, gap)


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


def _gone(stretch: Stretch) -> Chunk:
    """Nothing of the stretch is left in the log."""
    gap = gap_between(stretch.before, stretch.last or 0)
    return Chunk({}, stretch.end, stretch.last, gap)
