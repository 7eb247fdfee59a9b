"""Snapshots: written once, never changed."""

from asyncpg import Record

from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, SnapshotSummary
from oversight_reporting.repository.connection import Database

SUMMARY = """
SELECT id, report, force, starts, ends, revision, title, made_at, made_by, sha256, changes
FROM snapshots
"""


class SnapshotRepository:
    """Stores and finds snapshots."""

    def __init__(self, database: Database) -> None:
        self._database = database

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


def _summary(row: Record) -> SnapshotSummary:
    key = SnapshotKey(row["report"], row["force"], row["starts"], row["ends"])
    return SnapshotSummary(
        *(row["id"], key, row["revision"], row["title"], row["made_at"], row["made_by"]),
        *(row["sha256"], row["changes"]),
    )


def _snapshot(row: Record) -> Snapshot:
    return Snapshot(_summary(row), bytes(row["content"]))
