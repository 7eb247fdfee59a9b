"""The life cycle of a service: it serves until a signal asks it to end, or something ends it.

It listens from the beginning, and says in ``/readyz`` what it waits for.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog
from fastapi import FastAPI

from oversight_runtime.backoff import Backoff
from oversight_runtime.http.server import Server, server
from oversight_runtime.http.starting import Entrance
from oversight_runtime.process import ErrorTypes, run_process
from oversight_runtime.settings import ServiceSettings

log = structlog.stdlib.get_logger(__name__)
S = TypeVar("S", bound=ServiceSettings)
# Called with what has to end the service.
Failed = Callable[[BaseException], None]
# The composition root: the application, and everything beside it at work while it is entered.
Build = Callable[[S, Failed], AbstractAsyncContextManager[FastAPI]]
# Between two tries to start.
DELAYS = Backoff(timedelta(milliseconds=200), timedelta(seconds=5), random.random)


def run(
    name: str,
    settings: Callable[[], S],
    build: Build[S],
    *,
    unusable: ErrorTypes = (),
    expected: ErrorTypes = (),
    away: ErrorTypes = (),
) -> int:
    """Serve what ``build`` puts together; answers the exit code, which is 0 after a signal.

    ``unusable`` and ``expected`` are as for ``run_process``. A start that fails with one of
    ``away`` is tried again, for as long as what it needs is away.
    """

    def work(chosen: S) -> int:
        asyncio.run(_run(chosen, build, away))
        return 0

    return run_process(name, settings, work, unusable=unusable, expected=expected)


@asynccontextmanager
async def started(app: FastAPI) -> AsyncIterator[FastAPI]:
    """An application between the start and the end of its own lifespan."""
    async with app.router.lifespan_context(app):
        yield app


async def _run(settings: S, build: Build[S], away: ErrorTypes) -> None:
    """Serve until a signal comes. Raises what ended the service, or kept it from starting."""
    loop = asyncio.get_running_loop()
    ending: asyncio.Future[None] = loop.create_future()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, _asked, loop, ending, each)
    ready, entrance = asyncio.Event(), Entrance()

    def built() -> AbstractAsyncContextManager[FastAPI]:
        # Of each try its own: a password's file may have been put right meanwhile.
        return build(settings.model_copy(), partial(_failed, ending))

    listening = server(entrance, settings.host, settings.port)
    working = asyncio.create_task(_work(built, entrance, listening, ready, ending, away))
    await asyncio.wait([working, ending], return_when=asyncio.FIRST_COMPLETED)
    if not ready.is_set():
        # Still starting: what it waits for may never come.
        working.cancel()
    await asyncio.wait([working])
    if ending.done():
        ending.result()
    if not working.cancelled():
        working.result()


async def _work(
    build: Callable[[], AbstractAsyncContextManager[FastAPI]],
    entrance: Entrance,
    listening: Server,
    ready: asyncio.Event,
    ending: asyncio.Future[None],
    away: ErrorTypes,
) -> None:
    """Listen, start, and serve until ``ending``; what was started ends after the last answer."""
    serving = asyncio.create_task(listening.serve())
    try:
        await listening.listens(serving)
        async with AsyncExitStack() as stack:
            entrance.open(await _begin(build, stack, entrance, away))
            ready.set()
            await asyncio.wait([serving, ending], return_when=asyncio.FIRST_COMPLETED)
            listening.should_exit = True
            await serving
    finally:
        listening.should_exit = True
        await asyncio.wait([serving])


async def _begin(
    build: Callable[[], AbstractAsyncContextManager[FastAPI]],
    stack: AsyncExitStack,
    entrance: Entrance,
    away: ErrorTypes,
) -> FastAPI:
    """Start, again and again while what is needed is ``away``."""
    failures = 0
    while True:
        try:
            return await stack.enter_async_context(build())
        except away as error:
            failures += 1
            entrance.lacking = f"{type(error).__name__}: {error}"
            log.warning("waiting to start", reason=entrance.lacking)
            await asyncio.sleep(DELAYS.after(failures).total_seconds())


def _asked(
    loop: asyncio.AbstractEventLoop, ending: asyncio.Future[None], number: signal.Signals
) -> None:
    if not ending.done():
        ending.set_result(None)
    if number is signal.SIGINT:
        # Asked for once more at the terminal, it ends at once.
        loop.remove_signal_handler(number)


def _failed(ending: asyncio.Future[None], error: BaseException) -> None:
    if not ending.done():
        # Before anything is stopped, which could hang.
        log.error("ending", reason=repr(error))
        ending.set_exception(error)
