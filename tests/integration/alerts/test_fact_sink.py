"""Where the fact sink reads on: after a restart, on another cluster, for other rules."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from tests.contract.projection.topic_logs import FakeTopicLog
from tests.unit.alerts.builders import (
    GENERATION,
    NOW,
    Clock,
    arrived,
    cut,
    episode,
    observation,
    rule,
    shipped,
    total,
)

from oversight_alerts.connections import MIGRATIONS, SCHEMA
from oversight_alerts.episodes.fact import fact_of
from oversight_alerts.projection.arrivals import hour_number
from oversight_alerts.projection.reach import Reach
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import episode_outbox, episodes
from oversight_alerts.worker.fact_sink import FactSink
from oversight_alerts.worker.projection_store import PostgresProjectionStore
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_contracts.windows import BucketRange
from oversight_projection.follower import LogFollower
from oversight_projection.position import PositionMoved
from oversight_runtime.postgres import Pool, migrate, open_pool

SERIES = SeriesKey("response.within-target", "west-midlands", "force", "grade=priority-2")
RETENTION = Retention.of(shipped())
# A cut as at an hour ago says how things stand only where it is the last there is.
OLD = NOW - timedelta(hours=1)


async def prepared() -> None:
    return


@dataclass
class Reader:
    """A followed log and what is kept of it; made anew, it is the service started again."""

    pool: Pool
    facts: FakeTopicLog
    retention: Retention = RETENTION
    clock: Clock = field(default_factory=Clock)
    projection: Projection = field(default_factory=Projection)
    decisions: int = 0

    def __post_init__(self) -> None:
        self.sink = FactSink(
            PostgresProjectionStore(self.pool),
            self.projection,
            self.retention,
            self.clock,
            self.facts.behind,
            self._changed,
        )
        self.follower = LogFollower(self.facts, self.sink, prepared, self.clock)

    def _changed(self) -> None:
        self.decisions += 1

    @property
    def n(self) -> int:
        return self.projection.totals.total(SERIES, BucketRange("2000", "3000")).n

    @property
    def offset(self) -> int | None:
        return self.projection.applied.position.offset if self.projection.applied else None


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


async def _started(pool: Pool, facts: FakeTopicLog, retention: Retention = RETENTION) -> Reader:
    reader = Reader(pool, facts, retention)
    await reader.follower.begin()
    return reader


async def test_a_restart_reads_on_after_the_last_cut(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), cut(), total(2, bucket="2026-07-14T09"))
    first = await _started(pool, facts)
    assert not first.sink.current()
    await first.follower.step()
    assert (first.n, first.offset) == (1, 2)
    assert first.sink.current()
    # What came after the cut is read again, and counts at the next.
    second = await _started(pool, facts)
    assert (second.n, second.offset, facts.at) == (1, 2, 2)
    facts.append(cut())
    await second.follower.step()
    assert (second.n, second.offset) == (3, 4)


async def test_nothing_is_current_while_old_cuts_are_read(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), cut(at=OLD))
    reader = await _started(pool, facts)
    await reader.follower.step()
    assert reader.sink.current()
    facts.append(total(2, revision=2))
    assert not reader.sink.current()


async def test_another_cluster_is_read_from_its_beginning(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1, revision=5), cut())
    await (await _started(pool, facts)).follower.step()
    facts.cluster = "two"
    facts.append(total(9, revision=4), total(2, bucket="2026-07-14T09"), cut())
    reader = await _started(pool, facts)
    assert not reader.sink.current()
    await reader.follower.step()
    assert reader.n == 3
    assert reader.projection.applied is not None
    assert reader.projection.applied.position.log == "two"


async def test_another_cluster_is_told_of_the_episodes_that_the_first_knew(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(cut())
    await (await _started(pool, facts)).follower.step()
    opened = episode()
    fact = fact_of(opened, "opened", rule(), observation(60))
    async with pool.acquire() as connection:
        await episodes.insert_episode(connection, opened, fact)
        await episodes.add_transition(connection, fact)
        await episode_outbox.mark_published(connection, 1, NOW)
    await _started(pool, facts)
    assert await _unpublished(pool) == []
    facts.cluster = "two"
    await _started(pool, facts)
    assert await _unpublished(pool) == ["e1"]


async def _unpublished(pool: Pool) -> list[str]:
    async with pool.acquire() as connection:
        return [each.fact.id for each in await episode_outbox.unpublished(connection, 10)]


async def test_a_second_process_finds_the_position_moved(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), cut())
    first, second = await _started(pool, facts), await _started(pool, facts)
    await second.follower.step()
    facts.at = 0
    with pytest.raises(PositionMoved):
        await first.follower.step()


async def test_a_log_shorter_than_what_was_read_is_read_again(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), cut(), cut())
    await (await _started(pool, facts)).follower.step()
    facts.logs["one"] = []
    facts.append(total(4, revision=2), cut())
    reader = await _started(pool, facts)
    await reader.follower.step()
    assert (reader.n, reader.offset) == (4, 2)


async def test_what_came_of_a_feed_outlives_the_process_and_is_forgotten_in_time(
    pool: Pool,
) -> None:
    facts, hour = FakeTopicLog(), NOW - timedelta(hours=2)
    again = arrived(hour, at=NOW + timedelta(minutes=1), created=7)
    facts.append(arrived(hour, created=5, arrived=2), cut(), again, arrived(hour), cut())
    first = await _started(pool, facts)
    await first.follower.step()
    second = await _started(pool, facts)
    assert second.projection.arrivals == first.projection.arrivals
    known = {feed.stage: counts for feed, counts in second.projection.arrivals.feeds().items()}
    assert known == dict.fromkeys(("", "created"), {hour_number(hour): 7})
    second.clock.forward(days=60)
    await second.follower.step()
    assert second.projection.arrivals.feeds() == {}
    assert (await _started(pool, facts)).projection.arrivals.feeds() == {}


async def test_rules_that_need_more_have_the_log_read_again(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), cut(at=OLD), total(2, revision=2), cut())
    reaches = {"complaints.logged": Reach(timedelta(days=28))}
    reaches |= dict.fromkeys((UNACCOUNTED, FEED_PACE), Reach(timedelta(days=7)))
    less = Retention(RETENTION.catalogue, reaches, RETENTION.definitions)
    first = await _started(pool, facts, less)
    await first.follower.step()
    assert (first.n, first.offset) == (0, 4)
    second = await _started(pool, facts)
    assert facts.at == 0
    # Until the next cut the new rule's totals are not there: nothing may be said of them.
    await second.follower.step()
    assert not second.sink.current()
    facts.append(cut())
    await second.follower.step()
    assert second.sink.current()
    assert second.n == 2
    third = await _started(pool, facts)
    assert facts.seeks[-1] == third.offset == 5


async def test_old_days_are_dropped_as_they_leave_every_window(pool: Pool) -> None:
    facts = FakeTopicLog()
    oldest = RETENTION.horizons(NOW)[SERIES.indicator]
    facts.append(total(1, bucket=f"{oldest}T10"), total(2, bucket="2026-07-14T10"), cut())
    reader = await _started(pool, facts)
    await reader.follower.step()
    assert reader.n == 3
    reader.clock.now = NOW + timedelta(days=3)
    await reader.follower.step()
    assert reader.n == 2
    assert (await _started(pool, facts)).n == 2


async def test_a_new_generation_takes_the_place_of_the_old_in_the_database(pool: Pool) -> None:
    facts = FakeTopicLog()
    facts.append(total(1), total(5, bucket="2026-07-14T09"), cut())
    reader = await _started(pool, facts)
    await reader.follower.step()
    facts.append(total(2, generation=GENERATION + 1), cut(generation=GENERATION + 1))
    await reader.follower.step()
    assert reader.n == 2
    assert (await _started(pool, facts)).n == 2
