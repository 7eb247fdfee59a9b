"""The producer of facts: whole batches, acknowledged, in the order they were given.

A publisher that was paused between reading figures and sending them would put older ones behind
newer ones, and compaction keeps what comes last. So each send is a transaction of one
transactional id, which belongs to whoever claimed it last: Kafka refuses everybody before.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from aiokafka import AIOKafkaProducer

from oversight_contracts.facts.facts import Fact, write_fact
from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.connection import Kafka, connection
from oversight_runtime.kafka.consumer import REQUEST_MS
from oversight_runtime.kafka.offsets import cluster_id, holds_records
from oversight_runtime.kafka.producer import KafkaUnavailable, start_producer
from oversight_runtime.kafka.shutdown import stop_producer

# The topic has one partition: readers see facts before the cut that vouches for them.
PARTITION = 0
BATCH_BYTES = 512 * 1024
IN_FLIGHT = 8
TRANSACTIONAL_ID = "oversight-indicators-facts"
# After so long Kafka aborts what a paused publisher left open, and readers go on.
TRANSACTION_MS = 15_000


class FactProducer(Protocol):
    """A producer of facts, which has to be claimed: only the last to claim it can send."""

    async def name(self) -> str:
        """The cluster's id, followed by ``(empty)`` when nothing was ever written."""

    async def claim(self) -> None:
        """Shut out whoever could send before. Raises ``KafkaUnavailable``."""

    async def send(self, facts: Iterable[Fact]) -> None:
        """Return once all are durable, in order. Raises ``KafkaUnavailable``.

        After an error, or when another has claimed the log, it has to be claimed anew.
        """


class KafkaFactProducer:
    """A producer on a Kafka cluster; ``deadline`` is for each batch of a send.

    ``idempotent``: what the broker can do; without it there are no transactions, and no claim.
    """

    def __init__(
        self, kafka: Kafka, topic: str, *, idempotent: bool, deadline: float = 10.0
    ) -> None:
        self._kafka = kafka
        self._topic = topic
        self._idempotent = idempotent
        self._deadline = deadline
        self._producer: AIOKafkaProducer | None = None

    async def name(self) -> str:
        written = await holds_records(self._kafka, self._topic)
        name = await cluster_id(self._kafka)
        return name if written else f"{name} (empty)"

    async def claim(self) -> None:
        await self.stop()
        async with self._or_unavailable():
            self._producer = await self._started()
            # The one before is shut out when Kafka knows this one, which a first use brings about.
            await self._transact(self._producer, [])

    async def send(self, facts: Iterable[Fact]) -> None:
        records = [(fact.key, write_fact(fact)) for fact in facts]
        producer = self._producer
        if producer is None:
            raise KafkaUnavailable("the fact log is not claimed")
        if records:
            async with self._or_unavailable():
                await self._transact(producer, records)

    @asynccontextmanager
    async def _or_unavailable(self) -> AsyncIterator[None]:
        try:
            yield
        except Exception as error:
            # A producer is of no more use after some errors: it is claimed with a new one.
            await self.stop()
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def stop(self) -> None:
        """Close the producer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await stop_producer(producer, self._deadline)

    async def _transact(
        self, producer: AIOKafkaProducer, records: Sequence[tuple[bytes, bytes]]
    ) -> None:
        """Nothing is aborted here after an error: the next claim does it."""
        if not self._idempotent:
            await self._send(producer, records)
            return
        async with asyncio.timeout(self._deadline):
            await producer.begin_transaction()
        await self._send(producer, records)
        async with asyncio.timeout(self._deadline):
            await producer.commit_transaction()

    async def _send(
        self, producer: AIOKafkaProducer, records: Sequence[tuple[bytes, bytes]]
    ) -> None:
        sent: list[asyncio.Future[object]] = []
        batch = producer.create_batch()
        for key, value in records:
            if batch.append(key=key, value=value, timestamp=None) is None:
                sent.append(await producer.send_batch(batch, self._topic, partition=PARTITION))
                await self._acknowledged(sent[:-IN_FLIGHT])
                del sent[:-IN_FLIGHT]
                batch = producer.create_batch()
                batch.append(key=key, value=value, timestamp=None)
        if batch.record_count():
            sent.append(await producer.send_batch(batch, self._topic, partition=PARTITION))
        await self._acknowledged(sent)

    async def _acknowledged(self, sent: list[asyncio.Future[object]]) -> None:
        async with asyncio.timeout(self._deadline):
            await asyncio.gather(*sent)

    async def _started(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            bootstrap_servers=await answering(self._kafka),
            **connection(self._kafka).options,
            acks="all",
            transactional_id=TRANSACTIONAL_ID if self._idempotent else None,
            transaction_timeout_ms=TRANSACTION_MS,
            request_timeout_ms=REQUEST_MS,
            max_batch_size=BATCH_BYTES,
            max_request_size=1_000_000,
        )
        async with asyncio.timeout(self._deadline):
            await start_producer(producer, self._deadline)
        return producer
