"""The partitions assigned to this worker, their offsets, and the records that have come in."""

import asyncio
from collections.abc import Collection

import structlog

from oversight_indicators.consume.log_identity import Log, check_extent, check_identity
from oversight_indicators.consume.queue import RecordQueue
from oversight_indicators.events.model import Checkpoint, KafkaRecord
from oversight_indicators.events.offset_sequence import Action, OffsetSequence
from oversight_indicators.repository.offsets import (
    begin_log,
    end_paused,
    expect_partitions,
    read_offsets,
)
from oversight_runtime.postgres import Pool

log = structlog.get_logger(__name__)
# As long as the server lets a transaction be idle.
PAUSED_SECONDS = 5.0
# Shorter than events are; what is shorter still takes as much to hold, and as a dead letter.
SHORT_BYTES = 300


class AssignedPartitions:
    """The assigned partitions, between Faust, which reads, and the loop that counts.

    An epoch ends whenever positions are read again; what was taken in an earlier one is void.
    """

    def __init__(self, pool: Pool, topic: str, log: Log) -> None:
        self._pool = pool
        self._topic = topic
        self._log = log
        self._sequence = OffsetSequence()
        self.queue = RecordQueue(minimum=SHORT_BYTES)
        self.epoch = 0
        self.log_name = ""
        # Held while a batch is counted: positions are read between transactions, never during.
        self.counting = asyncio.Lock()
        self.assigned: frozenset[int] = frozenset()

    async def assign(self, partitions: Collection[int]) -> dict[int, int]:
        """Take over ``partitions`` and answer the stored offset of each.

        Raises ``LogReplaced``, ``MissingRecords`` and ``TopicGrown``: the process has to end.
        """
        async with self.counting:
            name, counted = await self._positions(partitions)
            positions = {partition: counted[partition].offset for partition in partitions}
            self.log_name = name
            self.epoch += 1
            self.queue.clear()
            self._sequence.reset(positions)
            self.assigned = frozenset(partitions)
            return positions

    async def offer(self, message: KafkaRecord) -> int | None:
        """Take a record in; answers the offset to rewind its partition to, if there is a gap.

        Raises ``MissingRecords``.
        """
        # Judged once there is room: positions may be read again meanwhile, and it comes once more.
        await self.queue.wait_for_room()
        action = self._sequence.admit(message.partition, message.offset)
        if action is Action.TAKE:
            await self.queue.put(message)
        if action is Action.REWIND:
            return self._sequence.expected(message.partition)
        return None

    def expected(self, partition: int) -> int | None:
        """The next offset to come in."""
        return self._sequence.expected(partition)

    async def check_extent(self) -> None:
        """Raise ``LogReplaced`` or ``MissingRecords`` where what is to come next never can."""
        expected = {partition: self.expected(partition) for partition in self.assigned}
        await check_extent(self._log, {p: each for p, each in expected.items() if each is not None})

    async def stored(self) -> dict[int, Checkpoint]:
        """How far every partition is counted, whoever counts it."""
        async with self._pool.acquire() as connection:
            return await read_offsets(connection, self._topic)

    async def end_paused(self, partitions: Collection[int]) -> None:
        """End what a worker that was paused holds of ``partitions`` in a transaction."""
        async with self._pool.acquire() as connection:
            ended = await end_paused(connection, self._topic, partitions, PAUSED_SECONDS)
        if ended:
            log.warning("ended transactions of a worker that was paused", sessions=ended)

    async def _positions(self, partitions: Collection[int]) -> tuple[str, dict[int, Checkpoint]]:
        name = await self._log.name()
        count = await self._log.partitions()
        await self.end_paused(partitions)
        async with self._pool.acquire() as connection, connection.transaction():
            await expect_partitions(connection, self._topic, count)
            known = await read_offsets(connection, self._topic)
            for partition in sorted(partitions):
                # A row that is right may still be locked by the worker that had the partition.
                if partition not in known or known[partition].log != name:
                    await begin_log(connection, self._topic, partition, name)
            counted = await read_offsets(connection, self._topic)
        own = {partition: counted[partition] for partition in partitions}
        await check_identity(self._log, name, own)
        return name, own
