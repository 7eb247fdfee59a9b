"""The second reading of the log, over a real database and a log that a test makes and cuts."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from oversight_contracts.log_position import OffsetRange
from oversight_indicators.events.model import Checkpoint
from oversight_indicators.events.outcome_counts import OutcomeCounts, hour_of
from oversight_indicators.events.reconciliation import SourceHour, gap_between
from oversight_indicators.reconcile.log_reader import Chunk
from oversight_indicators.reconcile.reconciler import Reconciler, Round
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import forget
from oversight_indicators.repository.offsets import advance, begin_log
from oversight_indicators.repository.outcome_counts import add_outcome_counts
from oversight_indicators.repository.reconciliation import (
    ReadingTaken,
    read_reconciliations,
    unpublished_reconciliations,
)
from oversight_indicators.settings import MIGRATIONS, SCHEMA
from oversight_runtime.postgres import Pool, migrate, open_pool

TOPIC, NOW = "events", datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AGES = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class FakeLog:
    """One event a record, all of one feed: their timestamps by partition. ``begin`` cuts it."""

    cluster: str = "one"
    records: dict[int, list[int]] = field(default_factory=lambda: {0: [], 1: []})
    begin: int = 0
    reads: list[OffsetRange] = field(default_factory=list)

    async def name(self) -> str:
        return self.cluster

    async def ends(self) -> Mapping[int, int]:
        return {partition: len(own) for partition, own in self.records.items()}

    async def read(
        self, partition: int, start: Checkpoint, end: Checkpoint
    ) -> AsyncIterator[Chunk]:
        self.reads.append(OffsetRange(start.offset, end.offset))
        timestamp, first = start.timestamp, max(start.offset, self.begin)
        for offset in range(first, end.offset):
            before, timestamp = timestamp, self.records[partition][offset]
            gap = gap_between(before, timestamp) if offset == first > start.offset else None
            found = Counter({SourceHour(hour_of(timestamp), "feed"): 1})
            yield Chunk(found, Checkpoint(start.log, offset + 1, timestamp=timestamp), gap)


class Bench:
    """Counts as a worker does, and reconciles."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.log, self.now = connection, FakeLog(), NOW

    async def begin(self) -> None:
        for partition in self.log.records:
            await begin_log(self.connection, TOPIC, partition, self.log.cluster)

    def arrive(self, at: datetime, partition: int = 0) -> None:
        self.log.records[partition].append(int(at.timestamp() * 1000))

    async def count(self, partition: int = 0, *, outcome: str = "counted") -> None:
        """Count the next record of the partition."""
        position = await self.connection.fetchval(
            "SELECT next_offset FROM source_offsets WHERE partition = $1", partition
        )
        timestamp = self.log.records[partition][position]
        reached = Checkpoint(self.log.cluster, position + 1, b"", timestamp)
        async with self.connection.transaction():
            await advance(self.connection, TOPIC, partition, position, reached)
            count = OutcomeCounts(partition, "feed", hour_of(timestamp), outcome)
            await add_outcome_counts(self.connection, {count: 1})

    async def reconcile(self) -> Round | None:
        async def rest(_: float) -> None:
            return

        return await Reconciler(
            self.connection, TOPIC, self.log, lambda: self.now, rest
        ).reconcile()

    async def hours(self) -> dict[int, tuple[int | None, int]]:
        """Events and difference by the hour of the day."""
        found = await read_reconciliations(self.connection, "feed", AGES, NOW + timedelta(days=9))
        return {each.starts.hour: (each.events, each.difference) for each in found}


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


@pytest.fixture
async def bench(pool: Pool) -> AsyncIterator[Bench]:
    async with pool.acquire() as connection:
        made = Bench(connection)
        await made.begin()
        yield made


async def test_an_hour_is_compared_once_it_is_over_and_counted(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=2))
    bench.arrive(NOW - timedelta(minutes=1))
    await bench.count()
    assert await bench.reconcile() is not None
    # What was counted last lies in the hour: more of it may still wait.
    assert await bench.hours() == {}
    await bench.count()
    await bench.reconcile()
    assert await bench.hours() == {10: (1, 0)}
    bench.now += timedelta(hours=1)
    await bench.reconcile()
    assert await bench.hours() == {10: (1, 0), 11: (1, 0)}


async def test_each_record_is_read_once(bench: Bench) -> None:
    for _ in range(2):
        bench.arrive(NOW - timedelta(hours=2))
        await bench.count()
        await bench.reconcile()
        await bench.reconcile()
    assert bench.log.reads == [OffsetRange(0, 1), OffsetRange(1, 2)]
    assert await bench.hours() == {10: (2, 0)}


