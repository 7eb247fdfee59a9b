"""Work of the processor done while the database is busy writing."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def run_beside(
    writing: Coroutine[Any, Any, None], work: Callable[[], T], *, threaded: bool
) -> T:
    """Run ``work`` while the database is ``writing``; answers its result."""
    if not threaded:
        await writing
        return work()
    working = asyncio.create_task(asyncio.to_thread(work))
    try:
        await writing
    finally:
        await asyncio.wait([working])
        # Heard of, also where it is the failure to write that is raised.
        working.exception()
    return working.result()
