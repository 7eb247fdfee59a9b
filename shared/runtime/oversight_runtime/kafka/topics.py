"""Kafka clients with the settings this system relies on, and topics made to their table."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaError,
    TopicAlreadyExistsError,
    for_code,
)
from aiokafka.partitioner import murmur2
from aiokafka.protocol.metadata import MetadataRequest

from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.consumer import REQUEST_MS, consumer_of

KNOWN_SECONDS = 5.0
KNOWN_PAUSE = 0.02


@dataclass(frozen=True)
class TopicPlan:
    """A topic to be made: its partitions and broker-side settings."""

    name: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


def topic_settings(plan: TopicPlan, replication: int) -> dict[str, str]:
    """The broker-side settings of ``plan``: an acknowledged record outlives the loss of a copy."""
    return {**plan.config, "min.insync.replicas": str(max(1, replication - 1))}


def partition_of(key: bytes, partitions: int) -> int:
    """The partition Kafka's own default partitioner gives ``key`` (murmur2, sign bit dropped)."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


async def ensure_topics(servers: str, plans: Iterable[TopicPlan], replication: int) -> None:
    """Make the topics that are missing; one that exists is left as it is.

    ``replication`` is the number of copies of a record; all but one must be there to acknowledge.
    """
    plans = tuple(plans)
    admin = await _admin(servers)
    try:
        await admin.start()
        # The embedded broker refuses nothing but knows no topic settings either.
        answer = await admin.create_topics(
            [
                NewTopic(
                    plan.name,
                    plan.partitions,
                    replication,
                    topic_configs=topic_settings(plan, replication),
                )
                for plan in plans
            ]
        )
        for name, code, *_ in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name}")
        await _known_to_all(admin, [plan.name for plan in plans])
    finally:
        await admin.close()


async def _admin(servers: str) -> AIOKafkaAdminClient:
    return AIOKafkaAdminClient(
        bootstrap_servers=await answering(servers), request_timeout_ms=REQUEST_MS
    )


async def _known_to_all(admin: AIOKafkaAdminClient, topics: list[str]) -> None:
    """Wait until every broker tells of ``topics``: the controller answers before they know."""
    brokers = (await admin.describe_cluster())["brokers"]
    # One that does not answer now will know of them before it answers again.
    with contextlib.suppress(TimeoutError, KafkaError):
        async with asyncio.timeout(KNOWN_SECONDS):
            await asyncio.gather(*(_known(admin, each["node_id"], topics) for each in brokers))


async def _known(admin: AIOKafkaAdminClient, broker: int, topics: list[str]) -> None:
    while True:
        answer = await admin._send_request_to_node(broker, MetadataRequest(topics))
        found = answer.to_object()["topics"]
        if not any(topic["error_code"] for topic in found):
            return
        await asyncio.sleep(KNOWN_PAUSE)


async def cluster_id(servers: str) -> str:
    """The cluster's own name for itself; another cluster has another log."""
    admin = await _admin(servers)
    try:
        await admin.start()
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def partitions(servers: str, topic: str) -> list[int]:
    """The partitions of ``topic``; none where it does not exist."""
    admin = await _admin(servers)
    try:
        await admin.start()
        # Of all topics: the embedded broker makes one that is asked for by its name.
        found = {each["topic"]: each["partitions"] for each in await admin.describe_topics()}
        return sorted(each["partition"] for each in found.get(topic, ()))
    finally:
        await admin.close()


async def end_offsets(servers: str, topic: str) -> dict[int, int]:
    """The next offset to be written in each partition of ``topic``; none where it is not there."""
    async with _asking(servers, topic) as (consumer, places):
        ends = await consumer.end_offsets(places)
        return {place.partition: await _true_end(consumer, place, ends[place]) for place in places}


async def holds_records(servers: str, topic: str) -> bool:
    """Whether anything was ever written to ``topic``."""
    async with _asking(servers, topic) as (consumer, places):
        return any((await consumer.end_offsets(places)).values())


@contextlib.asynccontextmanager
async def _asking(
    servers: str, topic: str
) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
    places = [TopicPartition(topic, partition) for partition in await partitions(servers, topic)]
    async with consumer_of(servers) as consumer:
        yield consumer, places


async def _true_end(consumer: AIOKafkaConsumer, place: TopicPartition, end: int) -> int:
    """``end``, or what lies after it: the embedded broker counts its last batch as one record.

    The high-water mark that comes with a record is right on every broker.
    """
    if end == 0:
        return 0
    consumer.assign([place])
    consumer.seek(place, end - 1)
    try:
        async with asyncio.timeout(2.0):
            await consumer.getone(place)
    except TimeoutError:
        # Compacted or expired: there is no record to learn more from.
        return end
    return max(end, int(consumer.highwater(place)))
