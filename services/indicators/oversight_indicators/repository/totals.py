"""Totals by generation, series, bucket and partition, and the names of series."""

from collections.abc import Mapping, Sequence

from oversight_indicators.cells import BUCKET_BITS, BUCKET_MASK, Series, Sum
from oversight_indicators.repository import Connection
from oversight_indicators.repository.durations import write_durations
from oversight_indicators.repository.staging import Stage

_GIVEN = "unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[])"
_NAMES = "indicator, force, area, breakdown, hourly"
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
    },
)


async def series_numbers(connection: Connection, series: Sequence[Series]) -> list[int]:
    """The stored number of each series, in order; given now where it has none.

    Runs in a transaction of its own: a number that comes to no use does no harm.
    """
    columns = [
        [each.key.indicator for each in series],
        [each.key.force for each in series],
        [each.key.area for each in series],
        [each.key.by for each in series],
        [each.hourly for each in series],
    ]
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


async def add_totals(
    connection: Connection, generation: int, sums: Mapping[int, Mapping[int, Sum]]
) -> int:
    """Add differences to totals, by partition and key; answers how many rows.

    Keys hold the stored numbers of series.
    """
    rows = [
        (key >> BUCKET_BITS, key & BUCKET_MASK, partition, each.n, each.of, each.pending)
        + (write_durations(each.values),)
        for partition, own in sums.items()
        for key, each in own.items()
    ]
    rows.sort()
    await _STAGE.fill(connection, rows)
    await connection.execute(
        'INSERT INTO totals (generation, series, bucket, partition, n, "of", pending, durations)'
        f" SELECT $1, * FROM {_STAGE.name}"
        " ON CONFLICT (generation, series, bucket, partition) DO UPDATE SET"
        ' n = totals.n + excluded.n, "of" = totals."of" + excluded."of",'
        " pending = totals.pending + excluded.pending,"
        " durations = totals.durations || excluded.durations, revision = totals.revision + 1",
        generation,
    )
    return len(rows)
