"""The backlog of publishing: changes not published yet, and their totals."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

import asyncpg

from oversight_indicators.repository import Connection

COMMITTED = "oversight_indicators_committed"
_LEADER = "hashtext('oversight.indicators.publisher')"
_SUMS = (
    'sum(t.n)::bigint AS n, sum(t."of")::bigint AS "of", sum(t.pending)::bigint AS pending,'
    " string_agg(t.durations, ''::bytea) AS durations, sum(t.revision)::bigint AS revision,"
    " sum(t.arrived)::bigint AS arrived, sum(t.corrected)::bigint AS corrected,"
    " sum(t.removed)::bigint AS removed"
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Rows of ``unpublished``, and the keys of the totals they name."""

    ids: list[int]
    totals: set[int]


async def add_unpublished(connection: Connection, generation: int, totals: Collection[int]) -> None:
    """Note which totals changed, for whoever publishes."""
    await connection.execute(
        "INSERT INTO unpublished (generation, totals) VALUES ($1, $2)", generation, list(totals)
    )


async def announce(connection: Connection) -> None:
    """Wake the publisher, in whichever process it is, once the transaction is committed."""
    await connection.execute(f"NOTIFY {COMMITTED}")


async def lead(connection: Connection) -> bool:
    """Whether this connection is, or now becomes, the one that publishes."""
    return bool(await connection.fetchval(f"SELECT pg_try_advisory_lock({_LEADER})"))


async def hold_lead_for(connection: Connection, seconds: float) -> None:
    """Have the server end this session, and its lead, where it asks nothing for so long.

    A paused process would hold the lead for as long as it is paused.
    """
    await connection.execute(f"SET idle_session_timeout = {round(seconds * 1000)}")


async def read_backlog(connection: Connection, generation: int) -> Backlog:
    """What changed and is not published."""
    rows = await connection.fetch(
        "SELECT id, totals FROM unpublished WHERE generation = $1", generation
    )
    return Backlog([row["id"] for row in rows], {key for row in rows for key in row["totals"]})


async def discard_backlog(connection: Connection, generation: int) -> None:
    """Forget what changed: all of the generation is to be published at once, later."""
    await connection.execute("DELETE FROM unpublished WHERE generation = $1", generation)


async def changed_totals(
    connection: Connection, generation: int, keys: Collection[int]
) -> list[asyncpg.Record]:
    """The totals with these keys, summed over partitions."""
    # LATERAL: a look into the index for each key, whatever the planner thinks of their number.
    return await connection.fetch(
        "SELECT s.indicator, s.force, s.area, s.breakdown, s.hourly, k.bucket, t.*"
        " FROM (SELECT (key >> 32)::int AS series, (key & 4294967295)::int AS bucket"
        " FROM unnest($2::bigint[]) AS key) k"
        f" CROSS JOIN LATERAL (SELECT {_SUMS} FROM totals t WHERE t.generation = $1"
        " AND t.series = k.series AND t.bucket = k.bucket HAVING count(*) > 0) t"
        " JOIN series s ON s.id = k.series",
        generation,
        list(keys),
    )


async def all_totals(
    connection: Connection, generation: int, chunk: int
) -> AsyncIterator[list[asyncpg.Record]]:
    """All totals of a generation, summed over partitions. Needs an open transaction."""
    cursor = await connection.cursor(
        f"SELECT s.indicator, s.force, s.area, s.breakdown, s.hourly, t.bucket, {_SUMS}"
        " FROM totals t JOIN series s ON s.id = t.series WHERE t.generation = $1"
        " GROUP BY s.id, t.bucket",
        generation,
    )
    while rows := await cursor.fetch(chunk):
        yield rows


async def published_log(connection: Connection, generation: int) -> str | None:
    """The fact log that holds the generation, or None."""
    found: str | None = await connection.fetchval(
        "SELECT log FROM publications WHERE generation = $1", generation
    )
    return found


async def mark_published(
    connection: Connection, generation: int, log: str, ids: Collection[int]
) -> None:
    """Everything in the rows ``ids`` is in the fact log."""
    await connection.execute(
        "INSERT INTO publications VALUES ($1, $2) ON CONFLICT (generation) DO UPDATE SET log = $2",
        generation,
        log,
    )
    await connection.execute("DELETE FROM unpublished WHERE id = ANY($1::bigint[])", list(ids))
