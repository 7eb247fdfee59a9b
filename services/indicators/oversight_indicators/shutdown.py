"""The end of the process, within a deadline: whatever hangs then must not hold it up."""

import asyncio
import faulthandler
from collections.abc import Awaitable, Callable, Collection
from typing import Any

# The data lies safe at every moment; what takes longer than this takes for ever.
WITHIN_SECONDS = 30.0


async def end(
    tasks: Collection[asyncio.Task[Any]],
    stop: Callable[[], Awaitable[None]],
    within: float = WITHIN_SECONDS,
) -> None:
    """Wait for ``tasks``, which were asked to end, and ``stop`` the reader of the log.

    The process has ended so many seconds from now, with 1 and a word of where it hung if it has
    not by itself: Faust waits without limit, on the loop, for a consumer's thread that is stuck.
    """
    faulthandler.dump_traceback_later(within, exit=True)
    await asyncio.gather(*tasks, return_exceptions=True)
    await stop()
