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
        self.away = self.mute = False
        self.asked_in_vain = asyncio.Semaphore(0)
        self.held = {0}
        self.watchdog = Watchdog(
            self._ends,
            self._stored,
            lambda: self.held,
            self._paused,
            Metrics(CollectorRegistry()),
            lambda: self.time,
        )

    async def _ends(self) -> dict[int, int]:
        if self.away or self.mute:
            self.asked_in_vain.release()
        if self.mute:
            await asyncio.Event().wait()
        if self.away:
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


async def test_a_partition_of_its_own_that_stands_still_ends_it_though_others_go_on() -> None:
    situation = Situation()
    situation.ends, situation.held = {0: 10, 1: 100}, {0}
    for second in range(0, 70, 10):
        situation.time, situation.stored[1] = float(second), second
        if second <= 60:
            await situation.watchdog.look(60)
    situation.time = 61.0
    with pytest.raises(Stalled, match="10 records of partition 0 wait"):
        await situation.watchdog.look(60)


async def test_a_partition_of_another_worker_is_that_ones_to_end_for() -> None:
    situation = Situation()
    situation.ends, situation.held = {0: 10, 1: 100}, {1}
    for second in range(0, 100, 10):
        situation.time, situation.stored[1] = float(second), second
        await situation.watchdog.look(60)


async def test_a_partition_taken_over_is_given_all_the_patience() -> None:
    situation = Situation()
    situation.ends, situation.held = {0: 10, 1: 100}, {1}
    for second in (0, 59):
        situation.time, situation.stored[1] = float(second), second
        await situation.watchdog.look(60)
    situation.held = {0, 1}
    situation.time, situation.stored[1] = 61.0, 61
    await situation.watchdog.look(60)


async def test_a_question_that_is_never_answered_is_asked_again() -> None:
    situation = Situation()
    situation.mute = True
    running = asyncio.create_task(situation.watchdog.run(0.06, within=0.05))
    async with asyncio.timeout(10):
        for _ in range(2):
            await situation.asked_in_vain.acquire()
    running.cancel()
