"""The events topic, as it is written to."""

from typing import Protocol

from oversight_contracts.contract_hash import HEADER, contract_hash
from oversight_contracts.topics import EVENTS
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.offsets import end_offsets
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics


class EventsTopic(Protocol):
    """A log in which events are made durable; a partition keeps the order it is given."""

    @property
    def partitions(self) -> int:
        """How many partitions there are; known from the start."""

    async def start(self) -> None:
        """Connect. Raises where the log is not as it has to be."""

    async def stop(self) -> None:
        """Flush and close."""

    async def append(
        self, partition: int, value: bytes, content_type: str, key: bytes | None = None
    ) -> None:
        """Return once the record is durable, whose events were checked strictly.

        Raises ``KafkaUnavailable`` when it is not known whether it is.
        """

    async def check(self) -> str | None:
        """None when well, else what is wrong."""


class WrongTopic(Exception):
    """The topic is not as its table says."""


class KafkaEventsTopic:
    """The events topic of a Kafka cluster."""

    def __init__(self, kafka: Kafka, replication: int, publisher: Publisher) -> None:
        self._kafka = kafka
        self._replication = replication
        self._publisher = publisher
        self._contract = contract_hash()

    @property
    def partitions(self) -> int:
        return EVENTS.partitions

    async def start(self) -> None:
        plan = TopicPlan(EVENTS.name, EVENTS.partitions, EVENTS.config)
        await ensure_topics(self._kafka, [plan], self._replication)
        await self._require_partitions()
        await self._publisher.start()

    async def stop(self) -> None:
        await self._publisher.stop()

    async def append(
        self, partition: int, value: bytes, content_type: str, key: bytes | None = None
    ) -> None:
        headers = {"content-type": content_type, HEADER: self._contract}
        await self._publisher.send(
            EVENTS.name, value, key=key, partition=partition, headers=headers
        )

    async def check(self) -> str | None:
        return await self._publisher.check(EVENTS.name)

    async def _require_partitions(self) -> None:
        found = len(await end_offsets(self._kafka, EVENTS.name))
        # A record's partition decides which worker owns it: another number would split records.
        if found != EVENTS.partitions:
            raise WrongTopic(
                f"topic {EVENTS.name} has {found} partitions, its table says {EVENTS.partitions}: "
                "growing it is a rebuild of the indicators"
            )
