"""The counting loop: a batch is decoded while the one before is in its transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import perf_counter
from typing import Any

import asyncpg
import structlog

from oversight_indicators.consume.decoder import Decoder
from oversight_indicators.consume.partitions import AssignedPartitions
from oversight_indicators.count.error_policy import (
    BAD_DATA,
    FINAL,
    INFRASTRUCTURE,
    Repetition,
    RetryBudget,
)
from oversight_indicators.count.transaction import Paused, Transactions
from oversight_indicators.events.batch import Batch, assemble
from oversight_indicators.events.model import DecodedEvent, EventOutcome
from oversight_indicators.metrics import Metrics
from oversight_indicators.repository.offsets import OffsetTaken

log = structlog.get_logger(__name__)
RETRY_SECONDS = 60.0
# A rebuild may take as long as it takes; no budget is lost over it.
PAUSED_SECONDS = 0.2
SAME_ERROR = 3


class PartitionLost(Exception):
    """Another worker has moved a partition on; positions have to be read again."""


class Counting:
    """Counts the records of ``partitions``; ``reread`` has the consumer begin again."""

    def __init__(
        self,
        partitions: AssignedPartitions,
        decoder: Decoder,
        transactions: Transactions,
        metrics: Metrics,
        reread: Callable[[], Awaitable[None]],
    ) -> None:
        self._partitions = partitions
        self._decoder = decoder
        self._transactions = transactions
        self._metrics = metrics
        self._reread = reread
        # Whether it looks for the events that are at fault: of many, that takes its time.
        self.searching = False

    async def run(self) -> None:
        """Count until cancelled. Raises what should end the process."""
        # One batch is ready and one is being decoded while one is counted: neither side waits
        # for the other where they take turns at being the slower.
        ready: asyncio.Queue[Batch] = asyncio.Queue(maxsize=1)
        decoding = asyncio.create_task(self._decode(ready))
        try:
            while True:
                await self._count_or_reread(await _next_of(ready, decoding))
        finally:
            decoding.cancel()

    async def _decode(self, ready: asyncio.Queue[Batch]) -> None:
        while True:
            await ready.put(await self._next())

    async def _count_or_reread(self, batch: Batch) -> None:
        try:
            await self._count(batch)
        except PartitionLost as error:
            log.warning("another worker moved a partition on", reason=str(error))
            await self._reread()

    async def _next(self) -> Batch:
        queue = self._partitions.queue
        await queue.wait_for_record()
        # Few records gather while a batch is counted: each transaction has a price of its own.
        await _first_of(self._between_batches(), queue.wait_for_bulk())
        messages = await queue.take()
        epoch, name = self._partitions.epoch, self._partitions.log_name
        return assemble(messages, await self._decoder.decode(messages), epoch, name)

    async def _between_batches(self) -> None:
        async with self._partitions.counting:
            return

    async def _count(self, batch: Batch) -> None:
        async with self._partitions.counting:
            # Positions were read again since: the same records come once more.
            if batch.epoch == self._partitions.epoch:
                await self._count_with_retries(batch)

    async def _count_with_retries(self, batch: Batch) -> None:
        """Try until the batch is counted, from the beginning each time."""
        budget, repetition = RetryBudget(RETRY_SECONDS, perf_counter), Repetition()
        while True:
            try:
                with self._metrics.transaction_seconds.time():
                    outcomes = await self._transactions.count(batch)
                self._metrics.counted(outcomes, len(batch.entries))
                return
            except FINAL:
                raise
            except Paused:
                await asyncio.sleep(PAUSED_SECONDS)
                budget = RetryBudget(RETRY_SECONDS, perf_counter)
            except OffsetTaken as error:
                if await self._already_counted(batch):
                    return
                raise PartitionLost(str(error)) from error
            except INFRASTRUCTURE as error:
                if budget.spent():
                    raise
                log.warning("a batch could not be counted yet", error=repr(error))
                await asyncio.sleep(min(5.0, 0.2 * 2 ** repetition.times(error)))
                if isinstance(error, asyncpg.LockNotAvailableError):
                    await self._partitions.end_paused(batch.ends)
            except Exception as error:
                log.warning("a batch could not be counted", error=repr(error))
                if isinstance(error, BAD_DATA) or repetition.times(error) >= SAME_ERROR:
                    batch = await self._without_faulty(batch, error)
                    repetition = Repetition()

    async def _already_counted(self, batch: Batch) -> bool:
        """Whether an answer to COMMIT was lost and the batch is in fact done."""
        stored = await self._partitions.stored()
        return all(stored[partition] == end for partition, end in batch.ends.items())

    async def _without_faulty(self, batch: Batch, error: Exception) -> Batch:
        events = [entry for entry in batch.entries if isinstance(entry, DecodedEvent)]
        self.searching = True
        try:
            # What goes wrong without any event as well is no event's fault.
            faulty = await self._faulty(events) if await self._passes([]) else []
        finally:
            self.searching = False
        if not faulty:
            raise error
        return batch.without(
            {entry.position for entry in faulty}, f"{type(error).__name__}: {error}"
        )

    async def _faulty(self, entries: list[DecodedEvent]) -> list[EventOutcome]:
        """The events that raise an error on their own, found by halving."""
        if not entries or await self._passes(entries):
            return []
        if len(entries) == 1:
            return list(entries)
        half = len(entries) // 2
        return await self._faulty(entries[:half]) + await self._faulty(entries[half:])

    async def _passes(self, entries: list[DecodedEvent]) -> bool:
        try:
            await self._transactions.rehearse(entries)
        except (*FINAL, *INFRASTRUCTURE, Paused):
            raise
        except Exception:
            return False
        return True


async def _next_of(ready: asyncio.Queue[Batch], filling: asyncio.Task[None]) -> Batch:
    """The next of ``ready``. Raises what ended whoever fills it."""
    getting = asyncio.create_task(ready.get())
    try:
        await asyncio.wait([getting, filling], return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            filling.result()
        return await getting
    finally:
        getting.cancel()


async def _first_of(*waits: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
