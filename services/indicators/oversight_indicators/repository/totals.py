"""Totals by generation, series, bucket and partition, and the names of series."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg

from oversight_contracts.facts.facts import SeriesKey
from oversight_indicators.contributions.accumulator import (
    BUCKET_BITS,
    BUCKET_MASK,
    Series,
    TotalDelta,
)
from oversight_indicators.repository import Connection
from oversight_indicators.repository.durations import write_durations
from oversight_indicators.repository.staging import Stage

_GIVEN = "unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[])"
_NAMES = "indicator, force, area, breakdown, hourly"
_PARTS = (
    'sum(n)::bigint AS n, sum("of")::bigint AS "of", sum(pending)::bigint AS pending,'
    " string_agg(durations, ''::bytea) AS durations"
)
_STAGE = Stage(
    "staged_totals",
    {
        "series": "integer",
        "bucket": "integer",
        "partition": "integer",
        "n": "bigint",
        "of": "bigint",
        "pending": "bigint",
        "durations": "bytea",
        "arrived": "bigint",
        "corrected": "bigint",
        "removed": "bigint",
    },
)


async def series_numbers(connection: Connection, series: Sequence[Series]) -> list[int]:
    """The stored number of each series, in order; given now where it has none.

    Runs in a transaction of its own: a number that comes to no use does no harm.
    """
    columns = _columns(series)
    await connection.execute(
        f"INSERT INTO series ({_NAMES}) SELECT {_NAMES} FROM {_GIVEN} AS given ({_NAMES})"
        f" EXCEPT SELECT {_NAMES} FROM series ORDER BY {_NAMES} ON CONFLICT DO NOTHING",
        *columns,
    )
    rows = await connection.fetch(
        f"SELECT id FROM {_GIVEN} WITH ORDINALITY AS given ({_NAMES}, place)"
        f" JOIN series USING ({_NAMES}) ORDER BY place",
        *columns,
    )
    return [row["id"] for row in rows]


async def known_numbers(connection: Connection, series: Sequence[Series]) -> list[int | None]:
    """The stored number of each series, in order; None where it has none."""
    rows = await connection.fetch(
        f"SELECT id FROM {_GIVEN} WITH ORDINALITY AS given ({_NAMES}, place)"
        f" LEFT JOIN series USING ({_NAMES}) ORDER BY place",
        *_columns(series),
    )
    return [row["id"] for row in rows]


async def series_named(connection: Connection, number: int) -> Series:
    """The series of a stored number."""
    row = await connection.fetchrow(f"SELECT {_NAMES} FROM series WHERE id = $1", number)
    assert row is not None
    *names, hourly = row
    return Series(SeriesKey(*names), hourly)


async def add_totals(
    connection: Connection, generation: int, sums: Mapping[int, Mapping[int, TotalDelta]]
) -> None:
    """Add differences to totals, by partition and key; keys hold the stored numbers of series."""
    await _STAGE.fill(connection, _rows(sums))
    await connection.execute(
        'INSERT INTO totals (generation, series, bucket, partition, n, "of", pending, durations,'
        f" arrived, corrected, removed) SELECT $1, * FROM {_STAGE.name}"
        " ON CONFLICT (generation, series, bucket, partition) DO UPDATE SET"
        ' n = totals.n + excluded.n, "of" = totals."of" + excluded."of",'
        " pending = totals.pending + excluded.pending,"
        " durations = totals.durations || excluded.durations, revision = totals.revision + 1,"
        " arrived = totals.arrived + excluded.arrived,"
        " corrected = totals.corrected + excluded.corrected,"
        " removed = totals.removed + excluded.removed",
        generation,
    )


async def make_stage(connection: Connection) -> None:
    """Make ready for ``stage_totals``."""
    await _STAGE.make(connection)


async def stage_totals(
    connection: Connection, sums: Mapping[int, Mapping[int, TotalDelta]]
) -> None:
    """Set parts of totals aside until the transaction ends."""
    await _STAGE.add(connection, _rows(sums))


async def write_staged(connection: Connection, generation: int) -> int:
    """Write what was staged as a generation of its own; answers how many rows."""
    await _sort_on_disk(connection)
    answer = await connection.execute(
        'INSERT INTO totals (generation, series, bucket, partition, n, "of", pending, durations)'
        f" SELECT $1, series, bucket, partition, {_PARTS} FROM {_STAGE.name}"
        " GROUP BY series, bucket, partition",
        generation,
    )
    return int(answer.rpartition(" ")[2])


async def compare_staged(
    connection: Connection, generation: int, chunk: int
) -> AsyncIterator[list[asyncpg.Record]]:
    """Each total as it is stored and as it was staged, over all partitions; None where it is not.

    Rows of series, bucket, and twice n, of, pending and durations. Needs an open transaction.
    """
    await _sort_on_disk(connection)
    cursor = await connection.cursor(
        'SELECT series, bucket, t.n, t."of", t.pending, t.durations, s.n, s."of", s.pending,'
        f" s.durations FROM (SELECT series, bucket, {_PARTS} FROM totals WHERE generation = $1"
        f" GROUP BY series, bucket) t FULL JOIN (SELECT series, bucket, {_PARTS}"
        f" FROM {_STAGE.name} GROUP BY series, bucket) s USING (series, bucket)",
        generation,
    )
    while rows := await cursor.fetch(chunk):
        yield rows


async def _sort_on_disk(connection: Connection) -> None:
    # Sums in a hash table would hold every total at once.
    await connection.execute("SET LOCAL enable_hashagg = off")
    await connection.execute("SET LOCAL enable_hashjoin = off")
    await connection.execute("SET LOCAL work_mem = '32MB'")


def _rows(sums: Mapping[int, Mapping[int, TotalDelta]]) -> list[tuple[Any, ...]]:
    rows = [
        (key >> BUCKET_BITS, key & BUCKET_MASK, partition, each.n, each.of, each.pending)
        + (write_durations(each.values), each.arrived, each.corrected, each.removed)
        for partition, own in sums.items()
        for key, each in own.items()
    ]
    rows.sort()
    return rows


def _columns(series: Sequence[Series]) -> list[list[Any]]:
    return [
        [each.key.indicator for each in series],
        [each.key.force for each in series],
        [each.key.area for each in series],
        [each.key.by for each in series],
        [each.hourly for each in series],
    ]
