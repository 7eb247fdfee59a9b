"""The reconciler: reads the log a second time and compares, as at one snapshot.

The counts of outcomes and the offsets they belong to are read in one snapshot; then the log is
read to exactly those offsets. Each record is read once: how far is kept beside what it held.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

from oversight_indicators.events.model import Checkpoint
from oversight_indicators.events.reconciliation import (
    Reconciled,
    SourceHour,
    compare,
    last_hour_over,
)
from oversight_indicators.reconcile.log_reader import LogReader
from oversight_indicators.repository import Connection
from oversight_indicators.repository.offsets import read_offsets
from oversight_indicators.repository.reconciliation import (
    ReadingTaken,
    add_gap,
    add_logged,
    advance_reading,
    differences_by_source,
    pending_hours,
    read_checkpoints,
    read_gaps,
    read_logged,
    read_outcomes,
    settle_hours,
    write_reconciled,
)
from oversight_indicators.repository.unpublished import announce

# Hours so young are compared again each time, whether anything came or not.
RECENT_HOURS = 48
MOST_HOURS = 500
# How far back differences are reported, as by the rule that mails them.
REPORTED_HOURS = 7 * 24


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hours to be compared and their outcomes; how far the log is counted, and read."""

    hours: list[int]
    outcomes: Mapping[SourceHour, Mapping[str, int]]
    counted: Mapping[int, Checkpoint]
    read: Mapping[int, Checkpoint]


@dataclass(frozen=True, slots=True)
class Round:
    """The result of one comparison; ``newest`` is the newest hour that could be compared.

    ``different`` is how many events of the last days differ, by source.
    """

    newest: int
    compared: list[Reconciled]
    different: Mapping[str, int]
    settled: int
    more: bool


class Reconciler:
    """Works over one connection, which is its own; ``rest`` is given the seconds it has worked."""

    def __init__(
        self,
        connection: Connection,
        topic: str,
        log: LogReader,
        now: Callable[[], datetime],
        rest: Callable[[float], Awaitable[None]],
    ) -> None:
        self._connection = connection
        self._topic = topic
        self._log = log
        self._now = now
        self._rest = rest

    async def reconcile(self) -> Round | None:
        """Compare once; None where the log is not the one that is counted, or nothing is over yet.

        Raises Kafka's and the database's errors, ``TimeoutError`` and ``ReadingTaken``; it can be
        called again then.
        """
        at = self._now()
        name, ends = await self._log.name(), await self._log.ends()
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            counted = await read_offsets(self._connection, self._topic)
            newest = _newest(int(at.timestamp() * 1000), ends, counted)
            if newest is None or any(each.log != name for each in counted.values()):
                return None
            snapshot = await self._snapshot(newest, counted)
        read = await self._read(snapshot, name)
        return await self._compare(snapshot, read, newest, at)

    async def _snapshot(self, newest: int, counted: Mapping[int, Checkpoint]) -> Snapshot:
        pending = await pending_hours(self._connection, newest, MOST_HOURS)
        hours = sorted({*pending, *range(newest - RECENT_HOURS + 1, newest + 1)})
        outcomes = await read_outcomes(self._connection, hours)
        return Snapshot(hours, outcomes, counted, await read_checkpoints(self._connection))

    async def _read(self, snapshot: Snapshot, log: str) -> dict[int, Checkpoint]:
        """Read on to where the snapshot was counted; answers how far each partition is then."""
        read = dict(snapshot.read)
        for partition, counted in snapshot.counted.items():
            start = read.get(partition)
            if start is None or start.log != log:
                raise ReadingTaken(f"partition {partition} is not read from log {log}")
            read[partition] = await self._read_partition(partition, start, counted)
        return read

    async def _read_partition(
        self, partition: int, start: Checkpoint, end: Checkpoint
    ) -> Checkpoint:
        if start.offset >= end.offset:
            return start
        reached, began = start, perf_counter()
        async for chunk in self._log.read(partition, start, end):
            after = replace(chunk.end, digest=None)
            async with self._connection.transaction():
                await advance_reading(self._connection, partition, reached, after)
                await add_logged(self._connection, partition, chunk.found)
                if chunk.gap is not None:
                    await add_gap(self._connection, partition, chunk.gap)
            reached = after
            await self._rest(perf_counter() - began)
            began = perf_counter()
        return reached

    async def _compare(
        self, snapshot: Snapshot, read: Mapping[int, Checkpoint], newest: int, at: datetime
    ) -> Round:
        async with self._connection.transaction(isolation="repeatable_read"):
            # A log begun anew meanwhile has nothing to do with the snapshot.
            if await read_checkpoints(self._connection) != read:
                raise ReadingTaken("the log was begun again")
            logged = await read_logged(self._connection, snapshot.hours)
            gaps = await read_gaps(self._connection)
            compared = compare([*logged, *snapshot.outcomes], logged, snapshot.outcomes, gaps)
            await write_reconciled(self._connection, compared, at)
            settled = await settle_hours(self._connection, snapshot.hours)
            different = await differences_by_source(self._connection, newest - REPORTED_HOURS + 1)
            await announce(self._connection)
        more = len(snapshot.hours) >= MOST_HOURS
        return Round(newest, compared, different, settled, more)


def _newest(now_ms: int, ends: Mapping[int, int], counted: Mapping[int, Checkpoint]) -> int | None:
    """The newest hour that is over and counted; None where there is none."""
    newest = last_hour_over(now_ms)
    for partition, end in ends.items():
        reached = counted.get(partition)
        if end == 0 or (reached is not None and reached.offset >= end):
            continue
        if reached is None or reached.timestamp is None:
            return None
        # What waits was sent after what was counted last, give or take a clock's difference.
        newest = min(newest, last_hour_over(reached.timestamp))
    return newest
