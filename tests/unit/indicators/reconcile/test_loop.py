"""Which process reconciles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

from prometheus_client import CollectorRegistry

from oversight_indicators.metrics import Metrics
from oversight_indicators.reconcile.log_reader import KafkaLogReader
from oversight_indicators.reconcile.loop import Reconciling
from oversight_runtime.postgres import Pool

SECONDS = 120.0


class FakeSession:
    """A session of a database in which another process leads; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.led = asyncio.Event()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["FakeSession"]:
        yield self

    async def execute(self, query: str) -> None:
        self.asked.append(query)

    async def fetchval(self, query: str) -> bool:
        self.asked.append(query)
        self.led.set()
        return False

    def terminate(self) -> None:
        return


async def test_a_process_that_is_paused_does_not_lead_for_ever() -> None:
    session = FakeSession()

    async def drained() -> None:
        return

    reconciling = Reconciling(
        cast(Pool, cast(Any, session)),
        "events",
        KafkaLogReader("", "events"),
        Metrics(CollectorRegistry()),
        lambda: datetime.now(UTC),
        drained,
        SECONDS,
    )
    running = asyncio.create_task(reconciling.run())
    async with asyncio.timeout(10):
        await session.led.wait()
    running.cancel()

    (limit,) = [each for each in session.asked if "SET idle_session_timeout" in each]
    assert session.asked.index(limit) < len(session.asked) - 1
    # Longer than it waits between two rounds, or it would lose the lead each time.
    assert int(limit.rpartition("= ")[2]) > SECONDS * 1000
