"""A broker without topics again, for the next test: Apache Kafka takes seconds to start."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code

from oversight_contracts.topics import FACTS
from oversight_indicators.publish.fact_producer import KafkaFactProducer

GONE_SECONDS = 30.0
GONE_PAUSE = 0.02


async def empty(servers: str) -> None:
    """Delete every topic, and wait until none is left. Raises ``KafkaError``, ``TimeoutError``."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    try:
        await admin.start()
        topics = await _topics(admin)
        if FACTS.name in topics:
            await _end_transactions(servers)
        if topics:
            await _delete(admin, topics)
    finally:
        await admin.close()


async def _end_transactions(servers: str) -> None:
    # One that a killed publisher left open would end in the topic of that name that comes next.
    log = KafkaFactProducer(servers, FACTS.name, idempotent=True)
    await log.claim()
    await log.stop()


async def _delete(admin: AIOKafkaAdminClient, topics: list[str]) -> None:
    answer = await admin.delete_topics(topics)
    for name, code, *_ in answer.topic_error_codes:
        if code:
            raise for_code(code)(f"topic {name}")
    async with asyncio.timeout(GONE_SECONDS):
        await _gone(admin)


async def _gone(admin: AIOKafkaAdminClient) -> None:
    while True:
        if not await _topics(admin):
            return
        await asyncio.sleep(GONE_PAUSE)


async def _topics(admin: AIOKafkaAdminClient) -> list[str]:
    # What Kafka keeps for itself stays: nothing in it is a test's.
    return [name for name in await admin.list_topics() if not name.startswith("__")]
