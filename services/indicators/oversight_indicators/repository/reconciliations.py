"""What came of comparing hours: kept, asked for, and not published yet."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg

from oversight_contracts.buckets import bucket_of_hour
from oversight_contracts.reconciliations import Reconciliation
from oversight_indicators.reconciliation import Reconciled
from oversight_indicators.repository import Connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS = "events, counted, duplicate, superseded, conflict, dead_lettered"
_ROW = f"source, hour, {_NUMBERS}, at"


async def keep_reconciled(
    connection: Connection, found: Iterable[Reconciled], at: datetime
) -> None:
    """Write what was found; a row that says the same as before stays as it is."""
    await connection.executemany(
        f"INSERT INTO reconciliations AS r ({_ROW}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        f" ON CONFLICT (hour, source) DO UPDATE SET ({_NUMBERS}, at, published)"
        " = (excluded.events, excluded.counted, excluded.duplicate, excluded.superseded,"
        " excluded.conflict, excluded.dead_lettered, excluded.at, false)"
        " WHERE (r.events, r.counted, r.duplicate, r.superseded, r.conflict, r.dead_lettered)"
        " IS DISTINCT FROM (excluded.events, excluded.counted, excluded.duplicate,"
        " excluded.superseded, excluded.conflict, excluded.dead_lettered)",
        [
            (each.place.source, each.place.hour, each.events, *each.outcomes.values(), at)
            for each in found
        ],
    )


async def read_reconciliations(
    connection: Connection, source: str | None, start: datetime, end: datetime
) -> list[Reconciliation]:
    """Hours that begin from ``start`` to before ``end``, in order; of all sources where None."""
    rows = await connection.fetch(
        f"SELECT {_ROW} FROM reconciliations WHERE hour >= $1 AND hour < $2"
        " AND ($3::text IS NULL OR source = $3) ORDER BY hour, source",
        -((_EPOCH - start) // timedelta(hours=1)),
        -((_EPOCH - end) // timedelta(hours=1)),
        source,
    )
    return [_fact(row) for row in rows]


async def to_be_published(connection: Connection, *, everything: bool) -> list[Reconciliation]:
    """What is not published, or all there is."""
    rows = await connection.fetch(
        f"SELECT {_ROW} FROM reconciliations WHERE $1 OR NOT published ORDER BY hour, source",
        everything,
    )
    return [_fact(row) for row in rows]


async def mark_reconciliations(connection: Connection, sent: Sequence[Reconciliation]) -> None:
    """These are in the fact log, unless they were compared afresh meanwhile."""
    await connection.executemany(
        "UPDATE reconciliations SET published = true"
        " WHERE hour = $1 AND source = $2 AND at = $3 AND NOT published",
        [(int(each.starts.timestamp()) // 3600, each.source, each.at) for each in sent],
    )


async def differences_by_source(connection: Connection, since: int) -> dict[str, int]:
    """Events that differ, of the hours from ``since`` on, by source; without regard to the sign."""
    rows = await connection.fetch(
        "SELECT source, sum(abs(coalesce(events, counted + duplicate + superseded + conflict"
        " + dead_lettered) - counted - duplicate - superseded - conflict - dead_lettered))::bigint"
        " FROM reconciliations WHERE hour >= $1 GROUP BY source",
        since,
    )
    return {source: different for source, different in rows}


def _fact(row: asyncpg.Record) -> Reconciliation:
    hour = bucket_of_hour(_EPOCH + timedelta(hours=row["hour"]))
    return Reconciliation(**{**dict(row), "hour": hour})
