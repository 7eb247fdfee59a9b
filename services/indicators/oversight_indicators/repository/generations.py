"""Generations of totals, of which one is active."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from oversight_indicators.repository import Connection
from oversight_indicators.repository.outcome_counts import begin_outcome_counts


async def is_catching_up(connection: Connection, generation: int) -> bool:
    """Whether the generation has not been seen at its goals yet."""
    return bool(
        await connection.fetchval("SELECT catching_up FROM generations WHERE id = $1", generation)
    )


async def begin_catching_up(connection: Connection, generation: int) -> None:
    """From now on the generation is not to be published."""
    await connection.execute("UPDATE generations SET catching_up = true WHERE id = $1", generation)


async def end_catching_up(connection: Connection, generation: int) -> None:
    """It is at its goals."""
    await connection.execute("UPDATE generations SET catching_up = false WHERE id = $1", generation)


async def set_goals(
    connection: Connection, generation: int, log: str, ends: Mapping[int, int]
) -> None:
    """The offsets of ``log`` that the generation has to reach."""
    await connection.executemany(
        "INSERT INTO goals VALUES ($1, $2, $3, $4)",
        [(generation, partition, log, end) for partition, end in ends.items()],
    )


async def inherit_goals(connection: Connection, before: int, generation: int) -> None:
    """A generation derived from one that has not caught up yet has not either."""
    await connection.execute(
        "INSERT INTO goals SELECT $2, partition, log, next_offset FROM goals WHERE generation = $1",
        before,
        generation,
    )
    await connection.execute(
        "UPDATE generations SET catching_up = before.catching_up FROM generations before"
        " WHERE generations.id = $2 AND before.id = $1",
        before,
        generation,
    )


async def has_goals(connection: Connection, generation: int) -> bool:
    """Whether they are set."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM goals WHERE generation = $1)", generation
        )
    )


async def behind_goals(connection: Connection, generation: int, topic: str) -> int:
    """How many records of the log lie before the goals and are not counted.

    A partition that is counted of another log by now can no longer reach its goal: it has none.
    """
    return int(
        await connection.fetchval(
            "SELECT coalesce(sum(greatest(0, g.next_offset - coalesce(o.next_offset, 0))), 0)"
            " FROM goals g LEFT JOIN source_offsets o ON o.topic = $2 AND o.partition = g.partition"
            " WHERE g.generation = $1 AND coalesce(o.log, g.log) = g.log",
            generation,
            topic,
        )
    )


# Shared by every transaction that counts, exclusive while all totals are derived anew. It goes with
# the transaction, so a rebuild that dies leaves nobody waiting.
_COUNTING = "hashtext('oversight.indicators.counting')"


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation of totals: the UTC millisecond it was made in, and the counting hash."""

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


# Series stay: workers remember their numbers.
_TABLES = (
    "records, totals, receipts, unpublished, unpublished_statements, publications, reconciliations,"
    " former_logs, arrival_tallies, unpublished_arrivals"
)


async def forget(connection: Connection, topic: str, log: str, begins: Mapping[int, int]) -> None:
    """Nothing is counted any more, and every partition of ``log`` begins at its offset.

    Dead letters are in a topic of their own and stay there; those of the log come once more.
    """
    await connection.execute(f"TRUNCATE {_TABLES}")
    await connection.execute("DELETE FROM source_offsets WHERE topic = $1", topic)
    await connection.execute(
        "INSERT INTO source_topics AS known (topic, partitions) VALUES ($1, $2)"
        " ON CONFLICT (topic) DO UPDATE SET partitions = $2,"
        " grown = known.grown OR known.partitions <> $2",
        topic,
        len(begins),
    )
    for partition, offset in sorted(begins.items()):
        await connection.execute(
            "INSERT INTO source_offsets (topic, partition, log, next_offset)"
            " VALUES ($1, $2, $3, $4)",
            topic,
            partition,
            log,
            offset,
        )
        await begin_outcome_counts(connection, partition, log, offset)
