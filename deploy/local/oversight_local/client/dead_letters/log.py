"""Reads the dead letters in the log, each under a short name that a person can type."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from aiokafka import TopicPartition

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.topics import DEAD_LETTERS
from oversight_local.failure import Failure
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.offsets import end_offsets

LONGEST_ID = 128
_REPLAYED = re.compile(r"\+replay-\d+-\d+-\d{14}$")


@dataclass(frozen=True)
class StoredDeadLetter:
    """A dead letter, and where it lies in its own topic."""

    partition: int
    offset: int
    content: DeadLetter

    @property
    def name(self) -> str:
        """Partition and offset; they never change."""
        return f"{self.partition}-{self.offset}"

    @property
    def document(self) -> dict[str, Any] | None:
        """The event, or None where what came is no JSON object."""
        try:
            found = orjson.loads(self.content.original)
        except orjson.JSONDecodeError:
            return None
        return found if isinstance(found, dict) else None

    @property
    def replay_id(self) -> str:
        """The id of this dead letter's replay, always the same one.

        A receipt keeps the first outcome of an id, so the original id would go on saying that the
        event was refused. The letter's time tells it from one of the same name in another log.
        """
        suffix = f"+replay-{self.name}-{self.content.at:%Y%m%d%H%M%S}"
        first = _REPLAYED.sub("", self.content.id or "")
        if not first:
            return suffix.removeprefix("+")
        if len(first) + len(suffix) > LONGEST_ID:
            digest = hashlib.sha256(first.encode()).hexdigest()[:16]
            first = f"{first[: LONGEST_ID - len(suffix) - len(digest) - 1]}.{digest}"
        return first + suffix


def read_dead_letters(kafka: Kafka) -> list[StoredDeadLetter]:
    """Every dead letter, the oldest first; one of two that a retry left is passed over."""
    found: dict[bytes, StoredDeadLetter] = {}
    for stored in asyncio.run(_read(kafka)):
        found.setdefault(stored.content.key, stored)
    return list(found.values())


def choose_dead_letters(
    dead_letters: Sequence[StoredDeadLetter], names: Sequence[str]
) -> list[StoredDeadLetter]:
    """The dead letters with these names. Raises ``Failure`` for one that is not there."""
    by_name = {each.name: each for each in dead_letters}
    for name in names:
        if name not in by_name:
            raise Failure(f"there is no dead letter {name}; see: oversight dead-letters list")
    return [by_name[name] for name in names]


async def _read(kafka: Kafka) -> list[StoredDeadLetter]:
    dead_letters: list[StoredDeadLetter] = []
    for partition, end in (await end_offsets(kafka, DEAD_LETTERS.name)).items():
        dead_letters += await _read_to(kafka, partition, end)
    return dead_letters


async def _read_to(kafka: Kafka, partition: int, end: int) -> list[StoredDeadLetter]:
    topic_partition = TopicPartition(DEAD_LETTERS.name, partition)
    dead_letters: list[StoredDeadLetter] = []
    async with consumer_of(kafka) as consumer:
        consumer.assign([topic_partition])
        offset = (await consumer.beginning_offsets([topic_partition]))[topic_partition]
        consumer.seek(topic_partition, offset)
        while offset < end:
            record = await consumer.getone(topic_partition)
            offset = record.offset + 1
            content = DeadLetter.model_validate_json(record.value)
            dead_letters.append(StoredDeadLetter(partition, record.offset, content))
    return dead_letters
