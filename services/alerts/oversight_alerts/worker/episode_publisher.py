"""Publishes episodes to the alerts topic, in the order of their transitions."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from oversight_alerts.repository import episode_outbox
from oversight_contracts.topics import ALERTS
from oversight_runtime.postgres import Pool

AT_ONCE = 100


class Publishing(Protocol):
    """Durable sends, as ``oversight_runtime.kafka.producer.Publisher`` makes them."""

    async def send(self, topic: str, value: bytes, *, key: bytes | None = None) -> tuple[int, int]:
        """Send and wait for the acknowledgement; answers (partition, offset)."""
        ...


class EpisodePublisher:
    """Sends what is not published yet. A fact may be sent twice; its revision tells."""

    def __init__(self, pool: Pool, publisher: Publishing, clock: Callable[[], datetime]) -> None:
        self._pool, self._publisher, self._clock = pool, publisher, clock

    async def publish(self) -> int:
        """Publish everything that waits; answers how many. Raises ``KafkaUnavailable``."""
        published = 0
        while waiting := await self._waiting():
            for each in waiting:
                await self._publish(each)
            published += len(waiting)
        return published

    async def _waiting(self) -> list[episode_outbox.Unpublished]:
        async with self._pool.acquire() as connection, connection.transaction():
            return await episode_outbox.unpublished(connection, AT_ONCE)

    async def _publish(self, each: episode_outbox.Unpublished) -> None:
        value = each.fact.model_dump_json().encode()
        await self._publisher.send(ALERTS.name, value, key=each.fact.key)
        async with self._pool.acquire() as connection, connection.transaction():
            await episode_outbox.mark_published(connection, each.number, self._clock())
