"""A FastAPI application under uvicorn."""

from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn
from fastapi import FastAPI

from oversight_runtime.http.bounded_http import BoundedHttp


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to whoever runs it."""

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


def server(app: FastAPI, host: str, port: int) -> Server:
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
