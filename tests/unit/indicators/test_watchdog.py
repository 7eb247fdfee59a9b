"""The process ends when records wait and nobody counts them."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from oversight_indicators.metrics import Metrics
from oversight_indicators.watchdog import Stalled, Watchdog


class Situation:
    """A log, what is counted of it, and a clock."""

    def __init__(self) -> None:
        self.ends: dict[int, int] = {0: 10}
        self.stored = {0: 0}
        self.time = 0.0
        self.rebuilding = False
        self.away = False
        self.asked_in_vain = asyncio.Semaphore(0)
        self.watchdog = Watchdog(
            self._ends, self._stored, self._paused, Metrics(CollectorRegistry()), lambda: self.time
        )

    async def _ends(self) -> dict[int, int]:
        if self.away:
            self.asked_in_vain.release()
            raise ConnectionRefusedError("no broker")
        return self.ends

    async def _stored(self) -> dict[int, int]:
        return dict(self.stored)

    async def _paused(self) -> bool:
        return self.rebuilding


async def test_lag_without_progress_ends_it() -> None:
    situation = Situation()
    await situation.watchdog.look(60)
    situation.time = 61
    with pytest.raises(Stalled, match="10 records wait"):
        await situation.watchdog.look(60)


async def test_progress_keeps_it_alive() -> None:
    situation = Situation()
    for minute in range(5):
        situation.time, situation.stored[0] = 50.0 * minute, minute
        await situation.watchdog.look(60)
    assert situation.watchdog.lag == 6


async def test_without_lag_it_waits_for_ever() -> None:
    situation = Situation()
    situation.stored[0] = 10
    await situation.watchdog.look(60)
    situation.time = 10_000
    await situation.watchdog.look(60)
    situation.ends[0] = 11
    await situation.watchdog.look(60)


async def test_a_topic_that_is_gone_is_made_again_at_the_next_start() -> None:
    situation = Situation()
    situation.stored[0] = 10
    await situation.watchdog.look(60)
    situation.ends, situation.time = {}, 50.0
    await situation.watchdog.look(60)
    situation.time = 61.0
    with pytest.raises(Stalled, match="the topic is gone"):
        await situation.watchdog.look(60)


async def test_a_rebuild_may_take_as_long_as_it_takes() -> None:
    situation = Situation()
    await situation.watchdog.look(60)
    situation.time, situation.rebuilding = 3600.0, True
    await situation.watchdog.look(60)
    situation.time, situation.rebuilding = 3650.0, False
    await situation.watchdog.look(60)
    situation.time = 3661.0
    with pytest.raises(Stalled):
        await situation.watchdog.look(60)


async def test_while_the_log_does_not_answer_no_time_passes() -> None:
    situation = Situation()
    await situation.watchdog.look(60)
    situation.time, situation.away = 61.0, True
    running = asyncio.create_task(situation.watchdog.run(0.06))
    for _ in range(2):
        await situation.asked_in_vain.acquire()
    running.cancel()
    situation.time, situation.away = 62.0, False
    await situation.watchdog.look(60)
    situation.time = 122.0
    with pytest.raises(Stalled):
        await situation.watchdog.look(60)
