"""A process that has decided to end does end."""

import subprocess
import sys

STUCK = """
import asyncio, threading
from oversight_indicators.shutdown import end

async def stop():
    # As Faust waits for the thread of its consumer: the loop stands still.
    threading.Event().wait()

asyncio.run(end([], stop, within=0.5))
"""
IN_ORDER = """
import asyncio
from oversight_indicators.shutdown import end

async def main():
    async def work():
        await asyncio.sleep(60)

    async def stop():
        print("stopped")

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    working.cancel()
    await end([working], stop, within=30.0)

asyncio.run(main())
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20
    )


def test_a_reader_that_cannot_be_stopped_holds_up_no_end() -> None:
    done = run(STUCK)
    assert done.returncode == 1
    assert "in stop" in done.stderr


def test_what_ends_in_order_is_waited_for_and_ends_with_0() -> None:
    done = run(IN_ORDER)
    assert (done.returncode, done.stdout) == (0, "stopped\n"), done.stderr
