"""Receipts: what became of an event, by its source and id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from oversight_indicators.repository import Connection


@dataclass(slots=True)
class Receipt:
    """The first outcome of an event, and how often it came again in the same batch."""

    source: str
    id: str
    outcome: str
    reason: str | None
    partition: int
    offset: int
    index: int | None
    redeliveries: int = 0


async def write_receipts(connection: Connection, receipts: Iterable[Receipt], at: datetime) -> None:
    """Keep the first outcome of each event, and count the deliveries after it."""
    # In one order in all workers: two that meet the same event must not wait for each other.
    rows = sorted(receipts, key=lambda receipt: (receipt.source, receipt.id))
    await connection.execute(
        'INSERT INTO receipts (source, id, outcome, reason, partition, "offset", index, at,'
        " redeliveries)"
        " SELECT s, i, o, r, p, f, x, $8, d FROM unnest($1::text[], $2::text[], $3::text[],"
        " $4::text[], $5::int[], $6::bigint[], $7::int[], $9::int[]) AS t (s, i, o, r, p, f, x, d)"
        " ON CONFLICT (source, id) DO UPDATE SET"
        " redeliveries = receipts.redeliveries + 1 + excluded.redeliveries",
        [row.source for row in rows],
        [row.id for row in rows],
        [row.outcome for row in rows],
        [row.reason for row in rows],
        [row.partition for row in rows],
        [row.offset for row in rows],
        [row.index for row in rows],
        at,
        [row.redeliveries for row in rows],
    )


async def read_receipt(connection: Connection, source: str, id_: str) -> asyncpg.Record | None:
    """The receipt of an event, or None where it was not seen."""
    return await connection.fetchrow(
        "SELECT * FROM receipts WHERE source = $1 AND id = $2", source, id_
    )
