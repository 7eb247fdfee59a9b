"""Ingest on a real socket, in this process, with its clock at NOW."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.unit.ingest.builders import NOW, settings

from oversight_ingest.app import build
from oversight_runtime.serving import server

READY_SECONDS = 20.0


@asynccontextmanager
async def running(
    kafka: str, folder: Path, definitions: Path, **changes: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service on the broker ``kafka``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chosen = settings(folder, definitions, kafka=kafka, **changes)
    serving = server(build(chosen, lambda: NOW), "127.0.0.1", port)
    task = asyncio.create_task(serving.serve())
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not serving.started and not task.done():
                await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            yield client
    finally:
        serving.should_exit = True
        await task
