"""Baseline: the aiokafka producer sending the stream, with nothing before it.

Everything is handed to the producer at once; the time ends with the last acknowledgement.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from aiokafka import AIOKafkaProducer
from tests.bench.cores import Cores
from tests.bench.stream import read_stream
from tests.bench.task import answer_task, task_settings

from oversight_contracts.topics import EVENTS


async def _run(settings: dict[str, Any]) -> dict[str, float]:
    events = read_stream(Path(settings["stream"]), settings["count"])
    producer = AIOKafkaProducer(
        bootstrap_servers=settings["servers"],
        acks="all",
        enable_idempotence=False,
        max_request_size=1_000_000,
        max_batch_size=256 * 1024,
    )
    await producer.start()
    try:
        await _send(producer, events[: settings["record_events"]], settings["record_events"])
        cores = Cores({**settings["pids"], "producer": os.getpid()})
        began = perf_counter()
        await _send(producer, events, settings["record_events"])
        seconds, used = perf_counter() - began, cores.used()
    finally:
        await producer.stop()
    return {"rate": len(events) / seconds, **used}


async def _send(producer: AIOKafkaProducer, events: list[bytes], size: int) -> None:
    sent = [
        await producer.send(EVENTS.name, value, partition=number % EVENTS.partitions)
        for number, value in enumerate(_values(events, size))
    ]
    await asyncio.gather(*sent)


def _values(events: list[bytes], size: int) -> Iterator[bytes]:
    if size == 1:
        yield from events
        return
    for start in range(0, len(events), size):
        yield b"[" + b",".join(events[start : start + size]) + b"]"


if __name__ == "__main__":
    given = task_settings()
    answer_task(given, asyncio.run(_run(given)))