async def test_what_says_the_same_is_published_once(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=2))
    await bench.count()
    await bench.reconcile()
    (first,) = await unpublished_reconciliations(bench.connection, everything=False)
    bench.now += timedelta(minutes=1)
    await bench.reconcile()
    assert await unpublished_reconciliations(bench.connection, everything=True) == [first]
    bench.arrive(NOW - timedelta(hours=2), partition=1)
    await bench.count(1, outcome="duplicate")
    await bench.reconcile()
    (second,) = await unpublished_reconciliations(bench.connection, everything=False)
    assert (second.events, second.duplicate, second.at) == (2, 1, bench.now)


async def test_records_that_come_much_too_late_are_compared_in_their_hour(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=2))
    await bench.count()
    await bench.reconcile()
    bench.arrive(NOW - timedelta(days=30))
    await bench.count()
    # Its hour is found in this round, and compared as at the next.
    await bench.reconcile()
    await bench.reconcile()
    assert await bench.hours() == {10: (1, 0), 12: (1, 0)}


async def test_a_lost_outcome_is_found_in_an_hour_of_the_last_days(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=20))
    await bench.count()
    await bench.reconcile()
    await bench.connection.execute("DELETE FROM outcome_tallies")
    found = await bench.reconcile()
    assert found is not None
    assert [each.difference for each in found.compared] == [1]
    assert await bench.hours() == {16: (1, 1)}


async def test_counting_that_goes_on_meanwhile_is_no_difference(bench: Bench) -> None:
    for _ in range(2):
        bench.arrive(NOW - timedelta(hours=2))
        await bench.count()

    class Meanwhile(FakeLog):
        async def read(
            self, partition: int, start: Checkpoint, end: Checkpoint
        ) -> AsyncIterator[Chunk]:
            bench.arrive(NOW - timedelta(hours=2))
            await bench.count()
            async for chunk in FakeLog.read(self, partition, start, end):
                yield chunk

    bench.log = Meanwhile(records=bench.log.records)
    await bench.reconcile()
    assert await bench.hours() == {10: (2, 0)}
    bench.log = FakeLog(records=bench.log.records)
    await bench.reconcile()
    assert await bench.hours() == {10: (3, 0)}


async def test_a_log_that_was_cut_is_said_to_be_unreadable(bench: Bench) -> None:
    for hours in (5, 4, 4, 3, 2):
        bench.arrive(NOW - timedelta(hours=hours))
        await bench.count()
        if hours == 5:
            await bench.reconcile()
    bench.log.begin = 3
    await bench.reconcile()
    # The gap reaches from the hour read last to the first that is there again.
    assert await bench.hours() == {7: (None, 0), 8: (None, 0), 9: (None, 0), 10: (1, 0)}


async def test_a_log_begun_again_is_compared_from_nothing(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=2))
    await bench.count()
    await bench.reconcile()
    bench.log = FakeLog("other")
    assert await bench.reconcile() is None
    await bench.begin()
    bench.arrive(NOW - timedelta(hours=2))
    bench.arrive(NOW - timedelta(hours=2))
    for _ in range(2):
        await bench.count(outcome="duplicate")
    await bench.reconcile()
    assert await bench.hours() == {10: (2, 0)}


async def test_a_log_begun_again_while_it_is_read_makes_no_difference(bench: Bench) -> None:
    bench.arrive(NOW - timedelta(hours=2))
    await bench.count()
    connection = bench.connection

    class Replaced(FakeLog):
        async def read(
            self, partition: int, start: Checkpoint, end: Checkpoint
        ) -> AsyncIterator[Chunk]:
            async for chunk in FakeLog.read(self, partition, start, end):
                yield chunk
            await begin_log(connection, TOPIC, 0, "other")

    bench.log = Replaced(records=bench.log.records)
    with pytest.raises(ReadingTaken):
        await bench.reconcile()
    assert await bench.hours() == {}


async def test_a_log_counted_again_from_where_it_begins_now_is_compared_from_there(
    bench: Bench,
) -> None:
    for hours in (4, 3, 3):
        bench.arrive(NOW - timedelta(hours=hours))
        await bench.count()
    await bench.reconcile()
    bench.log.begin = 2
    await forget(bench.connection, TOPIC, "one", {0: 2, 1: 0})
    await bench.count()
    await bench.reconcile()
    assert await bench.hours() == {9: (1, 0)}
