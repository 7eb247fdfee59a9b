"""The database as one file, by PostgreSQL's own programs."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from oversight_local.failure import Failure
from oversight_local.stack.database_roles import (
    entry_statements,
    schema_statements,
    without_password,
)
from oversight_local.stack.postgres import binary
from oversight_runtime.postgres import bear_with_idle

# Called after each table, with how many there are.
Progress = Callable[[int], None]
_TABLES = (
    "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
)


@asynccontextmanager
async def shared_snapshot(url: str) -> AsyncIterator[tuple[str, int]]:
    """A snapshot that other sessions can read too: its name, and its number of tables."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await bear_with_idle(connection, None)
            name = await connection.fetchval("SELECT pg_export_snapshot()")
            yield name, await connection.fetchval(_TABLES)
    finally:
        await connection.close()


async def dump(url: str, snapshot: str, target: Path, progress: Progress) -> None:
    """Write all schemas as at ``snapshot`` to ``target``. Raises ``Failure``."""
    words = ("--format=custom", "--no-owner", "--verbose", f"--snapshot={snapshot}")
    where = (f"--file={target}", f"--dbname={without_password(url)}")
    await _run("pg_dump", (*words, *where), url, "dumping contents of table", progress)


async def restore(url: str, source: Path, progress: Progress) -> None:
    """Fill the empty database at ``url``. Raises ``Failure``."""
    words = ("--exit-on-error", "--no-owner", "--verbose", str(source))
    where = f"--dbname={without_password(url)}"
    await _run("pg_restore", (where, *words), url, "processing data for table", progress)


async def give_to_services(url: str) -> None:
    """Make each schema of the database at ``url`` its service's own, and let nobody else in."""
    connection = await asyncpg.connect(url)
    try:
        for statement in (*schema_statements(), *entry_statements(urlsplit(url).path[1:])):
            await connection.execute(statement)
    finally:
        await connection.close()


async def holds_tables(url: str) -> bool:
    """Whether the database at ``url`` has any table of a service."""
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval(_TABLES))
    finally:
        await connection.close()


def count_tables(source: Path) -> int:
    """The number of tables in a dump."""
    listed = subprocess.run(
        [binary("pg_restore"), "--list", source], capture_output=True, text=True, check=False
    )
    return listed.stdout.count(" TABLE DATA ")


async def create_database(server: str, name: str) -> str:
    """Make an empty database beside that of ``server``; answers its URL."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    finally:
        await connection.close()
    return url_of(server, name)


async def put_in_place(url: str, name: str) -> None:
    """Swap the database ``name`` in for the one at ``url``, at once, and drop that one."""
    own, gone = urlsplit(url).path.lstrip("/"), f"{name}_replaced"
    # From a database that stays: nobody may be in the two that change places.
    connection = await asyncpg.connect(url_of(url, "postgres"))
    try:
        async with connection.transaction():
            await connection.execute(f'ALTER DATABASE "{own}" RENAME TO "{gone}"')
            await connection.execute(f'ALTER DATABASE "{name}" RENAME TO "{own}"')
        await connection.execute(f'DROP DATABASE "{gone}"')
    finally:
        await connection.close()


def url_of(server: str, database: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


async def _run(name: str, words: Sequence[str], url: str, marker: str, progress: Progress) -> None:
    # Not among the words, which every user of the machine can read.
    environment = {**os.environ, "PGPASSWORD": unquote(urlsplit(url).password or "")}
    process = await asyncio.create_subprocess_exec(
        str(binary(name)),
        *words,
        stdin=subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert process.stderr is not None
    output: list[str] = []
    async for line in process.stderr:
        output = [*output[-20:], line.decode(errors="replace").rstrip()]
        if marker in output[-1]:
            progress(1)
    if await process.wait() != 0:
        raise Failure(f"{name} failed", output)
