"""Silences."""

from datetime import datetime

from oversight_alerts.episodes.silences import Silence
from oversight_alerts.repository import Connection

_COLUMNS = "id, until, reason, created_by, created_at, rule, force, area"


async def list_silences(connection: Connection, after: datetime) -> list[Silence]:
    """The silences that end after a moment, the one that ends first first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM silences WHERE until > $1 ORDER BY until, id", after
    )
    return [Silence(**dict(row)) for row in rows]


async def add_silence(connection: Connection, silence: Silence) -> None:
    """Keep a new silence."""
    await connection.execute(
        f"INSERT INTO silences ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(silence.id, silence.until, silence.reason, silence.created_by, silence.created_at),
        *(silence.rule, silence.force, silence.area),
    )


async def end_silence(connection: Connection, silence: str, now: datetime) -> bool:
    """End a silence now; false where none of this id is in force."""
    status = await connection.execute(
        "UPDATE silences SET until = $2 WHERE id = $1 AND until > $2", silence, now
    )
    return status == "UPDATE 1"
