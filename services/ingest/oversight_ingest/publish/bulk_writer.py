"""The way of one bulk request's events into the log: batch records, a lane for each partition."""

import asyncio
from collections.abc import Callable, Coroutine

from oversight_contracts.events.batch import join_events
from oversight_contracts.events.envelope import BATCH
from oversight_ingest import limits
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.events_topic import EventLog
from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import Admitted
from oversight_runtime.kafka.producer import KafkaUnavailable

_Placed = tuple[int, Admitted]
_Send = Callable[[int, list[_Placed]], Coroutine[None, None, None]]


class BulkWriter:
    """Groups events into records.

    One record is on its way in each lane while the next fills: memory is bounded, and order
    within a partition is kept.
    """

    def __init__(self, log: EventLog, tally: OutcomeCounts, metrics: Metrics) -> None:
        self._log = log
        self._tally = tally
        self._metrics = metrics
        self._lanes = [
            _PartitionBuffer(partition, self._send) for partition in range(log.partitions)
        ]
        self.failed = False

    async def add(self, index: int, event: Admitted) -> None:
        """Take an event on; waits while its lane is busy and full."""
        lane = self._lanes[event.partition]
        if not lane.fits(len(event.value)):
            await lane.flush()
        lane.add(index, event)

    async def flush(self) -> None:
        """Send what is held, full or not."""
        await asyncio.gather(*(lane.flush() for lane in self._lanes))

    async def finish(self) -> None:
        """Return once the fate of every event is in the tally."""
        await self.flush()
        await asyncio.gather(*(lane.settled() for lane in self._lanes))

    async def _send(self, partition: int, events: list[_Placed]) -> None:
        kept = not self.failed and await self._append(partition, events)
        self._metrics.count((event.kind for _, event in events), "accepted" if kept else "unknown")
        if not kept:
            # What follows is not tried: each record would wait for the deadline again.
            self.failed = True
            self._tally.leave_unknown([(index, event.id) for index, event in events])

    async def _append(self, partition: int, events: list[_Placed]) -> bool:
        value = join_events([event.value for _, event in events])
        try:
            with self._metrics.send_seconds.time():
                await self._log.append(partition, value, BATCH)
        except KafkaUnavailable:
            return False
        return True


class _PartitionBuffer:
    def __init__(self, partition: int, send: _Send) -> None:
        self._partition = partition
        self._send = send
        self._held: list[_Placed] = []
        self._bytes = 0
        self._sending: asyncio.Task[None] | None = None

    def fits(self, size: int) -> bool:
        full = len(self._held) >= limits.RECORD_EVENTS
        return not full and self._bytes + size + 2 <= limits.RECORD

    def add(self, index: int, event: Admitted) -> None:
        self._held.append((index, event))
        # With what parts it from the next.
        self._bytes += len(event.value) + 2

    async def flush(self) -> None:
        if not self._held:
            return
        # The record before it first: that is the order, and the bound on what is under way.
        await self.settled()
        self._sending = asyncio.create_task(self._send(self._partition, self._held))
        self._held, self._bytes = [], 0

    async def settled(self) -> None:
        if self._sending is not None:
            await self._sending
