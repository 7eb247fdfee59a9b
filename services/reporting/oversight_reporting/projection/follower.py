"""Follows a topic of one partition from a stored position, which belongs to one log."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.consumer import REQUEST_MS
from oversight_runtime.kafka.shutdown import stop_consumer
from oversight_runtime.kafka.topics import cluster_id

MOST_RECORDS = 5_000
POLL_MS = 500
# A log replaced by another is noticed at the latest after so many empty polls.
IDLE_POLLS = 10
ASK_AGAIN = 1.0
LONGEST_PAUSE = 5.0


class PositionMoved(Exception):
    """Another process has applied what this one was about to: read the position again."""


class Ending(Exception):
    """Nothing is gained by reading again: the process has to end."""


class LogReplaced(Exception):
    """The broker is another cluster now: what was read may come from either log."""


@dataclass(frozen=True)
class Reading:
    """A log (cluster id; None before anything was read) and the next offset to read."""

    log: str | None
    next_offset: int


class Sink(Protocol):
    """What reads the records. It begins again from a stored position after any error."""

    async def begin(self, log: str) -> int:
        """Forget what is held and answer the offset to start at."""

    async def take(
        self, records: Sequence[tuple[int, bytes | None]], confirm: Callable[[], Awaitable[None]]
    ) -> None:
        """Take records with their offsets; call ``confirm`` before writing anything."""


class LogReader:
    """Feeds one sink until it is stopped; ``trouble`` says what is wrong while it cannot."""

    def __init__(
        self,
        servers: str,
        topic: str,
        sink: Sink,
        prepare: Callable[[], Awaitable[None]],
        failed: Callable[[Ending], None],
    ) -> None:
        """``prepare`` makes the topic where a new log does not have it yet."""
        self._failed = failed
        self._servers = servers
        self._prepare = prepare
        self._where = TopicPartition(topic, 0)
        self._sink = sink
        self.trouble: str | None = "not started"
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read, beside whatever else goes on."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End reading. What is held and not applied is read again next time."""
        self._stopping = True
        task, self._task = self._task, None
        # The client swallows a cancellation now and then while it connects: ask until it ends.
        while task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=ASK_AGAIN)

    async def _run(self) -> None:
        """Read; after an error begin again, with a growing pause."""
        log = structlog.get_logger().bind(topic=self._where.topic)
        pause = 0.0
        while not self._stopping:
            try:
                await self._follow()
            except (PositionMoved, LogReplaced) as change:
                log.info("reading again from the stored position", reason=str(change))
                pause = 0.1
            except Ending as error:
                self._failed(error)
                return
            # Whatever broke, figures stay as at the last cut and say so; readiness tells.
            except Exception as error:
                # After it had been well the first try is a soon one again.
                pause = min(LONGEST_PAUSE, 2 * pause) if pause and self.trouble else 0.5
                self.trouble = f"{type(error).__name__}: {error}"
                log.warning("reading failed", again_in_seconds=pause, exc_info=error)
            await asyncio.sleep(pause)

    async def check(self) -> str | None:
        """For ``/readyz``."""
        ended = self._task is None or self._task.done()
        return self.trouble or ("reading has ended" if ended else None)

    async def _follow(self) -> None:
        log = await cluster_id(self._servers)
        await self._prepare()
        offset = await self._sink.begin(log)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=await answering(self._servers),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # What a publisher that was shut out left open is nobody's figure.
            isolation_level="read_committed",
            request_timeout_ms=REQUEST_MS,
            max_partition_fetch_bytes=4 * 1024 * 1024,
        )
        try:
            await consumer.start()
            consumer.assign([self._where])
            consumer.seek(self._where, offset)
            self.trouble = None
            await self._feed(consumer, log)
        finally:
            await stop_consumer(consumer)

    async def _feed(self, consumer: AIOKafkaConsumer, log: str) -> None:
        async def confirm() -> None:
            # An offset says nothing without its log.
            found = await cluster_id(self._servers)
            if found != log:
                raise LogReplaced(f"log {found} in place of {log}")

        idle = 0
        while not self._stopping:
            found = await consumer.getmany(timeout_ms=POLL_MS, max_records=MOST_RECORDS)
            records = found.get(self._where, [])
            if records:
                idle = 0
                await self._sink.take([(each.offset, each.value) for each in records], confirm)
            else:
                idle += 1
                if idle % IDLE_POLLS == 0:
                    await confirm()
