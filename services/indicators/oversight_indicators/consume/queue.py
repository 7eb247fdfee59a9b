"""Where records wait between Kafka and the transaction, bounded by bytes."""

import asyncio
from collections import deque

from oversight_indicators.events.model import KafkaRecord


class RecordQueue:
    """Holds at most about ``room`` bytes; a batch takes at most about ``portion``.

    From ``plenty`` bytes on it is worth decoding a batch while another is being counted. A record
    counts as ``least`` bytes at least: of the shortest there would otherwise be millions.
    """

    def __init__(
        self,
        room: int = 24_000_000,
        portion: int = 6_000_000,
        plenty: int = 1_000_000,
        least: int = 0,
    ) -> None:
        self._room = room
        self._portion = portion
        self._much = plenty
        self._least = least
        self._waiting: deque[KafkaRecord] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._emptied.set()
        self._idle = asyncio.Event()
        self._plenty = asyncio.Event()
        self._scant = asyncio.Event()
        self._scant.set()

    @property
    def full(self) -> bool:
        """Whether whoever puts has to wait."""
        return self._bytes >= self._room

    async def room(self) -> None:
        """Wait while there is no room."""
        while self.full:
            self._emptied.clear()
            await self._emptied.wait()

    async def put(self, message: KafkaRecord) -> None:
        """Add a record; waits while there is no room."""
        await self.room()
        self._waiting.append(message)
        self._bytes += self._weight(message)
        self._filled.set()
        self._idle.clear()
        if self._bytes >= self._much:
            self._plenty.set()
            self._scant.clear()

    async def some(self) -> None:
        """Wait until something waits."""
        while not self._waiting:
            self._filled.clear()
            self._idle.set()
            await self._filled.wait()

    async def plenty(self) -> None:
        """Wait until so much waits that it is worth a batch of its own."""
        await self._plenty.wait()

    async def take(self) -> list[KafkaRecord]:
        """The records that wait, up to a portion; at least one, for which it waits."""
        await self.some()
        taken: list[KafkaRecord] = []
        size = 0
        while self._waiting and size < self._portion:
            taken.append(self._waiting.popleft())
            size += self._weight(taken[-1])
        self._shrink(self._bytes - size)
        return taken

    async def drained(self, quiet: float = 0.0) -> None:
        """Wait until all is taken and more is waited for, and nothing came for so many seconds."""
        await _lasting(self._idle, self._filled, quiet)

    async def scant(self, quiet: float = 0.0) -> None:
        """Wait until less than plenty waits, and has for so many seconds."""
        await _lasting(self._scant, self._plenty, quiet)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._shrink(0)

    def _weight(self, message: KafkaRecord) -> int:
        return max(len(message.value), self._least)

    def _shrink(self, size: int) -> None:
        self._bytes = size
        self._emptied.set()
        if size < self._much:
            self._plenty.clear()
            self._scant.set()


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
