"""The connections of a running service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from oversight_alerts.settings import AlertSettings
from oversight_contracts.topics import ALERTS, FACTS
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics
from oversight_runtime.postgres import Pool, migrate, open_pool

SCHEMA = "alerts"
CLOSE_SECONDS = 3.0
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass
class Clients:
    """The connections, opened when the application starts and closed when it ends."""

    pool: Pool
    publisher: Publisher


@asynccontextmanager
async def connected(settings: AlertSettings) -> AsyncIterator[Clients]:
    """Bring the schema up to date, make the topics, connect."""
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    await ensure_own_topics(settings)
    pool = await open_pool(settings.database, SCHEMA)
    publisher = Publisher(settings.kafka_connection, idempotent=settings.kafka_idempotence)
    try:
        yield Clients(pool, publisher)
    finally:
        await _close(publisher, pool)


async def ensure_own_topics(settings: AlertSettings) -> None:
    """Make the topics that the service reads and writes, where the cluster does not have them."""
    plans = [TopicPlan(topic.name, topic.partitions, topic.config) for topic in (FACTS, ALERTS)]
    await ensure_topics(settings.kafka_connection, plans, settings.kafka_replication)


async def _close(publisher: Publisher, pool: Pool) -> None:
    # Without a broker the flush would outlast the time that a process is given to end.
    with suppress(TimeoutError):
        await asyncio.wait_for(publisher.stop(), CLOSE_SECONDS)
    try:
        await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
    except TimeoutError:
        pool.terminate()
