"""Load: single events from concurrent keep-alive connections, the next when one is answered."""

import asyncio
import os
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.cores import Cores
from tests.bench.http_connection import HttpConnection, request_of
from tests.bench.stream import read_stream
from tests.bench.task import answer_task, task_settings

from oversight_contracts.events.envelope import STRUCTURED

EVENTS = 20_000


class Load:
    """Counts the answers that come between the end of the warm-up and the end."""

    def __init__(self, requests: list[bytes], begin: float, end: float) -> None:
        self._requests = cycle(requests)
        self._begin = begin
        self._end = end
        self._sent_at: dict[HttpConnection, float] = {}
        self.seconds: list[float] = []
        self.failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def send(self, connection: HttpConnection) -> None:
        """The next request on ``connection``."""
        self._sent_at[connection] = perf_counter()
        connection.send(next(self._requests))

    def answered(self, connection: HttpConnection, status: int, body: bytes) -> None:
        """Note an answer and go on."""
        now = perf_counter()
        if status != 202:
            self.fail(f"{status}: {body.decode(errors='replace')}")
        if self._begin <= now < self._end:
            self.seconds.append(now - self._sent_at[connection])
        if now < self._end:
            self.send(connection)

    def fail(self, reason: str) -> None:
        """End the load."""
        if not self.failure.done():
            self.failure.set_exception(RuntimeError(reason))


async def _run(settings: dict[str, Any]) -> dict[str, float]:
    events = read_stream(Path(settings["stream"]), EVENTS)
    requests = [request_of("/v1/events", settings["token"], STRUCTURED, each) for each in events]
    began = perf_counter() + settings["warm_up_seconds"]
    load = Load(requests, began, began + settings["seconds"])
    for _ in range(settings["connections"]):
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: HttpConnection(load.answered, load.fail), "127.0.0.1", settings["port"]
        )
        load.send(connection)
    await asyncio.sleep(settings["warm_up_seconds"])
    cores = Cores({**settings["pids"], "load": os.getpid()})
    await asyncio.wait([load.failure], timeout=began + settings["seconds"] - perf_counter())
    used = cores.used()
    if load.failure.done():
        load.failure.result()
    return {**_figures(load.seconds, settings["seconds"]), **used}


def _figures(found: list[float], seconds: float) -> dict[str, float]:
    ordered = sorted(found)
    return {
        "rate": len(ordered) / seconds,
        "p50 ms": 1000 * ordered[len(ordered) // 2],
        "p99 ms": 1000 * ordered[len(ordered) * 99 // 100],
    }


if __name__ == "__main__":
    given = task_settings()
    answer_task(given, asyncio.run(_run(given)))
