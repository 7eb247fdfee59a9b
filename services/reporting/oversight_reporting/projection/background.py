"""A follower in the background: begun again after whatever breaks it, for as long as it takes."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from random import random

from oversight_projection.follower import LogFollower
from oversight_runtime.backoff import Backoff
from oversight_runtime.supervision import Ending, Supervisor

RESTARTS = Backoff(timedelta(seconds=0.5), timedelta(seconds=5), random)
ASK_AGAIN = 1.0


class BackgroundFollower:
    """Follows until it is stopped; ``failed`` is called with what has to end the process.

    Whatever else breaks, figures stay as at the last cut and say so; readiness tells.
    """

    def __init__(self, topic: str, follower: LogFollower, failed: Callable[[Ending], None]) -> None:
        self._topic, self._follower, self._failed = topic, follower, failed
        self._supervisor = Supervisor(RESTARTS, timedelta.max, lambda _: None)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow, beside whatever else goes on."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End following. What is held and not applied is read again next time."""
        task, self._task = self._task, None
        # The client swallows a cancellation now and then while it connects: ask until it ends.
        while task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=ASK_AGAIN)

    async def check(self) -> str | None:
        """The reason why it cannot follow, for ``/readyz``; None when all is well."""
        if self._task is None or self._task.done():
            return "reading has ended"
        if self._follower.progress_at is None:
            return self._supervisor.failing.get(self._topic, "not started")
        return self._supervisor.failing.get(self._topic)

    async def _run(self) -> None:
        try:
            await self._supervisor.keep(
                self._topic, lambda: self._follower.run(lambda: self._supervisor.well(self._topic))
            )
        except Ending as error:
            self._failed(error)
