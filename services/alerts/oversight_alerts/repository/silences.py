"""Silences."""

from datetime import datetime

from oversight_alerts.episodes.silences import Silence
from oversight_alerts.repository import Connection

_COLUMNS = "id, until, reason, created_by, created_at, rule, force, area, ended_at, ended_by"
_IN_FORCE = "until > $1 AND ended_at IS NULL"


async def list_silences(connection: Connection, now: datetime) -> list[Silence]:
    """The silences in force, the one that ends first first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM silences WHERE {_IN_FORCE} ORDER BY until, id", now
    )
    return [Silence(**dict(row)) for row in rows]


async def past_silences(connection: Connection, now: datetime, limit: int) -> list[Silence]:
    """The silences that are over, the one made last first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM silences WHERE NOT ({_IN_FORCE})"
        " ORDER BY created_at DESC, id LIMIT $2",
        now,
        limit,
    )
    return [Silence(**dict(row)) for row in rows]


async def read_silence(connection: Connection, silence: str) -> Silence | None:
    """One silence, in force or over."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM silences WHERE id = $1", silence)
    return None if row is None else Silence(**dict(row))


async def add_silence(connection: Connection, silence: Silence) -> None:
    """Keep a new silence."""
    await connection.execute(
        f"INSERT INTO silences ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(silence.id, silence.until, silence.reason, silence.created_by, silence.created_at),
        *(silence.rule, silence.force, silence.area, silence.ended_at, silence.ended_by),
    )


async def end_silence(connection: Connection, silence: str, who: str, now: datetime) -> bool:
    """End a silence now; false where none of this id is in force."""
    status = await connection.execute(
        "UPDATE silences SET ended_at = $2, ended_by = $3"
        " WHERE id = $1 AND until > $2 AND ended_at IS NULL",
        silence,
        now,
        who,
    )
    return status == "UPDATE 1"
