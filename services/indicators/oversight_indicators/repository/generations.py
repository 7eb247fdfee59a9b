"""Generations of totals, of which one is active."""

from dataclasses import dataclass

import asyncpg

from oversight_indicators.repository import Connection


@dataclass(frozen=True, slots=True)
class Generation:
    """``number`` is the UTC millisecond it was made in; ``definitions`` the counting hash."""

    number: int
    definitions: str


async def share_active(connection: Connection) -> Generation | None:
    """The active generation, held so that nobody can switch before the transaction ends."""
    return _generation(
        await connection.fetchrow("SELECT id, definitions FROM generations WHERE active FOR SHARE")
    )


async def read_active(connection: Connection) -> Generation | None:
    """The active generation, None before the first."""
    return _generation(
        await connection.fetchrow("SELECT id, definitions FROM generations WHERE active")
    )


async def lock_generations(connection: Connection) -> int:
    """Keep every worker out until the transaction ends; answers the highest number used."""
    await connection.execute("LOCK TABLE generations IN EXCLUSIVE MODE")
    await connection.execute("SELECT FROM generations WHERE active FOR UPDATE")
    return int(await connection.fetchval("SELECT coalesce(max(id), 0) FROM generations"))


async def activate(connection: Connection, generation: Generation) -> None:
    """Make ``generation`` the active one."""
    await connection.execute("UPDATE generations SET active = false WHERE active")
    await connection.execute(
        "INSERT INTO generations (id, definitions, active) VALUES ($1, $2, true)",
        generation.number,
        generation.definitions,
    )


async def delete_others(connection: Connection, generation: int) -> None:
    """Forget the totals of every other generation; their numbers stay, never to be used again."""
    for table in ("totals", "unpublished", "publications"):
        await connection.execute(f"DELETE FROM {table} WHERE generation <> $1", generation)


def _generation(row: asyncpg.Record | None) -> Generation | None:
    return None if row is None else Generation(row["id"], row["definitions"])
