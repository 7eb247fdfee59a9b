"""The fact topic: facts in whole batches, acknowledged, in the order they were given."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from aiokafka import AIOKafkaProducer

from oversight_contracts.facts import Fact, write_fact
from oversight_runtime.bootstrap import answering
from oversight_runtime.kafka import REQUEST_MS, KafkaUnavailable, cluster_id, end_offsets
from oversight_runtime.stopping import stop_producer

# The topic has one partition: readers see facts before the cut that vouches for them.
PARTITION = 0
BATCH_BYTES = 512 * 1024
IN_FLIGHT = 8


class FactLog(Protocol):
    """Where facts go."""

    async def name(self) -> str:
        """The cluster's id, followed by ``(empty)`` when nothing was ever written."""

    async def send(self, facts: Iterable[Fact]) -> None:
        """Return once all are durable, in order. Raises ``KafkaUnavailable``."""


class KafkaFactLog:
    """The fact topic of a Kafka cluster. A sends' deadline is for each batch of them."""

    def __init__(
        self, servers: str, topic: str, *, idempotent: bool, deadline: float = 10.0
    ) -> None:
        self._servers = servers
        self._topic = topic
        self._idempotent = idempotent
        self._deadline = deadline
        self._producer: AIOKafkaProducer | None = None

    async def name(self) -> str:
        ends = await end_offsets(self._servers, self._topic)
        name = await cluster_id(self._servers)
        return name if any(ends.values()) else f"{name} (empty)"

    async def send(self, facts: Iterable[Fact]) -> None:
        try:
            await self._send([(fact.key, write_fact(fact)) for fact in facts])
        except Exception as error:
            # An idempotent producer is of no more use after some errors: begin with a new one.
            await self.stop()
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def stop(self) -> None:
        """Close the producer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await stop_producer(producer, self._deadline)

    async def _send(self, records: list[tuple[bytes, bytes]]) -> None:
        producer = await self._ready()
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

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=await answering(self._servers),
                acks="all",
                enable_idempotence=self._idempotent,
                request_timeout_ms=REQUEST_MS,
                max_batch_size=BATCH_BYTES,
                max_request_size=1_000_000,
            )
            await producer.start()
            self._producer = producer
        return self._producer
