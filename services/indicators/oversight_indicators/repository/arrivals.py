"""Arrivals: revisions counted by hour, source, force, kind and stage, and what is not published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

import asyncpg

from oversight_contracts.facts.arrivals import ArrivalCount, Arrivals
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_indicators.events.arrivals import ArrivalRow
from oversight_indicators.repository import Connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Nobody reads older ones: to a new log or generation they are not told again.
TOLD = timedelta(weeks=12)
_SUMS = (
    "SELECT hour, source, force, kind, stage, sum(events)::bigint AS events FROM arrival_tallies"
)
_IN_ORDER = " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"


@dataclass(frozen=True, slots=True)
class ArrivalBacklog:
    """Rows of ``unpublished_arrivals``, and what is to be published."""

    ids: list[int]
    facts: list[Arrivals]


async def add_arrivals(connection: Connection, counts: Mapping[ArrivalRow, int]) -> None:
    """Add a batch's revisions to what was counted before, and note whose hours changed."""
    rows = sorted(counts.items())
    if not rows:
        return
    await connection.execute(
        "WITH counted AS (SELECT * FROM unnest("
        "$1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[]"
        ") AS c (hour, source, force, kind, stage, partition, events)),"
        " noted AS (INSERT INTO unpublished_arrivals (hour, source)"
        " SELECT DISTINCT hour, source FROM counted)"
        " INSERT INTO arrival_tallies AS known"
        " (hour, source, force, kind, stage, partition, events) SELECT * FROM counted"
        " ON CONFLICT (hour, source, force, kind, stage, partition)"
        " DO UPDATE SET events = known.events + excluded.events",
        [row.hour for row, _ in rows],
        [row.source for row, _ in rows],
        [row.of.force for row, _ in rows],
        [row.of.kind for row, _ in rows],
        [row.of.stage for row, _ in rows],
        [row.partition for row, _ in rows],
        [events for _, events in rows],
    )


async def read_arrivals(
    connection: Connection, at: datetime, *, everything: bool
) -> ArrivalBacklog:
    """The hours that changed and are not published, or all of the last weeks, as they stand."""
    noted = await connection.fetch("SELECT id, hour, source FROM unpublished_arrivals")
    if everything:
        first = (at - TOLD - _EPOCH) // timedelta(hours=1)
        rows = await connection.fetch(f"{_SUMS} WHERE hour >= $1{_IN_ORDER}", first)
    else:
        changed = sorted({(row["hour"], row["source"]) for row in noted})
        rows = await connection.fetch(
            f"{_SUMS} WHERE (hour, source) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))"
            + _IN_ORDER,
            [hour for hour, _ in changed],
            [source for _, source in changed],
        )
    return ArrivalBacklog([row["id"] for row in noted], _facts(rows, at))


async def mark_arrivals(connection: Connection, backlog: ArrivalBacklog) -> None:
    """These are in the fact log."""
    await connection.execute(
        "DELETE FROM unpublished_arrivals WHERE id = ANY($1::bigint[])", backlog.ids
    )


def _facts(rows: list[asyncpg.Record], at: datetime) -> list[Arrivals]:
    return [
        Arrivals(
            source=source,
            hour=bucket_of_hour(_EPOCH + timedelta(hours=hour)),
            counts=tuple(
                ArrivalCount(
                    force=row["force"], kind=row["kind"], stage=row["stage"], events=row["events"]
                )
                for row in own
            ),
            at=at,
        )
        for (hour, source), own in groupby(rows, lambda row: (row["hour"], row["source"]))
    ]
