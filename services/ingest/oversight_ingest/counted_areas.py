"""Follows the topic that says which forces and areas count, so that a rebuild needs no restart."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from random import SystemRandom

import structlog
from pydantic import ValidationError

from oversight_contracts.facts.areas import CountedAreas
from oversight_contracts.topics import AREAS
from oversight_ingest.validate.areas import AreaLookup
from oversight_projection.follower import LogFollower
from oversight_projection.sink import Confirm, Record
from oversight_projection.topic_log import TopicLog
from oversight_runtime.backoff import Backoff
from oversight_runtime.clock import Clock
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics
from oversight_runtime.supervision import Supervisor

# So long the first reading may take; without it nobody knows what may come in.
FIRST_SECONDS = 20.0

log = structlog.stdlib.get_logger("oversight_ingest")


class AreasUnknown(Exception):
    """Nobody knows which areas count, so that nothing can be let in."""


class CountedAreasSink:
    """Has a lookup go by the newest record of the topic, which is small and read from its start."""

    def __init__(self, areas: AreaLookup) -> None:
        self._areas = areas
        self._end = 0
        self.caught_up = asyncio.Event()

    async def begin(self, log: str, end: int) -> int:
        """Read all of it."""
        self._end = end
        if end == 0:
            self.caught_up.set()
        return 0

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        """Learn from what is there."""
        for record in records:
            self._learn(record)
        # An empty answer is no end: a broker may be slow.
        if records and records[-1].offset + 1 >= self._end:
            self.caught_up.set()
        return bool(records)

    def _learn(self, record: Record) -> None:
        try:
            counted = CountedAreas.model_validate_json(record.value or b"")
        except ValidationError as error:
            log.error("a record of areas cannot be read", offset=record.offset, error=str(error))
            return
        before = self._areas.counted
        if self._areas.learn(counted) and counted != before:
            log.info("goes by other areas", generation=counted.generation)


class AreasTopic:
    """The topic on a cluster, followed for as long as the service runs."""

    def __init__(
        self, kafka: Kafka, replication: int, topic: TopicLog, areas: AreaLookup, clock: Clock
    ) -> None:
        self._kafka, self._replication = kafka, replication
        self._sink = CountedAreasSink(areas)
        self._follower = LogFollower(topic, self._sink, self._ensure, clock)
        restarts = Backoff(timedelta(milliseconds=200), timedelta(seconds=5), SystemRandom().random)
        # Without Kafka nothing comes in either: it is tried again for as long as that lasts.
        self._supervisor = Supervisor(restarts, timedelta.max, lambda name: None)

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Enter once what stands in the topic is known. Raises ``AreasUnknown``."""
        task = asyncio.create_task(self._supervisor.keep("areas", self._follow))
        try:
            await self._know()
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _know(self) -> None:
        try:
            async with asyncio.timeout(FIRST_SECONDS):
                await self._sink.caught_up.wait()
        except TimeoutError as error:
            reason = self._supervisor.failing.get("areas", "it does not answer")
            raise AreasUnknown(f"{AREAS.name} could not be read: {reason}") from error

    async def _follow(self) -> None:
        await self._follower.run(lambda: self._supervisor.well("areas"))

    async def _ensure(self) -> None:
        plan = TopicPlan(AREAS.name, AREAS.partitions, AREAS.config)
        await ensure_topics(self._kafka, [plan], self._replication)
