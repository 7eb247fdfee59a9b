"""Ingest on a real socket, in this process, with its clock at NOW."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from tests.brokers import idempotent
from tests.unit.ingest.builders import NOW, settings

from oversight_ingest.app import build
from oversight_runtime.http.server import server
from oversight_runtime.service import started

READY_SECONDS = 20.0
LOOK_SECONDS = 0.02


@asynccontextmanager
async def running(
    kafka: str, folder: Path, definitions: Path, **changes: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service on the broker ``kafka``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fixed = {"kafka": kafka, "kafka_idempotence": idempotent()}
    chosen = settings(folder, definitions, **(fixed | changes))
    async with started(build(chosen, lambda: NOW)) as app:
        serving = server(app, "127.0.0.1", port)
        task = asyncio.create_task(serving.serve())
        try:
            await _listening(serving, task)
            url = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
                yield client
        finally:
            serving.should_exit = True
            await task


async def _listening(serving: uvicorn.Server, task: "asyncio.Task[None]") -> None:
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while not serving.started:
        # uvicorn tells nobody when it has begun to listen.
        await asyncio.wait([task], timeout=LOOK_SECONDS)
        assert not task.done(), "the service could not start"
        assert asyncio.get_running_loop().time() < deadline, "the service did not start in time"
