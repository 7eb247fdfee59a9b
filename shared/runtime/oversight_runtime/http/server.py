"""An application under uvicorn."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from oversight_runtime.http.bounded_http import BoundedHttp


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def serve(self, sockets: list[socket] | None = None) -> None:
        """Serve until ``should_exit`` is set. Raises ``OSError`` where it cannot listen."""
        try:
            await super().serve(sockets)
        except SystemExit as error:
            where = f"{self.config.host}:{self.config.port}"
            raise OSError(f"cannot listen at {where}") from error

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Called by uvicorn."""
        await super().startup(sockets)
        self._listening.set()

    async def listens(self, serving: asyncio.Task[None]) -> None:
        """Wait until it does, where ``serving`` is its task. Raises ``OSError`` as that does."""
        waiting = asyncio.create_task(self._listening.wait())
        try:
            await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if serving.done():
            serving.result()


def server(app: ASGIApp, host: str, port: int) -> Server:
    """A server of a started application; it leaves logging to the service, and drains for 10 s."""
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            timeout_graceful_shutdown=10,
            lifespan="off",
            http=BoundedHttp,
            ws="none",
        )
    )
