"""The writer of one bulk request's events: batch records, from a buffer for each partition."""

import asyncio
from collections.abc import Callable, Coroutine

from oversight_contracts.events.batch import join_events
from oversight_contracts.events.envelope import BATCH
from oversight_ingest import limits
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.events_topic import EventsTopic
from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import Accepted
from oversight_runtime.kafka.producer import KafkaUnavailable

_Indexed = tuple[int, Accepted]
_Send = Callable[[int, list[_Indexed]], Coroutine[None, None, None]]


class BulkWriter:
    """Groups events into records.

    One record is on its way in each buffer while the next fills: memory is bounded, and order
    within a partition is kept.
    """

    def __init__(self, log: EventsTopic, counts: OutcomeCounts, metrics: Metrics) -> None:
        self._log = log
        self._counts = counts
        self._metrics = metrics
        self._buffers = [
            _PartitionBuffer(partition, self._send) for partition in range(log.partitions)
        ]
        self.failed = False

    async def add(self, index: int, event: Accepted) -> None:
        """Take an event on; waits while its buffer is busy and full."""
        buffer = self._buffers[event.partition]
        if not buffer.fits(len(event.value)):
            await buffer.flush()
        buffer.add(index, event)

    async def flush(self) -> None:
        """Send what is held, full or not."""
        await asyncio.gather(*(buffer.flush() for buffer in self._buffers))

    async def finish(self) -> None:
        """Return once the fate of every event is in the counts."""
        await self.flush()
        await asyncio.gather(*(buffer.wait_until_sent() for buffer in self._buffers))

    async def _send(self, partition: int, events: list[_Indexed]) -> None:
        kept = not self.failed and await self._append(partition, events)
        self._metrics.count((event.kind for _, event in events), "accepted" if kept else "unknown")
        if not kept:
            # What follows is not tried: each record would wait for the deadline again.
            self.failed = True
            self._counts.add_unknown([(index, event.id) for index, event in events])

    async def _append(self, partition: int, events: list[_Indexed]) -> bool:
        value = join_events([event.value for _, event in events])
        try:
            with self._metrics.send_seconds.time():
                await self._log.append(partition, value, BATCH)
        except KafkaUnavailable:
            return False
        return True


class _PartitionBuffer:
    """The events of one partition that wait to be a record, and the record being sent."""

    def __init__(self, partition: int, send: _Send) -> None:
        self._partition = partition
        self._send = send
        self._held: list[_Indexed] = []
        self._bytes = 0
        self._sending: asyncio.Task[None] | None = None

    def fits(self, size: int) -> bool:
        full = len(self._held) >= limits.RECORD_EVENTS
        return not full and self._bytes + size + 2 <= limits.RECORD

    def add(self, index: int, event: Accepted) -> None:
        self._held.append((index, event))
        # With what parts it from the next.
        self._bytes += len(event.value) + 2

    async def flush(self) -> None:
        if not self._held:
            return
        # The record before it first: that is the order, and the bound on what is under way.
        await self.wait_until_sent()
        self._sending = asyncio.create_task(self._send(self._partition, self._held))
        self._held, self._bytes = [], 0

    async def wait_until_sent(self) -> None:
        if self._sending is not None:
            await self._sending
