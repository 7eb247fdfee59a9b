"""Load: single events at a steady pace, until its input ends."""

import asyncio
import sys
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.http_connection import HttpConnection, request_of
from tests.bench.task import answer_task, task_settings

from oversight_contracts.events.envelope import STRUCTURED

ANSWER_SECONDS = 10.0


class Pace:
    """Sends over whichever connection is free; all must be answered with 202."""

    def __init__(self, port: int, requests: list[bytes]) -> None:
        self._port = port
        self._requests = cycle(requests)
        self._free: list[HttpConnection] = []
        self._failure: str | None = None
        self._sent = 0
        self._settled = asyncio.Event()
        self.answered = 0

    async def send(self) -> None:
        """Send the next event."""
        self._check()
        connection = self._free.pop() if self._free else await self._connect()
        self._sent += 1
        self._settled.clear()
        connection.send(next(self._requests))

    async def end(self) -> None:
        """Wait for the last answers, and close."""
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._settled.wait()
        self._check()
        for connection in tuple(self._free):
            connection.close()

    def _check(self) -> None:
        if self._failure:
            raise RuntimeError(self._failure)

    async def _connect(self) -> HttpConnection:
        connection = HttpConnection(self._answer, lambda reason: self._lost(connection, reason))
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: connection, "127.0.0.1", self._port)
        return connection

    def _answer(self, connection: HttpConnection, status: int, body: bytes) -> None:
        if status != 202:
            self._failure = f"{status}: {body.decode(errors='replace')}"
        self.answered += 1
        self._free.append(connection)
        if self.answered == self._sent:
            self._settled.set()

    def _lost(self, connection: HttpConnection, reason: str) -> None:
        # The server closes what was idle for long.
        if connection in self._free:
            self._free.remove(connection)
        else:
            self._failure = self._failure or f"a connection was lost: {reason}"
            self._settled.set()


async def _run(settings: dict[str, Any], events: list[bytes]) -> dict[str, float]:
    requests = [request_of("/v1/events", settings["token"], STRUCTURED, each) for each in events]
    pace, ended = Pace(settings["port"], requests), asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin, ended.set)
    began, sent, latest = perf_counter(), 0, 0.0
    while not ended.is_set():
        due = began + sent / settings["rate"]
        if (early := due - perf_counter()) > 0:
            await asyncio.sleep(early)
        latest = max(latest, perf_counter() - due)
        await pace.send()
        sent += 1
    seconds = perf_counter() - began
    await pace.end()
    return {"rate": pace.answered / seconds, "latest ms": 1000 * latest}


if __name__ == "__main__":
    given = task_settings()
    kept = Path(given["stream"]).read_bytes().splitlines()
    answer_task(given, asyncio.run(_run(given, kept)))
