"""All of this service's SQL, on its own schema."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg
import orjson

from oversight_contracts.episodes import EpisodeFact
from oversight_contracts.facts import Cut, Position, Total, TotalFact
from oversight_contracts.topics import ALERTS, FACTS
from oversight_contracts.windows import BucketRange
from oversight_reporting.breakdowns import dimensions_of
from oversight_reporting.buffer import Application
from oversight_reporting.database import Database
from oversight_reporting.reading import PositionMoved, Reading
from oversight_reporting.snapshots import Snapshot, SnapshotKey, SnapshotSummary
from oversight_reporting.tally import HeldTotal

CHUNK = 10_000
Row = asyncpg.Record

MOVE_READING = """
INSERT INTO readings AS stored (topic, log, next_offset) VALUES ($1, $4, $5)
ON CONFLICT (topic) DO UPDATE SET log = $4, next_offset = $5
    WHERE stored.log IS NOT DISTINCT FROM $2 AND stored.next_offset = $3
"""
UPSERT_TOTALS = """
INSERT INTO totals AS stored (generation, indicator, force, area, dimensions, bucket, breakdown,
                              revision, n, total_of, pending, durations)
SELECT generation, indicator, force, area, dimensions, bucket, breakdown,
       revision, n, total_of, pending, durations::json
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[])
     AS sent (generation, indicator, force, area, dimensions, bucket, breakdown,
              revision, n, total_of, pending, durations)
ON CONFLICT (generation, indicator, force, area, dimensions, bucket, breakdown) DO UPDATE
    SET revision = excluded.revision, n = excluded.n, total_of = excluded.total_of,
        pending = excluded.pending, durations = excluded.durations
    WHERE excluded.revision > stored.revision
