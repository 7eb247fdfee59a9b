"""Topics, made to their table."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.protocol.metadata import MetadataRequest

from oversight_runtime.kafka.admin import admin_of
from oversight_runtime.kafka.connection import Kafka

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


async def ensure_topics(kafka: Kafka, plans: Iterable[TopicPlan], replication: int) -> None:
    """Make the topics that are missing; one that exists is left as it is.

    ``replication`` is the number of copies of a record; all but one must be there to acknowledge.
    """
    plans = tuple(plans)
    async with admin_of(kafka) as admin:
        # The embedded broker refuses nothing but knows no topic settings either.
        answer = await admin.create_topics([_new_topic(plan, replication) for plan in plans])
        for name, code, *_ in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name}")
        await _known_to_all(admin, [plan.name for plan in plans])


async def partitions(kafka: Kafka, topic: str) -> list[int]:
    """The partitions of ``topic``; none where it does not exist."""
    async with admin_of(kafka) as admin:
        # Of all topics: the embedded broker makes one that is asked for by its name.
        found = {each["topic"]: each["partitions"] for each in await admin.describe_topics()}
        return sorted(each["partition"] for each in found.get(topic, ()))


def _new_topic(plan: TopicPlan, replication: int) -> NewTopic:
    return NewTopic(
        plan.name,
        plan.partitions,
        replication,
        topic_configs=topic_settings(plan, replication),
    )


async def _known_to_all(admin: AIOKafkaAdminClient, topics: list[str]) -> None:
    """Wait until every broker tells of ``topics``: the controller answers before they know."""
    brokers = (await admin.describe_cluster())["brokers"]
    # One that does not answer now will know of them before it answers again.
    with suppress(TimeoutError, KafkaError):
        async with asyncio.timeout(KNOWN_SECONDS):
            await asyncio.gather(*(_known(admin, each["node_id"], topics) for each in brokers))


async def _known(admin: AIOKafkaAdminClient, broker: int, topics: list[str]) -> None:
    while True:
        answer = await admin._send_request_to_node(broker, MetadataRequest(topics))
        found = answer.to_object()["topics"]
        if not any(topic["error_code"] for topic in found):
            return
        await asyncio.sleep(KNOWN_PAUSE)
