"""Receipts of events, by source and id."""

from collections.abc import Iterable
from datetime import datetime

import asyncpg

from oversight_indicators.events.receipts import Receipt
from oversight_indicators.repository import Connection
from oversight_indicators.repository.staging import Stage

_STAGE = Stage(
    "staged_receipts",
    {
        "source": "text",
        "id": "text",
        "outcome": "text",
        "reason": "text",
        "partition": "integer",
        "offset": "bigint",
        "index": "integer",
        "redeliveries": "integer",
    },
)


async def write_receipts(connection: Connection, receipts: Iterable[Receipt], at: datetime) -> None:
    """Keep the first outcome of each event, and count the deliveries after it."""
    await _STAGE.fill(connection, receipts)
    await connection.execute(
        'INSERT INTO receipts (source, id, outcome, reason, partition, "offset", index, at,'
        " redeliveries)"
        ' SELECT source, id, outcome, reason, partition, "offset", index, $1, redeliveries'
        f" FROM {_STAGE.name} ON CONFLICT (source, id) DO UPDATE SET"
        " redeliveries = receipts.redeliveries + 1 + excluded.redeliveries",
        at,
    )


async def read_receipt(connection: Connection, source: str, id_: str) -> asyncpg.Record | None:
    """The receipt of an event, or None where it was not seen."""
    return await connection.fetchrow(
        "SELECT * FROM receipts WHERE source = $1 AND id = $2", source, id_
    )
