"""Baseline: Faust as its manual shows it: an agent, a table, one update of the table an event.

In memory, at least once; no revisions, no validation, no receipts. From the first event to the
last that the agent has seen; what is still on its way to the changelog is not waited for.
"""

import asyncio
import os
import tempfile
from time import perf_counter
from typing import Any

import faust
from tests.bench.cores import Cores
from tests.bench.task import answer_task, task_settings

from oversight_contracts.topics import EVENTS


async def _run(settings: dict[str, Any], folder: str) -> dict[str, float]:
    app = faust.App(
        settings["name"],
        broker=f"aiokafka://{settings['servers']}",
        store="memory://",
        datadir=folder,
        topic_partitions=EVENTS.partitions,
        consumer_auto_offset_reset="earliest",
        autodiscover=False,
        web_enabled=False,
    )
    counts = app.Table("counts", default=int)
    done = asyncio.Event()
    figures: dict[str, float] = {}

    async def count(stream: Any) -> None:
        seen, began, cores = 0, 0.0, Cores({})
        async for event in stream:
            if not seen:
                cores = Cores({**settings["pids"], "faust": os.getpid()})
                began = perf_counter()
            data = event["data"]
            counts[f"{data['area']}/{data.get('grade')}"] += 1
            seen += 1
            if seen == settings["count"]:
                figures.update(rate=seen / (perf_counter() - began), **cores.used())
                done.set()

    app.agent(app.topic(EVENTS.name))(count)
    await app.start()
    await done.wait()
    await app.stop()
    return figures


if __name__ == "__main__":
    given = task_settings()
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as made:
        answer_task(given, asyncio.run(_run(given, made)))
