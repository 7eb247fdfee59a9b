"""The topics as they are on the broker, beside what their table says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from oversight_contracts.topics import TOPICS, Topic
from oversight_runtime.kafka.connection import Kafka, connection
from oversight_runtime.kafka.topics import TopicPlan, topic_settings

PARTITIONS, COPIES = "partitions", "copies"
Settings = Mapping[str, str]


@dataclass(frozen=True)
class Property:
    """One property of a topic; ``there`` is None where the broker does not have it."""

    topic: str
    name: str
    there: str | None
    planned: str

    @property
    def differs(self) -> bool:
        """True where the broker has something else."""
        return self.there != self.planned


async def compare_topics(kafka: Kafka, replication: int) -> list[Property]:
    """Every property that the table of topics decides. Raises aiokafka's errors."""
    admin = AIOKafkaAdminClient(
        bootstrap_servers=connection(kafka).servers, **connection(kafka).options
    )
    try:
        await admin.start()
        found = {each["topic"]: each for each in await admin.describe_topics()}
        return [
            compared
            for topic in TOPICS
            for compared in compare(topic, replication, await _read(admin, found.get(topic.name)))
        ]
    finally:
        await admin.close()


def compare(topic: Topic, replication: int, there: Settings) -> list[Property]:
    """The properties of one topic; ``there`` is what the broker has."""
    plan = TopicPlan(topic.name, topic.partitions, topic.config)
    planned = {PARTITIONS: str(topic.partitions), COPIES: str(replication)}
    planned |= topic_settings(plan, replication)
    return [Property(topic.name, name, there.get(name), value) for name, value in planned.items()]


async def _read(admin: AIOKafkaAdminClient, found: Mapping[str, Any] | None) -> Settings:
    if found is None:
        return {}
    copies = {len(each["replicas"]) for each in found["partitions"]}
    counts = {PARTITIONS: str(len(found["partitions"])), COPIES: ", ".join(map(str, copies))}
    resource = ConfigResource(ConfigResourceType.TOPIC, found["topic"])
    (answer,) = await admin.describe_configs([resource])
    (described,) = answer.to_object()["resources"]
    # aiokafka's own word for the name of a setting.
    settings = {each["config_names"]: each["config_value"] for each in described["config_entries"]}
    return counts | settings
