"""A log of events in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from oversight_runtime.kafka.producer import KafkaUnavailable

DEADLINE = 20.0


@dataclass
class Kept:
    """One record as a consumer would read it."""

    value: bytes
    content_type: str
    key: bytes | None


@dataclass
class FakeLog:
    """Keeps what it is given, in order; ``down`` makes it acknowledge nothing.

    ``fails_after`` acknowledges so many records and then goes down; ``held`` keeps every append
    waiting until it is set.
    """

    partitions: int = 4
    down: bool = False
    fails_after: int | None = None
    held: asyncio.Event | None = None
    started: bool = False
    stopped: bool = False
    records: dict[int, list[Kept]] = field(default_factory=dict)
    waiting: int = 0
    tried: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        self.started = True

    async def stop(self) -> None:
        self.stopped = True

    async def check(self) -> str | None:
        return "down" if self.down else None

    async def append(
        self, partition: int, value: bytes, content_type: str, key: bytes | None = None
    ) -> None:
        self.waiting += 1
        self.tried += 1
        self.changed.set()
        if self.held is not None:
            await self.held.wait()
        await asyncio.sleep(0)
        self.waiting -= 1
        if self.down or self.fails_after == 0:
            raise KafkaUnavailable("the fake is down")
        if self.fails_after is not None:
            self.fails_after -= 1
        self.records.setdefault(partition, []).append(Kept(value, content_type, key))
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until ``condition`` holds; it is asked again after each change."""
        async with asyncio.timeout(DEADLINE):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    def all(self) -> list[Kept]:
        """Every record, partition by partition."""
        return [kept for partition in sorted(self.records) for kept in self.records[partition]]
