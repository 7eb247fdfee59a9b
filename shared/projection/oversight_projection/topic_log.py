"""A topic of one partition as a log, read from offsets of our own choosing: no consumer group."""

from collections.abc import Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_projection.sink import Record
from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.connection import Kafka, connection
from oversight_runtime.kafka.consumer import REQUEST_MS
from oversight_runtime.kafka.offsets import cluster_id, end_offsets
from oversight_runtime.kafka.shutdown import stop_consumer

MOST_RECORDS = 5_000
POLL_MS = 500
# How long the broker may hold an answer back when there is nothing to read.
LEAST_WAIT_MS = 200


class TopicLog(Protocol):
    """The topic on the cluster that answers."""

    async def open(self) -> str:
        """Connect anew; answers the cluster's id, which names the log."""
        ...

    async def identity(self) -> str:
        """The id of the cluster that answers now."""
        ...

    async def end(self) -> int:
        """The next offset to be written."""
        ...

    async def seek(self, offset: int) -> None:
        """Read on from ``offset``, or from the first one that is left."""
        ...

    async def read(self) -> Sequence[Record]:
        """The next records; none where nothing came for a moment."""
        ...

    def behind(self) -> int:
        """The number of records known of and not read."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...


class KafkaTopicLog:
    """The topic's only partition, by aiokafka."""

    def __init__(self, kafka: Kafka, topic: str) -> None:
        self._kafka, self._topic = kafka, topic
        self._consumer: AIOKafkaConsumer | None = None
        self._partition = TopicPartition(topic, 0)
        self._next = 0
        self._end = 0

    async def open(self) -> str:
        """See ``TopicLog``."""
        await self.close()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering(self._kafka),
            **connection(self._kafka).options,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # What a publisher that was shut out left open is nobody's figure.
            isolation_level="read_committed",
            fetch_max_wait_ms=max(LEAST_WAIT_MS, connection(self._kafka).fetch_wait_ms),
            request_timeout_ms=REQUEST_MS,
            max_partition_fetch_bytes=8 * 1024 * 1024,
        )
        await self._consumer.start()
        self._consumer.assign([self._partition])
        return await self.identity()

    async def identity(self) -> str:
        """See ``TopicLog``."""
        return await cluster_id(self._kafka)

    async def end(self) -> int:
        """See ``TopicLog``."""
        self._end = (await end_offsets(self._kafka, self._topic)).get(0, 0)
        return self._end

    async def seek(self, offset: int) -> None:
        """See ``TopicLog``."""
        self._opened().seek(self._partition, offset)
        self._next = offset

    async def read(self) -> Sequence[Record]:
        """See ``TopicLog``."""
        consumer = self._opened()
        batches = await consumer.getmany(timeout_ms=POLL_MS, max_records=MOST_RECORDS)
        found = batches.get(self._partition, ())
        # Past the marks of transactions too, which are no records.
        self._next = await consumer.position(self._partition)
        self._end = max(self._end, consumer.highwater(self._partition) or 0)
        return [Record(each.offset, each.key, each.value) for each in found]

    def behind(self) -> int:
        """See ``TopicLog``."""
        return max(0, self._end - self._next)

    async def close(self) -> None:
        """See ``TopicLog``."""
        if self._consumer is not None:
            await stop_consumer(self._consumer)
            self._consumer = None

    def _opened(self) -> AIOKafkaConsumer:
        assert self._consumer is not None, "open() comes first"
        return self._consumer