"""
SET_CUT = """
INSERT INTO last_cut (generation, definitions, positions, cut_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (only_row) DO UPDATE SET generation = excluded.generation,
    definitions = excluded.definitions, positions = excluded.positions, cut_at = excluded.cut_at
"""
UPSERT_EPISODES = """
INSERT INTO episodes AS stored (id, revision, state, changed_at, episode)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
    changed_at = excluded.changed_at, episode = excluded.episode
    WHERE excluded.revision > stored.revision
"""
TOTALS = """
SELECT breakdown, bucket, n, total_of, pending, durations FROM totals
WHERE generation = $1 AND indicator = $2 AND force = $3 AND area = $4 AND dimensions = $5
  AND bucket >= $6 AND bucket < $7
ORDER BY bucket
"""
SPAN = """
SELECT min(first) AS first, max(last) AS last FROM unnest($2::text[]) AS wanted (name),
LATERAL (SELECT min(bucket) AS first, max(bucket) AS last FROM totals
         WHERE generation = $1 AND indicator = name AND force = $3 AND area = 'force'
           AND dimensions = '' AND (n <> 0 OR total_of <> 0 OR pending <> 0)) AS found
"""
SEEN = """
SELECT DISTINCT breakdown FROM totals
WHERE generation = $1 AND indicator = $2 AND force = $3 AND area = 'force' AND dimensions = $4
  AND (n <> 0 OR total_of <> 0 OR pending <> 0)
"""
SUMMARY = """
SELECT id, report, force, starts, ends, revision, title, made_at, made_by, sha256, changes
FROM snapshots
"""


class View(Protocol):
    """Figures as at one cut, read in one transaction."""

    cut: Cut | None

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[HeldTotal]:
        """The totals of every series broken down by ``dimensions``, by bucket."""

    async def span(self, indicators: Sequence[str], force: str) -> tuple[str, str] | None:
        """The first and the last bucket in which any of ``indicators`` counted anything."""

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        """Every breakdown value that ever occurred anywhere in the force."""


class Repository:
    """Reads and writes the schema; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self) -> str | None:
        """For ``/readyz``."""
        await self._database.pool.fetchval("SELECT 1")
        return None

    async def reading(self, topic: str) -> Reading:
        """Where ``topic`` is read up to; at 0 of no log before anything was read."""
        row = await self._database.pool.fetchrow(
            "SELECT log, next_offset FROM readings WHERE topic = $1", topic
        )
        return Reading(row["log"], row["next_offset"]) if row else Reading(None, 0)

    async def last_cut(self) -> Cut | None:
        """The cut that figures are read as at."""
        return _cut(await self._database.pool.fetchrow("SELECT * FROM last_cut"))

    async def apply(self, application: Application, seen: Reading, log: str) -> None:
        """Write totals, cut and position at once. Raises ``PositionMoved``."""
        async with self._database.pool.acquire() as connection, connection.transaction():
            moved = Reading(log, application.next_offset)
            await _move(connection, FACTS.name, seen, moved)
            for columns in _columns(application.totals):
                await connection.execute(UPSERT_TOTALS, *columns)
            if application.cut is not None:
                cut = application.cut
                positions = [each.model_dump() for each in cut.positions]
                await connection.execute(
                    SET_CUT, cut.generation, cut.definitions, positions, cut.at
                )
                await connection.execute("DELETE FROM totals WHERE generation < $1", cut.generation)

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: Reading, log: str
    ) -> None:
        """Write episodes and position at once. Raises ``PositionMoved``."""
        rows = [
            (each.id, each.revision, each.state, each.changed_at, each.model_dump(mode="json"))
            for each in episodes
        ]
        async with self._database.pool.acquire() as connection, connection.transaction():
            await _move(connection, ALERTS.name, seen, Reading(log, next_offset))
            await connection.executemany(UPSERT_EPISODES, rows)

    async def episodes(self, limit: int = 200) -> list[EpisodeFact]:
        """Those not resolved first, then the latest change first."""
        rows = await self._database.pool.fetch(
            "SELECT episode FROM episodes ORDER BY state = 'resolved', changed_at DESC LIMIT $1",
            limit,
        )
        return [EpisodeFact.model_validate(row["episode"]) for row in rows]

    async def episode(self, identity: str) -> EpisodeFact | None:
        """One episode as it stands."""
        found = await self._database.pool.fetchval(
            "SELECT episode FROM episodes WHERE id = $1", identity
        )
        return EpisodeFact.model_validate(found) if found else None

    @asynccontextmanager
    async def view(self) -> AsyncIterator[View]:
        """Figures that all belong to one cut, however many are read."""
        async with (
            self._database.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield _View(connection, _cut(await connection.fetchrow("SELECT * FROM last_cut")))

    async def newest_snapshot(self, key: SnapshotKey) -> Snapshot | None:
        """The highest revision of a report for a period."""
        row = await self._database.pool.fetchrow(
            "SELECT * FROM snapshots WHERE report = $1 AND force = $2 AND starts = $3 "
            "AND ends = $4 ORDER BY revision DESC LIMIT 1",
            *(key.report, key.force, key.starts, key.ends),
        )
        return _snapshot(row) if row else None

    async def keep_snapshot(self, snapshot: Snapshot) -> bool:
        """Store it; False when another one took its revision first."""
        one = snapshot.summary
        done = await self._database.pool.execute(
            "INSERT INTO snapshots (id, report, force, starts, ends, revision, title, made_at, "
            "made_by, sha256, changes, content) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            *(one.id, one.key.report, one.key.force, one.key.starts, one.key.ends, one.revision),
            *(one.title, one.made_at, one.made_by, one.sha256, one.changes, snapshot.content),
        )
        return done == "INSERT 0 1"

    async def snapshots(self, limit: int = 500) -> list[SnapshotSummary]:
        """All that were made, the latest first."""
        rows = await self._database.pool.fetch(
            SUMMARY + "ORDER BY made_at DESC, id DESC LIMIT $1", limit
        )
        return [_summary(row) for row in rows]

    async def snapshot(self, identity: str) -> Snapshot | None:
        """One snapshot with its content."""
        row = await self._database.pool.fetchrow("SELECT * FROM snapshots WHERE id = $1", identity)
        return _snapshot(row) if row else None


class _View:
    def __init__(self, connection: Any, cut: Cut | None) -> None:
        self._connection = connection
        self.cut = cut

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[HeldTotal]:
        if self.cut is None:
            return []
        rows = await self._connection.fetch(
            TOTALS,
            *(self.cut.generation, indicator, force, area, dimensions),
            *(buckets.first, buckets.end),
        )
        return [_held(row) for row in rows]

    async def span(self, indicators: Sequence[str], force: str) -> tuple[str, str] | None:
        if self.cut is None:
            return None
        row = await self._connection.fetchrow(SPAN, self.cut.generation, list(indicators), force)
        return (row["first"], row["last"]) if row["first"] is not None else None

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        if self.cut is None:
            return set()
        rows = await self._connection.fetch(SEEN, self.cut.generation, indicator, force, dimensions)
        return {row["breakdown"] for row in rows}


async def _move(connection: Any, topic: str, seen: Reading, moved: Reading) -> None:
    done = await connection.execute(
        MOVE_READING, topic, seen.log, seen.next_offset, moved.log, moved.next_offset
    )
    if done != "INSERT 0 1":
        raise PositionMoved(f"{topic} is no longer at {seen.next_offset} of {seen.log}")


def _columns(totals: Sequence[TotalFact]) -> Iterator[tuple[list[Any], ...]]:
    rows = sorted(map(_row, totals), key=lambda row: row[:7])
    for start in range(0, len(rows), CHUNK):
        yield tuple(map(list, zip(*rows[start : start + CHUNK], strict=True)))


def _row(fact: TotalFact) -> tuple[Any, ...]:
    durations = (
        orjson.dumps(fact.values, option=orjson.OPT_NON_STR_KEYS).decode() if fact.values else None
    )
    return (
        *(fact.generation, fact.indicator, fact.force, fact.area, dimensions_of(fact.by)),
        *(fact.bucket, fact.by, fact.revision, fact.n, fact.of, fact.pending, durations),
    )


def _held(row: Row) -> HeldTotal:
    durations = {int(value): count for value, count in (row["durations"] or {}).items()}
    total = Total(row["n"], row["total_of"], row["pending"], durations)
    return HeldTotal(row["bucket"], row["breakdown"], total)


def _cut(row: Row | None) -> Cut | None:
    if row is None:
        return None
    return Cut(
        generation=row["generation"],
        complete=True,
        definitions=row["definitions"],
        positions=tuple(Position(**each) for each in row["positions"]),
        at=row["cut_at"],
    )


def _summary(row: Row) -> SnapshotSummary:
    key = SnapshotKey(row["report"], row["force"], row["starts"], row["ends"])
    return SnapshotSummary(
        *(row["id"], key, row["revision"], row["title"], row["made_at"], row["made_by"]),
        *(row["sha256"], row["changes"]),
    )


def _snapshot(row: Row) -> Snapshot:
    return Snapshot(_summary(row), bytes(row["content"]))
