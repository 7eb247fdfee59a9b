"""Generations that are not published before they have reached where the log ended."""

from collections.abc import Mapping

from oversight_indicators.repository import Connection


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
