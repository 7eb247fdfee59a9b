"""The queue of records between Kafka and the transaction, bounded by bytes."""

import asyncio
from collections import deque

from oversight_indicators.events.model import KafkaRecord


class RecordQueue:
    """A queue of at most about ``capacity`` bytes, taken at most about ``batch`` at a time.

    From ``bulk`` bytes on it is worth decoding a batch while another is being counted. A record
    counts as ``minimum`` bytes at least: of the shortest there would otherwise be millions.
    """

    def __init__(
        self,
        capacity: int = 24_000_000,
        batch: int = 6_000_000,
        bulk: int = 1_000_000,
        minimum: int = 0,
    ) -> None:
        self._capacity = capacity
        self._batch = batch
        self._bulk_bytes = bulk
        self._minimum = minimum
        self._waiting: deque[KafkaRecord] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._emptied.set()
        self._drained = asyncio.Event()
        self._has_bulk = asyncio.Event()
        self._has_no_bulk = asyncio.Event()
        self._has_no_bulk.set()

    @property
    def full(self) -> bool:
        """Whether whoever puts has to wait."""
        return self._bytes >= self._capacity

    async def wait_for_room(self) -> None:
        """Wait while there is no room."""
        while self.full:
            self._emptied.clear()
            await self._emptied.wait()

    async def put(self, message: KafkaRecord) -> None:
        """Add a record; waits while there is no room."""
        await self.wait_for_room()
        self._waiting.append(message)
        self._bytes += self._weight(message)
        self._filled.set()
        self._drained.clear()
        if self._bytes >= self._bulk_bytes:
            self._has_bulk.set()
            self._has_no_bulk.clear()

    async def wait_for_record(self) -> None:
        """Wait until something waits."""
        while not self._waiting:
            self._filled.clear()
            self._drained.set()
            await self._filled.wait()

    async def wait_for_bulk(self) -> None:
        """Wait until so much waits that it is worth a batch of its own."""
        await self._has_bulk.wait()

    async def take(self) -> list[KafkaRecord]:
        """The records that wait, up to a portion; at least one, for which it waits."""
        await self.wait_for_record()
        taken: list[KafkaRecord] = []
        size = 0
        while self._waiting and size < self._batch:
            taken.append(self._waiting.popleft())
            size += self._weight(taken[-1])
        self._shrink(self._bytes - size)
        return taken

    async def wait_until_drained(self, quiet: float = 0.0) -> None:
        """Wait until all is taken and more is waited for, and nothing came for so many seconds."""
        await _lasting(self._drained, self._filled, quiet)

    async def wait_for_less_than_bulk(self, quiet: float = 0.0) -> None:
        """Wait until less than plenty waits, and has for so many seconds."""
        await _lasting(self._has_no_bulk, self._has_bulk, quiet)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._shrink(0)

    def _weight(self, message: KafkaRecord) -> int:
        return max(len(message.value), self._minimum)

    def _shrink(self, size: int) -> None:
        self._bytes = size
        self._emptied.set()
        if size < self._bulk_bytes:
            self._has_bulk.clear()
            self._has_no_bulk.set()


async def _lasting(state: asyncio.Event, end: asyncio.Event, seconds: float) -> None:
    """Wait until ``state`` has held for so long; ``end`` is set when it no longer does."""
    while True:
        await state.wait()
        try:
            # Not wait_for: before Python 3.12 it can swallow that its caller gave up.
            async with asyncio.timeout(seconds):
                await end.wait()
        except TimeoutError:
            return
