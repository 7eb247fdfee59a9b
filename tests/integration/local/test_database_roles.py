"""Who may do what in the database of a stack; a folder of the version before is carried over."""

import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest
from tests.database import running_postgres

from oversight_alerts.connections import MIGRATIONS
from oversight_local.data_folder import DataFolder
from oversight_local.stack.database_roles import (
    COMMANDS,
    DATABASE,
    ROLES,
    SCHEMAS,
    database_url,
    role_of,
    without_password,
)
from oversight_local.stack.ports import HOST, choose_ports
from oversight_local.stack.postgres import binary
from oversight_runtime.postgres import Connection, migrate

Postgres = tuple[DataFolder, int]
REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("user", ["postgres", *ROLES, "root"])
@pytest.mark.parametrize("database", [DATABASE, "postgres", "template1"])
async def test_nobody_is_let_in_without_a_password(
    postgres: Postgres, user: str, database: str
) -> None:
    for password in ("", ":postgres", ":oversight"):
        with pytest.raises(REFUSED):
            async with connected(f"postgresql://{user}{password}@{HOST}:{postgres[1]}/{database}"):
                """Not reached."""


def test_the_server_does_not_run_as_root(postgres: Postgres) -> None:
    server = int((postgres[0].postgres / "postmaster.pid").read_text().split()[0])
    for process in (psutil.Process(server), *psutil.Process(server).children()):
        assert 0 not in (*process.uids(), *process.gids())


async def test_no_role_is_a_superuser_or_runs_programs_or_reads_files(postgres: Postgres) -> None:
    for role in ROLES:
        async with connected(database_url(*postgres, role)) as connection:
            assert await connection.fetchval("SELECT current_user") == role
            superusers = (
                "SELECT array_agg(rolname::text) FROM pg_roles WHERE rolsuper AND rolcanlogin"
            )
            assert await connection.fetchval(superusers) is None
            for forbidden in (
                "COPY (SELECT 1) TO PROGRAM 'id'",
                "SELECT pg_read_file('/etc/passwd')",
                "CREATE ROLE more SUPERUSER",
                "ALTER ROLE postgres LOGIN",
                "SET ROLE postgres",
                "ALTER SYSTEM SET listen_addresses = '*'",
                "CREATE EXTENSION file_fdw",
            ):
                with pytest.raises(asyncpg.PostgresError, match="denied|permission|must be"):
                    await connection.execute(forbidden)


async def test_a_service_has_its_own_schema_and_no_other(postgres: Postgres) -> None:
    for schema in SCHEMAS:
        async with connected(database_url(*postgres, role_of(schema))) as own:
            await own.execute(f"CREATE TABLE {schema}.kept AS SELECT 7 AS n")
            for other in SCHEMAS:
                if other != schema:
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await own.execute(f"SELECT * FROM {other}.anything")
            for forbidden in (f"CREATE TABLE public.{schema}_too (n int)", "CREATE SCHEMA another"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await own.execute(forbidden)
    async with connected(database_url(*postgres)) as commands:
        for schema in SCHEMAS:
            assert await commands.fetchval(f"SELECT n FROM {schema}.kept") == 7
            await commands.execute(f"DROP TABLE {schema}.kept")


def test_passwords_are_their_owner_s_and_shown_to_nobody(postgres: Postgres) -> None:
    folder, port = postgres
    assert folder.passwords.stat().st_mode & 0o077 == 0
    url = database_url(folder, port)
    assert urlsplit(url).password
    assert without_password(url) == f"postgresql://{COMMANDS}@{HOST}:{port}/{DATABASE}"
    passwords = folder.passwords.read_text().split('"')[5::4]
    logs = "".join(path.read_text() for path in folder.logs.iterdir())
    assert len(passwords) == len(ROLES)
    assert [each for each in passwords if each in logs] == []


OLD = """
CREATE SCHEMA alerts;
CREATE TABLE alerts.things (id bigint GENERATED ALWAYS AS IDENTITY, s serial, name text UNIQUE);
CREATE FUNCTION alerts.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TYPE alerts.mood AS ENUM ('well');
INSERT INTO alerts.things (name) VALUES ('kept');
CREATE SCHEMA reporting;
CREATE TABLE reporting.things (n int);
"""


@pytest.fixture
def older(tmp_path: Path) -> DataFolder:
    """A folder as the version before made it: all is the superuser's, as whom anyone gets in."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    data = str(folder.postgres)
    run("initdb", "--auth=trust", "-U", "postgres", "--locale=C.UTF-8", "--no-sync", "-D", data)
    run("postgres", "--single", "-D", data, "postgres", typed=f"CREATE DATABASE {DATABASE}")
    run("postgres", "--single", "-D", data, DATABASE, typed=OLD)
    return folder


def run(name: str, *words: str, typed: str = "") -> None:
    # As that version ran them, where root did.
    nobody = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
    before = nobody if os.getuid() == 0 else ()
    command = [*before, str(binary(name)), *words]
    subprocess.run(command, input=typed.encode(), check=True, capture_output=True)


async def test_a_folder_of_the_version_before_is_carried_over(older: DataFolder) -> None:
    port = choose_ports(0, ()).postgres
    with running_postgres(older, port):
        with pytest.raises(REFUSED):
            async with connected(f"postgresql://postgres@{HOST}:{port}/{DATABASE}"):
                """Not reached."""
        async with connected(database_url(older, port, role_of("alerts"))) as own:
            assert await own.fetchval("SELECT name FROM alerts.things") == "kept"
            await own.execute("INSERT INTO alerts.things (name) VALUES ('new')")
            await own.execute("ALTER TABLE alerts.things ADD COLUMN more int")
            await own.execute("DROP FUNCTION alerts.refuse()")
            await own.execute("ALTER TYPE alerts.mood ADD VALUE 'ill'")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await own.execute("SELECT * FROM reporting.things")
        await migrate(database_url(older, port, role_of("alerts")), "alerts", MIGRATIONS)
        async with connected(database_url(older, port)) as commands:
            # What a restore does.
            await commands.execute("CREATE DATABASE restored")
            await commands.execute("DROP DATABASE restored")
    # Without its passwords it is given new ones.
    older.passwords.unlink()
    with running_postgres(older, port):
        async with connected(database_url(older, port, role_of("alerts"))) as own:
            assert await own.fetchval("SELECT count(*) FROM alerts.things") == 2
