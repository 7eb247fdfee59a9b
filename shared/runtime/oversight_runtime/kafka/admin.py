"""A Kafka admin client, connected to whichever broker answers first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient

from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.connection import Kafka, connection
from oversight_runtime.kafka.consumer import REQUEST_MS


@asynccontextmanager
async def admin_of(kafka: Kafka) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client between its start and its close."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=await answering(kafka),
        **connection(kafka).options,
        request_timeout_ms=REQUEST_MS,
    )
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()
