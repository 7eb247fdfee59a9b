"""Statements as they stand: statistics and updates of deliverables."""

from collections.abc import Iterable

from oversight_contracts.facts.facts import StatementFact
from oversight_contracts.records.deliverable_update import DeliverableUpdate
from oversight_contracts.records.statistic import Statistic
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.repository import Connection
from oversight_reporting.repository.connection import Database

UPSERT_STATEMENTS = """
INSERT INTO statements AS stored (force, kind, id, revision, first_revision, data)
VALUES ($1, $2, $3, $4, $4, $5)
ON CONFLICT (force, kind, id) DO UPDATE SET revision = excluded.revision, data = excluded.data
    WHERE excluded.revision > stored.revision
"""
STATISTICS = """
SELECT id, revision > first_revision AS revised, data FROM statements
WHERE force = $1 AND kind = 'statistic' AND data ->> 'measure' = $2 AND data ->> 'area' = $3
"""


async def read_statistics(
    connection: Connection, force: str, area: str, measure: str
) -> list[PublishedFigure]:
    """The statistics of a measure in an area that stand."""
    rows = await connection.fetch(STATISTICS, force, measure, area)
    return [
        PublishedFigure(row["id"], row["revised"], Statistic.model_validate(row["data"]))
        for row in rows
    ]


UPDATES = """
SELECT id, revision > first_revision AS revised, data FROM statements
WHERE force = $1 AND kind = 'deliverable-update' AND data ->> 'plan' = $2
"""


async def read_updates(connection: Connection, force: str, plan: str) -> list[Update]:
    """The updates of a plan's deliverables that stand."""
    rows = await connection.fetch(UPDATES, force, plan)
    return [
        Update(row["id"], row["revised"], DeliverableUpdate.model_validate(row["data"]))
        for row in rows
    ]


async def write_statements(connection: Connection, statements: Iterable[StatementFact]) -> None:
    """Keep each as its highest revision says; one that was removed stays, without data."""
    await connection.executemany(
        UPSERT_STATEMENTS,
        [(each.force, each.kind, each.id, each.revision, each.data) for each in statements],
    )


class StatementRepository:
    """The statements that stand: statistics that reports quote, and updates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_kind(self, force: str, kind: str) -> list[StatementFact]:
        """Every statement of a force that stands, by id."""
        rows = await self._database.pool.fetch(
            "SELECT force, kind, id, revision, data FROM statements"
            " WHERE force = $1 AND kind = $2 AND data IS NOT NULL ORDER BY id",
            force,
            kind,
        )
        return [StatementFact(**dict(row)) for row in rows]
