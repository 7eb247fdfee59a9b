"""PostgreSQL: a pool bound to one service's schema, and its forward-only migrations."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import orjson
import psycopg
import yoyo

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record]
    PooledConnection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    # Generic in the type stubs only.
    Pool, Connection = asyncpg.Pool, asyncpg.Connection
    PooledConnection = asyncpg.pool.PoolConnectionProxy
# A stopped process cannot time itself out, so the server ends what it left open.
SERVER_LIMITS = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "5s"}
COMMAND_TIMEOUT = 30.0
# What keeps a service from starting while the database is away, or does not know it yet.
AWAY = (psycopg.OperationalError, ConnectionError, TimeoutError, asyncpg.CannotConnectNowError)
# What a question fails with while the database is away, or is going.
TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # A connection that the server ended in the middle of a question.
    asyncpg.InternalClientError,
)


async def open_pool(url: str, schema: str, *, size: int = 4) -> Pool:
    """Open a pool whose connections see ``schema`` only. JSON columns hold Python values."""
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={
            "search_path": schema,
            "application_name": f"oversight-{schema}",
            **SERVER_LIMITS,
        },
        init=_read_json,
    )


async def bear_with_idle(connection: Connection | PooledConnection, seconds: float | None) -> None:
    """Have the server bear with this transaction while nothing is asked in it, for so long.

    ``None`` is for ever. Whoever writes in it keeps others waiting as long.
    """
    limit = 0 if seconds is None else round(seconds * 1000)
    await connection.execute(f"SET LOCAL idle_in_transaction_session_timeout = {limit}")


async def migrate(url: str, schema: str, folder: Path) -> None:
    """Bring ``schema`` to the newest of the numbered SQL files in ``folder``.

    Each file is applied once, in order, in its own transaction; a lock lets only one process in.
    """
    await asyncio.to_thread(_migrate, url, schema, folder)


def _migrate(url: str, schema: str, folder: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        # Two services that start together would both see the schema missing.
        connection.execute("SELECT pg_advisory_lock(hashtext('oversight.migrate'))")
        _ensure_schema(connection, schema)
        backend = yoyo.get_backend(_yoyo_url(url, schema))
        try:
            backend.apply_migrations(backend.to_apply(yoyo.read_migrations(str(folder))))
        finally:
            backend.connection.close()


def _ensure_schema(connection: psycopg.Connection, schema: str) -> None:
    found = connection.execute("SELECT FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
    # Not IF NOT EXISTS: for that too one must be allowed to make schemas.
    if found is None:
        name = psycopg.sql.Identifier(schema)
        connection.execute(psycopg.sql.SQL("CREATE SCHEMA {}").format(name))


def _yoyo_url(url: str, schema: str) -> str:
    parts = urlsplit(url)
    query = f"{parts.query}&" if parts.query else ""
    return urlunsplit(
        ("postgresql+psycopg", parts.netloc, parts.path, f"{query}schema={quote(schema)}", "")
    )


async def _read_json(connection: Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind,
            schema="pg_catalog",
            encoder=lambda value: orjson.dumps(value).decode(),
            decoder=orjson.loads,
        )
