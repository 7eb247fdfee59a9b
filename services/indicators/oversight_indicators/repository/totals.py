"""Totals by generation, series, bucket and partition, and the names of series."""

from collections.abc import Mapping, Sequence

from oversight_indicators.cells import BUCKET_BITS, BUCKET_MASK, Series, Sum
from oversight_indicators.repository import Connection
from oversight_indicators.repository.durations import write_durations

_GIVEN = "unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[])"
_NAMES = "indicator, force, area, breakdown, hourly"


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
    connection: Connection, generation: int, partition: int, sums: Mapping[int, Sum]
) -> None:
    """Add differences to the totals of one partition; keys hold the stored series numbers."""
    keys = sorted(sums)
    rows = [sums[key] for key in keys]
    await connection.execute(
        'INSERT INTO totals (generation, series, bucket, partition, n, "of", pending, durations)'
        " SELECT $1, s, b, $2, n, o, p, d FROM unnest($3::int[], $4::int[], $5::bigint[],"
        " $6::bigint[], $7::bigint[], $8::bytea[]) AS t (s, b, n, o, p, d)"
        " ON CONFLICT (generation, series, bucket, partition) DO UPDATE SET"
        ' n = totals.n + excluded.n, "of" = totals."of" + excluded."of",'
        " pending = totals.pending + excluded.pending,"
        " durations = totals.durations || excluded.durations, revision = totals.revision + 1",
        generation,
        partition,
        [key >> BUCKET_BITS for key in keys],
        [key & BUCKET_MASK for key in keys],
        [row.n for row in rows],
        [row.of for row in rows],
        [row.pending for row in rows],
        [write_durations(row.values) for row in rows],
    )
