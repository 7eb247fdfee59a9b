"""The backups that were noted."""

from datetime import datetime

from oversight_indicators.repository import Connection


async def note_backup(connection: Connection, made_at: datetime) -> None:
    """Note a backup that is as at ``made_at``; noted again, it is one all the same."""
    await connection.execute("INSERT INTO backups VALUES ($1) ON CONFLICT DO NOTHING", made_at)


async def newest_backup(connection: Connection) -> datetime | None:
    """As at when the newest backup is, None before the first."""
    found: datetime | None = await connection.fetchval("SELECT max(made_at) FROM backups")
    return found
