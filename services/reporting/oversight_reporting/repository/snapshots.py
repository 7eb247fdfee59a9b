"""Snapshots and their files: written once, never changed."""

from collections.abc import Mapping

from asyncpg import Record

from oversight_reporting.model.basis import Basis
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.snapshot import (
    FrozenFile,
    Revision,
    Snapshot,
    SnapshotKey,
    SnapshotSummary,
)
from oversight_reporting.repository.connection import Database

# With the revision that replaced each, the newest there is, and the files that were frozen with it.
SUMMARY = """
SELECT s.id, report, force, starts, ends, s.revision, title, s.made_at, made_by, sha256, changes,
       octet_length(content) AS size, next.id AS next_id, next.revision AS next_revision,
       next.made_at AS next_made_at, newest.id AS newest_id, newest.revision AS newest_revision,
       newest.made_at AS newest_made_at, files.suffixes, files.hashes, files.sizes
FROM snapshots AS s
LEFT JOIN LATERAL (SELECT id, revision, made_at FROM snapshots AS other
    WHERE (other.report, other.force, other.starts, other.ends)
        = (s.report, s.force, s.starts, s.ends) AND other.revision > s.revision
    ORDER BY other.revision LIMIT 1) AS next ON true
LEFT JOIN LATERAL (SELECT id, revision, made_at FROM snapshots AS other
    WHERE (other.report, other.force, other.starts, other.ends)
        = (s.report, s.force, s.starts, s.ends) AND other.revision > s.revision
    ORDER BY other.revision DESC LIMIT 1) AS newest ON true
CROSS JOIN LATERAL (SELECT array_agg(f.suffix) AS suffixes, array_agg(f.sha256) AS hashes,
    array_agg(octet_length(f.content)) AS sizes FROM snapshot_files AS f
    WHERE f.snapshot = s.id) AS files
"""
INSERT = """
INSERT INTO snapshots (id, report, force, starts, ends, revision, title, made_at, made_by, sha256,
                       changes, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
"""


class SnapshotRepository:
    """Stores and finds snapshots."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest_snapshot(self, key: SnapshotKey) -> Snapshot | None:
        """The highest revision of a report for a period."""
        found = await self._database.pool.fetchval(
            "SELECT id FROM snapshots WHERE report = $1 AND force = $2 AND starts = $3 "
            "AND ends = $4 ORDER BY revision DESC LIMIT 1",
            *(key.report, key.force, key.starts, key.ends),
        )
        return await self.snapshot(found) if found else None

    async def keep_snapshot(
        self, snapshot: Snapshot, contents: Mapping[str, bytes], basis: Basis
    ) -> bool:
        """Store it with its files by suffix, and what its figures stand on.

        False when another one took its revision first.
        """
        one = snapshot.summary
        async with self._database.pool.acquire() as connection, connection.transaction():
            done = await connection.execute(
                INSERT,
                *(one.id, one.key.report, one.key.force, one.key.starts, one.key.ends),
                *(one.revision, one.title, one.made_at, one.made_by, one.sha256, one.changes),
                snapshot.content,
            )
            if done != "INSERT 0 1":
                return False
            await connection.executemany(
                "INSERT INTO snapshot_files (snapshot, suffix, sha256, content)"
                " VALUES ($1, $2, $3, $4)",
                [(one.id, each.suffix, each.sha256, contents[each.suffix]) for each in one.files],
            )
            await connection.execute(
                "INSERT INTO snapshot_bases (snapshot, basis) VALUES ($1, $2)",
                *(one.id, dump(basis)),
            )
        return True

    async def snapshots(self, limit: int = 500) -> list[SnapshotSummary]:
        """All that were made, the latest first."""
        rows = await self._database.pool.fetch(
            SUMMARY + "ORDER BY made_at DESC, s.id DESC LIMIT $1", limit
        )
        return [_summary(row) for row in rows]

    async def snapshot(self, identity: str) -> Snapshot | None:
        """One snapshot with its content."""
        async with (
            self._database.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(SUMMARY + "WHERE s.id = $1", identity)
            if row is None:
                return None
            content = await connection.fetchval(
                "SELECT content FROM snapshots WHERE id = $1", identity
            )
        return Snapshot(_summary(row), bytes(content))

    async def basis(self, identity: str) -> Basis | None:
        """What the figures of a snapshot stand on; None of one from before that was kept."""
        found = await self._database.pool.fetchval(
            "SELECT basis FROM snapshot_bases WHERE snapshot = $1", identity
        )
        return None if found is None else Basis.model_validate(found)

    async def file(self, identity: str, suffix: str) -> bytes | None:
        """The bytes of a file as they were frozen; None where it was not."""
        found = await self._database.pool.fetchval(
            "SELECT content FROM snapshot_files WHERE snapshot = $1 AND suffix = $2",
            *(identity, suffix),
        )
        return None if found is None else bytes(found)


def _summary(row: Record) -> SnapshotSummary:
    key = SnapshotKey(row["report"], row["force"], row["starts"], row["ends"])
    files = zip(row["suffixes"] or (), row["hashes"] or (), row["sizes"] or (), strict=True)
    return SnapshotSummary(
        *(row["id"], key, row["revision"], row["title"], row["made_at"], row["made_by"]),
        *(row["sha256"], row["changes"]),
        size=row["size"],
        files=tuple(FrozenFile(*each) for each in sorted(files)),
        superseded_by=_revision(row, "next"),
        newest=_revision(row, "newest"),
    )


def _revision(row: Record, which: str) -> Revision | None:
    if row[f"{which}_id"] is None:
        return None
    return Revision(*(row[f"{which}_{name}"] for name in ("id", "revision", "made_at")))
