"""Records: the newest revision of everything the force knows, removed ones too."""

from collections.abc import AsyncIterator, Collection, Iterable

import asyncpg

from oversight_indicators.events.model import DecodedEvent
from oversight_indicators.events.revisions import StoredRevision
from oversight_indicators.repository import Connection
from oversight_indicators.repository.staging import Stage

CHUNK = 5_000
_STAGE = Stage(
    "staged_records",
    {
        "key": "text",
        "partition": "integer",
        "revision": "bigint",
        "digest": "bytea",
        "removed": "boolean",
        "source": "text",
        "data": "bytea",
    },
)


async def read_revisions(
    connection: Connection, keys: Collection[str]
) -> dict[str, StoredRevision]:
    """How the records with these keys are stored; those that are not are left out."""
    rows = await connection.fetch(
        "SELECT key, revision, digest, removed, partition FROM records WHERE key = ANY($1::text[])",
        list(keys),
    )
    return {key: StoredRevision(*rest) for key, *rest in rows}


async def read_data(connection: Connection, keys: Collection[str]) -> dict[str, bytes]:
    """The canonical JSON of the records with these keys."""
    rows = await connection.fetch(
        "SELECT key, data FROM records WHERE key = ANY($1::text[])", list(keys)
    )
    return {row["key"]: row["data"] for row in rows}


async def write_records(connection: Connection, events: Iterable[DecodedEvent]) -> None:
    """Store each record as its event has it."""
    rows = [
        (
            row.key,
            row.position.partition,
            row.revision,
            row.digest,
            row.removed,
            row.source,
            row.data,
        )
        for row in events
    ]
    rows.sort()
    await _STAGE.fill(connection, rows)
    await connection.execute(
        f"INSERT INTO records SELECT * FROM {_STAGE.name} ON CONFLICT (key) DO UPDATE SET"
        " partition = excluded.partition, revision = excluded.revision, digest = excluded.digest,"
        " removed = excluded.removed, source = excluded.source, data = excluded.data"
    )


async def count_records(connection: Connection) -> int:
    """How many there are, the removed ones too."""
    return int(await connection.fetchval("SELECT count(*) FROM records"))


async def every_record(
    connection: Connection, chunk: int = CHUNK
) -> AsyncIterator[list[asyncpg.Record]]:
    """Rows of key, partition, removed and data, in chunks. Needs an open transaction."""
    cursor = await connection.cursor("SELECT key, partition, removed, data FROM records")
    while rows := await cursor.fetch(chunk):
        yield rows


async def records_after(connection: Connection, prefix: str, after: str) -> list[asyncpg.Record]:
    """Rows of key, revision, removed, digest and data: the first chunk that follows ``after``."""
    return await connection.fetch(
        "SELECT key, revision, removed, digest, data FROM records"
        " WHERE key >= $1 AND key < $2 AND key > $3 ORDER BY key LIMIT $4",
        prefix,
        # Every key is ASCII, and sorts before this.
        prefix + "\x7f",
        after,
        CHUNK,
    )
