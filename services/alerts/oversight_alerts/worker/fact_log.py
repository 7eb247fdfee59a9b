"""The fact topic as a log to be read from an offset of our own choosing: no consumer group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_contracts.topics import FACTS
from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.consumer import REQUEST_MS
from oversight_runtime.kafka.shutdown import stop_consumer
from oversight_runtime.kafka.topics import cluster_id

# How long the broker may hold an answer back when there is nothing to read.
LONG_POLL_MS = 200


@dataclass(frozen=True)
class LogRecord:
    """One record of the fact topic."""

    offset: int
    key: bytes | None
    value: bytes | None


class FactLog(Protocol):
    """The fact topic of one cluster."""

    async def open(self) -> str:
        """Connect anew; answers the cluster's id."""
        ...

    async def identity(self) -> str:
        """The id of the cluster that answers now."""
        ...

    async def seek(self, offset: int | None) -> int:
        """Read on from ``offset`` (None: from the first); answers the log's end."""
        ...

    async def read(self) -> Sequence[LogRecord]:
        """The next records; none where nothing came for a moment."""
        ...

    def behind(self) -> int:
        """How many records are known of and not read."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...


class KafkaFactLog:
    """The fact topic's only partition, by aiokafka."""

    def __init__(self, servers: str) -> None:
        self._servers = servers
        self._consumer: AIOKafkaConsumer | None = None
        self._place = TopicPartition(FACTS.name, 0)
        self._next = 0
        self._end = 0

    async def open(self) -> str:
        """See ``FactLog``."""
        await self.close()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering(self._servers),
            enable_auto_commit=False,
            auto_offset_reset="none",
            # What a publisher that was shut out left open is nobody's figure.
            isolation_level="read_committed",
            fetch_max_wait_ms=LONG_POLL_MS,
            request_timeout_ms=REQUEST_MS,
            max_partition_fetch_bytes=8 * 1024 * 1024,
        )
        self._consumer = consumer
        await consumer.start()
        consumer.assign([self._place])
        return await self.identity()

    async def identity(self) -> str:
        """See ``FactLog``."""
        return await cluster_id(self._servers)

    async def seek(self, offset: int | None) -> int:
        """See ``FactLog``."""
        consumer = self._opened()
        ends = await consumer.end_offsets([self._place])
        self._end = ends[self._place]
        if offset is None:
            offset = (await consumer.beginning_offsets([self._place]))[self._place]
        consumer.seek(self._place, offset)
        self._next = offset
        return self._end

    async def read(self) -> Sequence[LogRecord]:
        """See ``FactLog``."""
        consumer = self._opened()
        batches = await consumer.getmany(timeout_ms=1000)
        records = [
            LogRecord(record.offset, record.key, record.value)
            for record in batches.get(self._place, ())
        ]
        # Past the marks of transactions too, which are no records.
        self._next = await consumer.position(self._place)
        self._end = max(self._end, consumer.highwater(self._place) or 0)
        return records

    def behind(self) -> int:
        """See ``FactLog``."""
        return max(0, self._end - self._next)

    async def close(self) -> None:
        """See ``FactLog``."""
        if self._consumer is not None:
            await stop_consumer(self._consumer)
            self._consumer = None

    def _opened(self) -> AIOKafkaConsumer:
        assert self._consumer is not None, "open() comes first"
        return self._consumer
