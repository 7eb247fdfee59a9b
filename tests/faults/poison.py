"""What can never count, put straight onto the events topic, and how long its letter takes."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.events.envelope import STRUCTURED
from oversight_contracts.topics import DEAD_LETTERS, EVENTS
from oversight_runtime.kafka.offsets import end_offsets
from oversight_runtime.kafka.producer import MAX_REQUEST_BYTES

DEADLINE = 60.0
LETTERS = TopicPartition(DEAD_LETTERS.name, 0)


@dataclass(frozen=True)
class Poison:
    """A record for the log; ``index`` is where the one bad event stands in a batch."""

    name: str
    value: bytes | None
    partition: int = 0
    content_type: str = STRUCTURED
    index: int | None = None


@dataclass(frozen=True)
class Answer:
    """The letter that came of a poison, and the seconds from its being sent to its being read."""

    poison: Poison
    letter: DeadLetter
    seconds: float


@dataclass
class Apothecary:
    """Sends poisons and reads their letters, on the brokers at ``servers``."""

    servers: str
    _sent: dict[tuple[int, int, int | None], tuple[Poison, float]] = field(default_factory=dict)

    def dead_lettered(self, poisons: Sequence[Poison]) -> list[Answer]:
        """Send these, and wait for a letter of each. Raises ``TimeoutError``."""
        return asyncio.run(self._dead_lettered(poisons))

    async def _dead_lettered(self, poisons: Sequence[Poison]) -> list[Answer]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.servers, enable_auto_commit=False)
        await consumer.start()
        try:
            consumer.assign([LETTERS])
            consumer.seek(LETTERS, (await end_offsets(self.servers, LETTERS.topic))[0])
            await self._send(poisons)
            async with asyncio.timeout(DEADLINE):
                return [await self._next(consumer) for _ in poisons]
        finally:
            await consumer.stop()

    async def _send(self, poisons: Sequence[Poison]) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.servers, max_request_size=MAX_REQUEST_BYTES
        )
        await producer.start()
        try:
            for poison in poisons:
                await self._put(producer, poison)
        finally:
            await producer.stop()

    async def _put(self, producer: AIOKafkaProducer, poison: Poison) -> None:
        began = time.monotonic()
        kept = await producer.send_and_wait(
            EVENTS.name,
            poison.value,
            key=b"poison",
            partition=poison.partition,
            headers=[("content-type", poison.content_type.encode())],
        )
        self._sent[kept.partition, kept.offset, poison.index] = poison, began

    async def _next(self, consumer: AIOKafkaConsumer) -> Answer:
        """The next letter that is of one of ours."""
        while True:
            letter = DeadLetter.model_validate_json((await consumer.getone()).value)
            sent = self._sent.pop((letter.partition, letter.offset, letter.index), None)
            if sent is not None:
                return Answer(sent[0], letter, time.monotonic() - sent[1])
