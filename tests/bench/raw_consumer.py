"""Baseline: the aiokafka consumer and the event's pydantic models, and nothing kept.

From the moment the first records arrive until the last event is validated.
"""

import asyncio
import os
from time import perf_counter
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from tests.bench.cores import Cores
from tests.bench.task import answer_task, task_settings

from oversight_contracts.events.event import read_event
from oversight_contracts.topics import EVENTS


async def _run(settings: dict[str, Any]) -> dict[str, float]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings["servers"],
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(EVENTS.name, p) for p in range(EVENTS.partitions)])
        return await _read(consumer, settings["count"], settings["pids"])
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, count: int, pids: dict[str, int]) -> dict[str, float]:
    seen, began, cores = 0, 0.0, Cores({})
    while seen < count:
        fetched = await consumer.getmany(timeout_ms=1000)
        if fetched and not began:
            cores, began = Cores({**pids, "consumer": os.getpid()}), perf_counter()
        seen += sum(_validate(record.value) for each in fetched.values() for record in each)
    return {"rate": seen / (perf_counter() - began), **cores.used()}


def _validate(value: bytes) -> int:
    content = orjson.loads(value)
    documents = content if isinstance(content, list) else [content]
    for document in documents:
        read_event(document, strict=False)
    return len(documents)


if __name__ == "__main__":
    given = task_settings()
    answer_task(given, asyncio.run(_run(given)))
