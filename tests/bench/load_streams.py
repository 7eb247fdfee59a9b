"""Load: NDJSON bodies over several connections at once."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from tests.bench.cores import Cores
from tests.bench.http_connection import HttpConnection, request_of
from tests.bench.stream import read_stream
from tests.bench.task import answer_task, task_settings

NDJSON = "application/x-ndjson"
WARM_UP = 1_000


class Sender:
    """Sends one request after the other over its connection; each must be accepted whole."""

    def __init__(self, events: int) -> None:
        self._events = events
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    async def send_all(self, port: int, requests: list[bytes]) -> None:
        """Return when all are answered. Raises where one is not accepted."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: HttpConnection(self._answered, self._lost), "127.0.0.1", port
        )
        for request in requests:
            self._answer = loop.create_future()
            connection.send(request)
            status, body = await self._answer
            if status != 202 or orjson.loads(body)["accepted"] != self._events:
                raise RuntimeError(f"{status}: {body[:500].decode(errors='replace')}")
        connection.close()

    def _answered(self, _: HttpConnection, status: int, body: bytes) -> None:
        if self._answer is not None:
            self._answer.set_result((status, body))

    def _lost(self, reason: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError(reason))


async def _run(settings: dict[str, Any]) -> dict[str, float]:
    size, port = settings["body_events"], settings["port"]
    total = settings["streams"] * settings["bodies"] * size
    events = read_stream(Path(settings["stream"]), total)
    requests = list(_requests(settings["token"], events, size))
    first = list(_requests(settings["token"], events[:WARM_UP], WARM_UP))
    await Sender(WARM_UP).send_all(port, first)
    cores = Cores({**settings["pids"], "load": os.getpid()})
    began = perf_counter()
    await asyncio.gather(
        *(
            Sender(size).send_all(port, requests[number :: settings["streams"]])
            for number in range(settings["streams"])
        )
    )
    return {"rate": total / (perf_counter() - began), **cores.used()}


def _requests(token: str, events: list[bytes], size: int) -> Iterator[bytes]:
    for start in range(0, len(events), size):
        body = b"\n".join(events[start : start + size])
        yield request_of("/v1/events", token, NDJSON, body)


if __name__ == "__main__":
    given = task_settings()
    answer_task(given, asyncio.run(_run(given)))
