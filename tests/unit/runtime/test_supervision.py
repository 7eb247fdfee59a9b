"""Waiting, waking and beginning again."""

import asyncio
from datetime import timedelta

import pytest

from oversight_runtime.backoff import Backoff
from oversight_runtime.supervision import Supervisor, WakeUp, run_together, unbroken

AT_ONCE = Backoff(timedelta(0), timedelta(0), lambda: 0.0)


@pytest.mark.parametrize(
    ("failures", "chance", "seconds"),
    [(1, 0.0, 1), (1, 1.0, 2), (2, 1.0, 4), (3, 0.0, 4), (9, 1.0, 300), (5000, 1.0, 300)],
)
def test_delays_double_up_to_a_cap_with_jitter(
    failures: int, chance: float, seconds: float
) -> None:
    backoff = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: chance)
    assert backoff.after(failures) == timedelta(seconds=seconds)


async def test_a_wake_up_before_anybody_waits_wakes_once() -> None:
    wake_up = WakeUp()
    wake_up.ring()
    await asyncio.wait_for(wake_up.wait(timedelta(hours=1)), 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(wake_up.wait(timedelta(hours=1)), 0.01)


async def test_a_wait_without_a_wake_up_ends_in_time() -> None:
    await asyncio.wait_for(WakeUp().wait(timedelta(milliseconds=1)), 5)


async def test_a_failed_task_begins_again_and_says_when_it_is_well() -> None:
    counted: list[str] = []
    supervisor = Supervisor(AT_ONCE, timedelta(hours=1), counted.append)
    seen: list[dict[str, str]] = []

    async def task() -> None:
        seen.append(dict(supervisor.failing))
        if len(seen) < 3:
            raise OSError("away")
        supervisor.well("mail")
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await supervisor.keep("mail", task)
    assert seen == [{}, {"mail": "OSError: away"}, {"mail": "OSError: away"}]
    assert supervisor.failing == {}
    assert counted == ["mail", "mail"]


async def test_a_task_that_goes_on_failing_ends_the_service() -> None:
    supervisor = Supervisor(AT_ONCE, timedelta(0), lambda _: None)

    async def task() -> None:
        raise OSError("away for good")

    with pytest.raises(OSError, match="away for good"):
        await asyncio.wait_for(supervisor.keep("mail", task), 5)


async def test_a_task_that_did_its_work_in_between_is_given_all_the_patience_again() -> None:
    supervisor = Supervisor(AT_ONCE, timedelta(0), lambda _: None)
    rounds: list[int] = []

    async def task() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 5:
            raise asyncio.CancelledError
        supervisor.well("mail")
        raise OSError("away again")

    with pytest.raises(asyncio.CancelledError):
        await supervisor.keep("mail", task)


async def test_work_that_must_not_be_broken_is_finished_first() -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await go_on.wait()
        done.append("done")

    task = asyncio.create_task(unbroken(work()))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["done"]


async def test_tasks_end_together_even_where_a_cancellation_is_swallowed() -> None:
    swallowed = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
        await asyncio.Event().wait()

    async def broken() -> None:
        raise OSError("away for good")

    tasks = [asyncio.create_task(each()) for each in (stubborn, broken)]
    with pytest.raises(OSError, match="away for good"):
        await asyncio.wait_for(run_together(tasks), 10)
    assert swallowed.is_set()
    assert all(task.done() for task in tasks)


async def test_quiet_comes_after_the_last_ring() -> None:
    wake_up, rung = WakeUp(), list[int]()

    async def ring() -> None:
        for number in range(20):
            wake_up.ring()
            rung.append(number)
            await asyncio.sleep(0)

    ringing = asyncio.create_task(ring())
    await wake_up.quiet(timedelta(milliseconds=50), timedelta(minutes=1))
    assert ringing.done()
    assert len(rung) == 20


async def test_where_something_always_rings_quiet_is_not_waited_for_for_ever() -> None:
    wake_up = WakeUp()

    async def ring() -> None:
        while True:
            wake_up.ring()
            await asyncio.sleep(0)

    ringing = asyncio.create_task(ring())
    await wake_up.quiet(timedelta(minutes=1), timedelta(milliseconds=20))
    assert not ringing.done()
    ringing.cancel()
