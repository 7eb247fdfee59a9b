"""Hours of sources, kept with the position they were read at."""

from collections.abc import Iterable

from oversight_alerts.hours import Hours
from oversight_alerts.repository.connection import Connection
from oversight_contracts.reconciliations import Reconciliation


async def write_hours(connection: Connection, hours: Iterable[Reconciliation]) -> None:
    """Keep each hour as it was compared last."""
    await connection.executemany(
        """INSERT INTO reconciliations AS stored (source, hour, at, fact)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (source, hour) DO UPDATE SET at = excluded.at, fact = excluded.fact
           WHERE excluded.at > stored.at""",
        [(each.source, each.hour, each.at, each.model_dump(mode="json")) for each in hours],
    )


async def load_hours(connection: Connection) -> Hours:
    """All that are kept."""
    hours = Hours()
    rows = await connection.fetch("SELECT fact FROM reconciliations")
    hours.put(Reconciliation.model_validate(row["fact"]) for row in rows)
    return hours


async def prune_hours(connection: Connection, first: str) -> None:
    """Drop what lies before the hour ``first``."""
    await connection.execute("DELETE FROM reconciliations WHERE hour < $1", first)
