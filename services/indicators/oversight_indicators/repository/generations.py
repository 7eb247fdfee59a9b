"""Generations of totals, of which one is active."""

from dataclasses import dataclass

import asyncpg

from oversight_indicators.repository import Connection

# Shared by every transaction that counts, exclusive while all totals are derived anew. It goes with
# the transaction, so a rebuild that dies leaves nobody waiting.
_COUNTING = "hashtext('oversight.indicators.counting')"


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


async def may_count(connection: Connection) -> bool:
    """Whether no rebuild is on its way; if so, none begins before the transaction ends."""
    return bool(await connection.fetchval(f"SELECT pg_try_advisory_xact_lock_shared({_COUNTING})"))


async def pause_counting(connection: Connection) -> None:
    """Wait for what is being counted, and keep every worker out until the transaction ends."""
    await connection.execute(f"SELECT pg_advisory_xact_lock({_COUNTING})")


async def read_newest(connection: Connection) -> int:
    """The highest number used, 0 before the first."""
    return int(await connection.fetchval("SELECT coalesce(max(id), 0) FROM generations"))


async def read_active(connection: Connection) -> Generation | None:
    """The active generation, None before the first."""
    return _generation(
        await connection.fetchrow("SELECT id, definitions FROM generations WHERE active")
    )


async def lock_generations(connection: Connection) -> int:
    """Let nobody make or switch generations meanwhile; answers the highest number used."""
    await connection.execute("LOCK TABLE generations IN EXCLUSIVE MODE")
    return await read_newest(connection)


async def activate(connection: Connection, generation: Generation) -> None:
    """Make ``generation`` the active one."""
    await connection.execute("UPDATE generations SET active = false WHERE active")
    await connection.execute(
        "INSERT INTO generations (id, definitions, active) VALUES ($1, $2, true)",
        generation.number,
        generation.definitions,
    )


async def rename_totals(connection: Connection, before: int, generation: int) -> None:
    """Have the totals of one generation be those of another, of which nothing is published."""
    await connection.execute(
        "UPDATE totals SET generation = $2 WHERE generation = $1", before, generation
    )
    await delete_others(connection, generation)


async def delete_others(connection: Connection, generation: int) -> None:
    """Forget the totals of every other generation; their numbers stay, never to be used again."""
    for table in ("totals", "unpublished", "publications"):
        await connection.execute(f"DELETE FROM {table} WHERE generation <> $1", generation)


def _generation(row: asyncpg.Record | None) -> Generation | None:
    return None if row is None else Generation(row["id"], row["definitions"])
