"""Supervision: tasks that run as long as the service does, begun again when they fail."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from oversight_runtime.backoff import Backoff

log = structlog.stdlib.get_logger(__name__)

# A task that fails so soon after it began has not recovered in between.
RECOVERED_AFTER = timedelta(seconds=30)


class Ending(Exception):
    """Nothing is gained by beginning again: the service has to end."""


class WakeUp:
    """Wakes one waiting task; rung before anybody waits, it is not forgotten."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the task."""
        self._event.set()

    async def wait(self, at_most: timedelta) -> bool:
        """Return when rung, or after ``at_most``; whether it was rung."""
        try:
            async with asyncio.timeout(at_most.total_seconds()):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            self._event.clear()
        return True

    async def quiet(self, quiet: timedelta, at_most: timedelta) -> None:
        """Return once it was not rung for so long, or after ``at_most`` where it always is."""
        try:
            async with asyncio.timeout(at_most.total_seconds()):
                while await self.wait(quiet):
                    pass
        except TimeoutError:
            return


async def unbroken(work: Coroutine[Any, Any, None]) -> None:
    """Finish ``work`` even when cancelled meanwhile, and only then be cancelled."""
    task, cancelled = asyncio.create_task(work), None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()


async def run_together(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Wait until one of ``tasks`` ends or this is cancelled, then end them all.

    Raises what the first to end raised.
    """
    running = set(tasks)
    try:
        ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        await _end(running)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    # Asked again, since before Python 3.12 asyncio.wait_for can swallow a cancellation.
    while unfinished := {task for task in tasks if not task.done()}:
        for task in unfinished:
            task.cancel()
        await asyncio.wait(unfinished, timeout=1)


@dataclass
class Supervisor:
    """Begins a failed task again after a while; ``failing`` says in words which ones fail.

    A task that goes on failing for ``patience``, and is never ``well`` in between, or that raises
    ``Ending``, ends the service: whoever runs it decides. ``failed`` is called with the name of a
    task each time it fails, so that the service can count it.
    """

    backoff: Backoff
    patience: timedelta
    failed: Callable[[str], None]
    failing: dict[str, str] = field(default_factory=dict)

    async def keep(self, name: str, task: Callable[[], Awaitable[None]]) -> None:
        """Run ``task`` for ever. Raises what it raised when patience is at its end."""
        loop = asyncio.get_running_loop()
        failures, since = 0, loop.time()
        while True:
            began = loop.time()
            try:
                await task()
            except Ending:
                raise
            except Exception as error:
                now = loop.time()
                recovered = now - began > RECOVERED_AFTER.total_seconds()
                if recovered or name not in self.failing:
                    failures, since = 0, now
                if now - since > self.patience.total_seconds():
                    raise
                failures += 1
                self._report(name, error)
                await asyncio.sleep(self.backoff.after(failures).total_seconds())

    def well(self, name: str) -> None:
        """Called by a task that has done its work."""
        self.failing.pop(name, None)

    def _report(self, name: str, error: Exception) -> None:
        self.failing[name] = f"{type(error).__name__}: {error}"
        self.failed(name)
        log.warning("task-failed", task=name, exc_info=error)
