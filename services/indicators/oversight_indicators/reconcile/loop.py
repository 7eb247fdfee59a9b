"""The reconciling loop: every minute, in one process of all, never in the way of counting."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from oversight_indicators.leadership import serve_sessions
from oversight_indicators.metrics import Metrics
from oversight_indicators.reconcile.log_reader import LogReader
from oversight_indicators.reconcile.reconciler import Reconciler
from oversight_indicators.repository.reconciliation import (
    ReadingTaken,
    hold_reconciling_for,
    lead_reconciling,
)
from oversight_runtime.postgres import Pool

log = structlog.get_logger(__name__)
# While records wait to be counted, reading them a second time takes a tenth of the time at most.
SHARE = 9
LONGEST_REST_SECONDS = 5.0
# Longer than Kafka is waited for, beside the time between two rounds; then another may lead.
LEAD_SECONDS = 60.0


class Reconciling:
    """Keeps comparing while this process leads; ``drained`` waits while records wait."""

    def __init__(
        self,
        pool: Pool,
        topic: str,
        events: LogReader,
        metrics: Metrics,
        now: Callable[[], datetime],
        drained: Callable[[], Awaitable[None]],
        seconds: float,
    ) -> None:
        self._pool = pool
        self._topic = topic
        self._events = events
        self._metrics = metrics
        self._now = now
        self._drained = drained
        self._seconds = seconds

    async def run(self) -> None:
        """Compare until cancelled; trouble with Kafka or the database is tried again."""
        await serve_sessions(self._pool, "reconciling", self._serve, self._seconds, ReadingTaken)

    async def _serve(self, connection: Any) -> None:
        await hold_reconciling_for(connection, self._seconds + LEAD_SECONDS)
        reconciler = Reconciler(connection, self._topic, self._events, self._now, self._rest)
        while True:
            more = await lead_reconciling(connection) and await self._round(reconciler)
            await asyncio.sleep(0 if more else self._seconds)

    async def _round(self, reconciler: Reconciler) -> bool:
        """Compare once; answers whether there is more to compare."""
        found = await reconciler.reconcile()
        if found is None:
            return False
        self._metrics.reconciled(found.newest, found.settled, found.compared, found.different)
        for each in found.compared:
            if each.difference:
                log.error("events in the log differ from outcomes", reconciled=each)
        return found.more

    async def _rest(self, worked: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(SHARE * worked, LONGEST_REST_SECONDS)):
                await self._drained()
