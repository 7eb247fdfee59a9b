"""Follows a log from the position that its sink stored, which belongs to one cluster."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from oversight_projection.position import PositionMoved
from oversight_projection.sink import LogReplaced, Sink
from oversight_projection.topic_log import TopicLog

# A log replaced by another is noticed at the latest after so many reads.
READS_UNCONFIRMED = 10
PAUSE_SECONDS = 0.1

log = structlog.stdlib.get_logger(__name__)


class LogFollower:
    """Feeds one sink until it is cancelled, or something breaks; it can be run again then.

    ``prepare`` makes the topic where a new cluster does not have it yet. ``progress_at`` is when a
    read last ended well, None before the first.
    """

    def __init__(
        self,
        source: TopicLog,
        sink: Sink,
        prepare: Callable[[], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._source, self._sink = source, sink
        self._prepare, self._clock = prepare, clock
        self._log = ""
        self._unconfirmed = 0
        self.progress_at: datetime | None = None

    def behind(self) -> int:
        """The number of records of the topic known of and not read."""
        return self._source.behind()

    async def run(self, well: Callable[[], None]) -> None:
        """Follow until cancelled, calling ``well`` after each step that brought it on.

        Begins again by itself where the log was replaced or the position moved. Raises what the
        broker or the sink raises.
        """
        try:
            while True:
                try:
                    await self._follow(well)
                except (PositionMoved, LogReplaced) as change:
                    log.info("reading again from the stored position", reason=str(change))
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            await self._source.close()

    async def begin(self) -> None:
        """Open the log and find where to read on."""
        await self._prepare()
        self._log, self._unconfirmed = await self._source.open(), 0
        end = await self._source.end()
        offset = await self._sink.begin(self._log, end)
        await self._source.seek(offset)
        log.info("following", log=self._log, offset=offset, end=end)

    async def step(self) -> bool:
        """Feed the next records; answers whether that brought it on. Raises ``LogReplaced``.

        An empty answer is no work done while there is more: what cannot be applied would be tried
        for ever, and all would seem well in between.
        """
        records = await self._source.read()
        self._unconfirmed += 1
        moved = await self._sink.take(records, self._confirm)
        if self._unconfirmed >= READS_UNCONFIRMED:
            await self._confirm()
        self.progress_at = self._clock()
        return moved or self.behind() == 0

    async def _follow(self, well: Callable[[], None]) -> None:
        await self.begin()
        while True:
            if await self.step():
                well()

    async def _confirm(self) -> None:
        # An offset says nothing without its log.
        found = await self._source.identity()
        if found != self._log:
            raise LogReplaced(f"{found} instead of {self._log}")
        self._unconfirmed = 0
