"""The cluster's id, which names its log, and the end offsets of a topic."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_runtime.kafka.admin import admin_of
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.topics import partitions


async def cluster_id(kafka: Kafka) -> str:
    """The cluster's own name for itself; another cluster has another log."""
    async with admin_of(kafka) as admin:
        return str((await admin.describe_cluster())["cluster_id"])


async def end_offsets(kafka: Kafka, topic: str) -> dict[int, int]:
    """The next offset to be written in each partition of ``topic``; none where it is not there."""
    async with _consumer_of(kafka, topic) as (consumer, assigned):
        ends = await consumer.end_offsets(assigned)
        return {each.partition: await _true_end(consumer, each, ends[each]) for each in assigned}


async def holds_records(kafka: Kafka, topic: str) -> bool:
    """Whether anything was ever written to ``topic``."""
    async with _consumer_of(kafka, topic) as (consumer, assigned):
        return any((await consumer.end_offsets(assigned)).values())


@asynccontextmanager
async def _consumer_of(
    kafka: Kafka, topic: str
) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
    assigned = [TopicPartition(topic, partition) for partition in await partitions(kafka, topic)]
    async with consumer_of(kafka) as consumer:
        yield consumer, assigned


async def _true_end(consumer: AIOKafkaConsumer, partition: TopicPartition, end: int) -> int:
    """``end``, or what lies after it: the embedded broker counts its last batch as one record.

    The high-water mark that comes with a record is right on every broker.
    """
    if end == 0:
        return 0
    consumer.assign([partition])
    consumer.seek(partition, end - 1)
    try:
        async with asyncio.timeout(2.0):
            await consumer.getone(partition)
    except TimeoutError:
        # Compacted or expired: there is no record to learn more from.
        return end
    return max(end, int(consumer.highwater(partition)))
