"""Reconciled hours of sources: events in the log against their outcomes."""

from collections.abc import Iterable

from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_reporting.repository import Connection
from oversight_reporting.repository.connection import Database

UPSERT_HOURS = """
INSERT INTO reconciliations AS stored (hour, source, at, different, reconciliation)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hour, source) DO UPDATE SET at = excluded.at, different = excluded.different,
    reconciliation = excluded.reconciliation
    WHERE excluded.at > stored.at
"""


async def write_hours(connection: Connection, hours: Iterable[Reconciliation]) -> None:
    """Keep each hour as it was compared last."""
    await connection.executemany(
        UPSERT_HOURS,
        [
            (each.hour, each.source, each.at, bool(each.difference), each.model_dump(mode="json"))
            for each in hours
        ],
    )


class HourRepository:
    """The reconciled hours that the operations page shows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, limit: int) -> list[Reconciliation]:
        """The newest hours first, by source within an hour."""
        return await self._read("ORDER BY hour DESC, source LIMIT $1", limit)

    async def different(self, limit: int) -> list[Reconciliation]:
        """The newest of those that differ first."""
        return await self._read("WHERE different ORDER BY hour DESC, source LIMIT $1", limit)

    async def _read(self, rest: str, limit: int) -> list[Reconciliation]:
        rows = await self._database.pool.fetch(
            f"SELECT reconciliation FROM reconciliations {rest}", limit
        )
        return [Reconciliation.model_validate(row["reconciliation"]) for row in rows]
