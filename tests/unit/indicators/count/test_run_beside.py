"""Work beside the database: nothing of it is left over, whichever of the two fails."""

import asyncio
import threading

import pytest

from oversight_indicators.count.run_beside import run_beside


async def fails() -> None:
    await asyncio.sleep(0)
    raise OSError("writing")


async def test_a_failure_to_write_is_raised_once_the_work_is_done() -> None:
    done = threading.Event()
    go_on = threading.Event()

    def work() -> None:
        go_on.wait(10)
        done.set()
        raise ValueError("work")

    both = asyncio.create_task(run_beside(fails(), work, threaded=True))
    await asyncio.wait([both], timeout=0.05)
    assert not both.done()
    go_on.set()
    with pytest.raises(OSError, match="writing"):
        await both
    assert done.is_set()


@pytest.mark.parametrize("threaded", [False, True])
async def test_a_failure_of_the_work_is_raised(threaded: bool) -> None:
    def work() -> None:
        raise ValueError("work")

    with pytest.raises(ValueError, match="work"):
        await run_beside(asyncio.sleep(0), work, threaded=threaded)


async def test_who_is_cancelled_leaves_no_work_going_on() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)
        done.set()

    both = asyncio.create_task(run_beside(asyncio.sleep(60), work, threaded=True))
    await asyncio.to_thread(begun.wait, 10)
    both.cancel()
    await asyncio.wait([both], timeout=0.05)
    assert not both.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await both
    assert done.is_set()
