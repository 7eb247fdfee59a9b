"""The publishing loop: at once after a commit, seldom while there is bulk to count."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from time import perf_counter
from typing import Any

from oversight_indicators.consume.log_identity import Log
from oversight_indicators.leadership import serve_sessions
from oversight_indicators.metrics import Metrics
from oversight_indicators.publish.counted_areas import CountedAreasPublisher
from oversight_indicators.publish.fact_producer import FactProducer
from oversight_indicators.publish.publisher import TotalsPublisher
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    behind_goals,
    end_catching_up,
    has_goals,
    is_catching_up,
    read_active,
    set_goals,
)
from oversight_indicators.repository.unpublished import (
    COMMITTED,
    discard_backlog,
    hold_lead_for,
    lead,
)
from oversight_runtime.postgres import Pool


class CatchingUp:
    """A generation's catching up with the log, during which nothing of it is published."""

    def __init__(self, connection: Connection, topic: str, log: Log) -> None:
        self._connection = connection
        self._topic = topic
        self._log = log

    async def goes_on(self) -> bool:
        """Whether the active generation is to be kept back.

        What it has not published is forgotten meanwhile: at the end all of it is sent.
        """
        active = await read_active(self._connection)
        if active is None or not await is_catching_up(self._connection, active.number):
            return False
        name, ends = await self._log.name(), await self._log.ends()
        async with self._connection.transaction():
            if not await has_goals(self._connection, active.number):
                await set_goals(self._connection, active.number, name, ends)
            behind = await behind_goals(self._connection, active.number, self._topic)
            if not behind:
                await end_catching_up(self._connection, active.number)
            await discard_backlog(self._connection, active.number)
        return bool(behind)


# Without a notification it looks by itself: one can be lost with a connection.
LOOK_SECONDS = 1.0
# While records come in, publishing takes a tenth of the time; but beside a steady stream no pause
# is longer than this, or what gathers in one would make the next round, and so pause, longer.
STEADY_PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 10.0
SHARE = 9
# Longer than any pause, and than Kafka is waited for; then another process may publish.
LEAD_SECONDS = 15.0
RETRY_SECONDS = 1.0


class Publishing:
    """Keeps publishing while this process leads.

    ``drained`` waits while records wait to be counted, ``less_than_bulk`` while bulk does.
    ``log`` is the events', which a generation may have to catch up with first. ``areas`` come
    before the totals: they are not kept back while a generation catches up.
    """

    def __init__(
        self,
        pool: Pool,
        topic: str,
        facts: FactProducer,
        metrics: Metrics,
        now: Callable[[], datetime],
        drained: Callable[[], Awaitable[None]],
        less_than_bulk: Callable[[], Awaitable[None]],
        log: Log,
        areas: CountedAreasPublisher,
    ) -> None:
        self._pool = pool
        self._topic = topic
        self._areas = areas
        self._facts = facts
        self._metrics = metrics
        self._now = now
        self._drained = drained
        self._less_than_bulk = less_than_bulk
        self._log = log
        self._committed = asyncio.Event()

    async def run(self) -> None:
        """Publish until cancelled; trouble with Kafka or the database is tried again."""
        await serve_sessions(self._pool, "publishing", self._serve, RETRY_SECONDS)

    async def _serve(self, connection: Any) -> None:
        await connection.add_listener(COMMITTED, self._on_commit)
        await hold_lead_for(connection, LEAD_SECONDS)
        publisher = TotalsPublisher(connection, self._topic, self._facts, self._metrics, self._now)
        catching_up = CatchingUp(connection, self._topic, self._log)
        # The server does not tell that the lead is free.
        while not await lead(connection):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        # Whoever led before and was paused must not send what it has read.
        await self._facts.claim()
        self._areas.forget()
        while True:
            # Before looking: what is committed from now on is worth another look.
            self._committed.clear()
            await self._areas.publish(connection)
            pause = 0.0
            if not await catching_up.goes_on():
                pause = await self._round(publisher)
            await self._wait(pause)

    async def _round(self, publisher: TotalsPublisher) -> float:
        """Publish once; answers for how long to leave it at most."""
        began = perf_counter()
        await publisher.publish()
        return min(SHARE * (perf_counter() - began), LONGEST_PAUSE_SECONDS)

    async def _wait(self, pause: float) -> None:
        await _at_most(LOOK_SECONDS, self._committed.wait())
        await _at_most(min(pause, STEADY_PAUSE_SECONDS), self._drained())
        if pause > STEADY_PAUSE_SECONDS:
            await _at_most(pause - STEADY_PAUSE_SECONDS, self._less_than_bulk())

    def _on_commit(self, *_: object) -> None:
        self._committed.set()


async def _at_most(seconds: float, waiting: Awaitable[object]) -> None:
    # Not wait_for: before Python 3.12 it can swallow that its caller gave up.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await waiting
