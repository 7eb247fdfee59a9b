"""A consumer in no group, which reads what it is told from where it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.connection import SHORT_WAIT_MS, Kafka, connection
from oversight_runtime.kafka.shutdown import stop_consumer

# aiokafka's own is 40 s, for which one frozen broker of several holds up whoever asked it.
REQUEST_MS = 5_000


@asynccontextmanager
async def consumer_of(kafka: Kafka) -> AsyncIterator[AIOKafkaConsumer]:
    """Connected to whichever broker answers first; to be assigned and sought.

    It never goes elsewhere where the log has nothing at its position: ``OffsetOutOfRangeError``.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=await answering(kafka),
        **connection(kafka).options,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=SHORT_WAIT_MS,
        request_timeout_ms=REQUEST_MS,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await stop_consumer(consumer)
