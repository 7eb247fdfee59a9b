"""Reconciliation: how far the log was read a second time, and the hours compared."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg

from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_indicators.events.model import Checkpoint
from oversight_indicators.events.reconciliation import Gap, Reconciled, SourceHour
from oversight_indicators.repository import Connection

_LEADER = "hashtext('oversight.indicators.reconciler')"


class ReadingTaken(Exception):
    """The partition is read by another process, or its log was begun again."""


async def read_checkpoints(connection: Connection) -> dict[int, Checkpoint]:
    """How far each partition was read again, with the timestamp of the last record read."""
    rows = await connection.fetch(
        "SELECT partition, log, next_offset, last_timestamp FROM log_readings ORDER BY partition"
    )
    return {
        partition: Checkpoint(log, offset, timestamp=timestamp)
        for partition, log, offset, timestamp in rows
    }


async def advance_reading(
    connection: Connection, partition: int, before: Checkpoint, after: Checkpoint
) -> None:
    """Compare and set. Raises ``ReadingTaken``."""
    answer = await connection.execute(
        "UPDATE log_readings SET next_offset = $4, last_timestamp = $5"
        " WHERE partition = $1 AND log = $2 AND next_offset = $3",
        partition,
        before.log,
        before.offset,
        after.offset,
        after.timestamp,
    )
    if answer != "UPDATE 1":
        raise ReadingTaken(f"partition {partition} is no longer read up to {before.offset}")


async def add_logged(
    connection: Connection, partition: int, found: Mapping[SourceHour, int]
) -> None:
    """Add events that were found in the log; their hours are to be compared afresh."""
    rows = sorted(found.items())
    await connection.execute(
        "INSERT INTO log_tallies (partition, hour, source, events)"
        " SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[])"
        " ON CONFLICT (hour, source, partition)"
        " DO UPDATE SET events = log_tallies.events + excluded.events, pending = true",
        partition,
        [source_hour.hour for source_hour, _ in rows],
        [source_hour.source for source_hour, _ in rows],
        [events for _, events in rows],
    )


async def add_gap(connection: Connection, partition: int, gap: Gap) -> None:
    """Remember hours of which not every record can be read any more."""
    await connection.execute(
        "INSERT INTO log_gaps VALUES ($1, $2, $3) ON CONFLICT (partition, first_hour)"
        " DO UPDATE SET last_hour = greatest(log_gaps.last_hour, excluded.last_hour)",
        partition,
        gap.first_hour,
        gap.last_hour,
    )


async def read_gaps(connection: Connection) -> list[Gap]:
    """Of all partitions."""
    return [
        Gap(*row) for row in await connection.fetch("SELECT first_hour, last_hour FROM log_gaps")
    ]


async def pending_hours(connection: Connection, newest: int, limit: int) -> list[int]:
    """Hours up to ``newest`` whose events in the log were not compared yet, the oldest first."""
    rows = await connection.fetch(
        "SELECT DISTINCT hour FROM log_tallies WHERE pending AND hour <= $1 ORDER BY 1 LIMIT $2",
        newest,
        limit,
    )
    return [row["hour"] for row in rows]


async def read_logged(connection: Connection, hours: Collection[int]) -> dict[SourceHour, int]:
    """Events in the log by source_hour, over all partitions."""
    rows = await connection.fetch(
        "SELECT hour, source, sum(events)::bigint FROM log_tallies"
        " WHERE hour = ANY($1::bigint[]) GROUP BY hour, source",
        list(hours),
    )
    return {SourceHour(hour, source): events for hour, source, events in rows}


async def read_outcomes(
    connection: Connection, hours: Collection[int]
) -> dict[SourceHour, dict[str, int]]:
    """Events by source_hour and outcome, over all partitions."""
    rows: list[asyncpg.Record] = await connection.fetch(
        "SELECT hour, source, outcome, sum(events)::bigint FROM outcome_tallies"
        " WHERE hour = ANY($1::bigint[]) GROUP BY hour, source, outcome",
        list(hours),
    )
    outcomes: dict[SourceHour, dict[str, int]] = {}
    for hour, source, outcome, events in rows:
        outcomes.setdefault(SourceHour(hour, source), {})[outcome] = events
    return outcomes


async def settle_hours(connection: Connection, hours: Collection[int]) -> int:
    """These hours are compared as they stand; answers how many of a source were not before."""
    rows = await connection.fetch(
        "UPDATE log_tallies SET pending = false WHERE pending AND hour = ANY($1::bigint[])"
        " RETURNING hour, source",
        list(hours),
    )
    return len({tuple(row) for row in rows})


async def lead_reconciling(connection: Connection) -> bool:
    """Whether this connection is, or now becomes, the one that reconciles."""
    return bool(await connection.fetchval(f"SELECT pg_try_advisory_lock({_LEADER})"))


async def hold_reconciling_for(connection: Connection, seconds: float) -> None:
    """Have the server end this session, and its lead, where it asks nothing for so long."""
    await connection.execute(f"SET idle_session_timeout = {round(seconds * 1000)}")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS = "events, counted, duplicate, superseded, conflict, dead_lettered"
_ROW = f"source, hour, {_NUMBERS}, at"


async def write_reconciled(
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
            (
                each.source_hour.source,
                each.source_hour.hour,
                each.events,
                *each.outcomes.values(),
                at,
            )
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


async def unpublished_reconciliations(
    connection: Connection, *, everything: bool
) -> list[Reconciliation]:
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
