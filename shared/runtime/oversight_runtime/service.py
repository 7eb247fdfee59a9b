"""The life cycle of a service: it serves until a signal asks it to end, or something ends it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TypeVar

import structlog
from fastapi import FastAPI

from oversight_runtime.http.server import server
from oversight_runtime.process import ErrorTypes, run_process
from oversight_runtime.settings import ServiceSettings

log = structlog.stdlib.get_logger(__name__)
S = TypeVar("S", bound=ServiceSettings)
# Called with what has to end the service.
Failed = Callable[[BaseException], None]
# The composition root: the application, and everything beside it at work while it is entered.
Build = Callable[[S, Failed], AbstractAsyncContextManager[FastAPI]]


def run(
    name: str,
    settings: Callable[[], S],
    build: Build[S],
    *,
    unusable: ErrorTypes = (),
    expected: ErrorTypes = (),
) -> int:
    """Serve what ``build`` puts together; answers the exit code, which is 0 after a signal.

    ``unusable`` and ``expected`` are as for ``run_process``.
    """

    def work(chosen: S) -> int:
        asyncio.run(_run(chosen, build))
        return 0

    return run_process(name, settings, work, unusable=unusable, expected=expected)


@asynccontextmanager
async def started(app: FastAPI) -> AsyncIterator[FastAPI]:
    """An application between the start and the end of its own lifespan."""
    async with app.router.lifespan_context(app):
        yield app


async def _run(settings: S, build: Build[S]) -> None:
    """Serve until a signal comes. Raises what ended the service, or kept it from starting."""
    loop = asyncio.get_running_loop()
    ending: asyncio.Future[None] = loop.create_future()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, _asked, loop, ending, each)
    ready = asyncio.Event()
    context = build(settings, partial(_failed, ending))
    serving = asyncio.create_task(_serve(context, settings, ready, ending))
    await asyncio.wait([serving, ending], return_when=asyncio.FIRST_COMPLETED)
    if not ready.is_set():
        # Still starting: what it waits for may never come.
        serving.cancel()
    await asyncio.wait([serving])
    if ending.done():
        ending.result()
    if not serving.cancelled():
        serving.result()


async def _serve(
    context: AbstractAsyncContextManager[FastAPI],
    settings: ServiceSettings,
    ready: asyncio.Event,
    ending: asyncio.Future[None],
) -> None:
    async with context as app:
        ready.set()
        running = server(app, settings.host, settings.port)
        serving = asyncio.create_task(running.serve())
        await asyncio.wait([serving, ending], return_when=asyncio.FIRST_COMPLETED)
        running.should_exit = True
        await serving


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
