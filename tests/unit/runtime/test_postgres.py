import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from oversight_runtime.postgres import Pool, bear_with_idle, migrate, open_pool

FIRST = "CREATE TABLE thing (id int PRIMARY KEY, about jsonb NOT NULL, plain json);"
SECOND = "ALTER TABLE thing ADD COLUMN note text; INSERT INTO thing (id, about) VALUES (1, '{}');"
BROKEN = "CREATE TABLE half (id int); INSERT INTO thing (id) VALUES (2);"


@asynccontextmanager
async def pool(url: str, schema: str = "one") -> AsyncIterator[Pool]:
    opened = await open_pool(url, schema)
    try:
        yield opened
    finally:
        await opened.close()


def migrations(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts, 1):
        (folder / f"{number:04}_step.sql").write_text(text)
    return folder


async def tables(url: str, schema: str = "one") -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = $1", schema
    )
    await connection.close()
    return {row["table_name"] for row in rows if "yoyo" not in row["table_name"]}


async def test_each_step_is_applied_once_in_order(database_url: str, tmp_path: Path) -> None:
    folder = migrations(tmp_path / "m", FIRST)
    await migrate(database_url, "one", folder)
    for _ in range(2):
        await migrate(database_url, "one", migrations(folder, FIRST, SECOND))
    async with pool(database_url) as opened:
        assert await opened.fetchval("SELECT count(*) FROM thing") == 1


async def test_services_that_start_together_apply_each_step_once(
    database_url: str, tmp_path: Path
) -> None:
    folder = migrations(tmp_path / "m", FIRST, SECOND)
    async with asyncio.TaskGroup() as together:
        for _ in range(4):
            together.create_task(migrate(database_url, "one", folder))
        together.create_task(migrate(database_url, "two", folder))
    for schema in ("one", "two"):
        async with pool(database_url, schema) as opened:
            assert await opened.fetchval("SELECT count(*) FROM thing") == 1


async def test_the_version_before_goes_on_beside_steps_that_it_does_not_know(
    database_url: str, tmp_path: Path
) -> None:
    await migrate(database_url, "one", migrations(tmp_path / "new", FIRST, SECOND))
    await migrate(database_url, "one", migrations(tmp_path / "before", FIRST))
    async with pool(database_url) as opened:
        await opened.execute("INSERT INTO thing (id, about) VALUES (2, '{}')")
        assert await opened.fetchval("SELECT count(*) FROM thing") == 2


async def test_a_step_that_fails_leaves_nothing_half_done(
    database_url: str, tmp_path: Path
) -> None:
    folder = migrations(tmp_path / "m", FIRST, BROKEN)
    with pytest.raises(Exception, match="about"):
        await migrate(database_url, "one", folder)
    assert await tables(database_url) == {"thing"}
    # Corrected, it goes on from there; the lock was let go.
    await migrate(database_url, "one", migrations(folder, FIRST, SECOND))
    async with pool(database_url) as opened:
        assert await opened.fetchval("SELECT note IS NULL FROM thing") is True


async def test_a_service_sees_its_own_schema_alone(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url, "one", migrations(tmp_path / "m", FIRST))
    async with pool(database_url, "two") as opened:
        with pytest.raises(asyncpg.UndefinedTableError):
            await opened.fetch("SELECT * FROM thing")


@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2.5, None, True], "b": {"c": "d"}}, [], "text", 7, {"ü": "é", "n": 2**53}],
)
async def test_json_columns_hold_python_values(
    database_url: str, tmp_path: Path, value: Any
) -> None:
    await migrate(database_url, "one", migrations(tmp_path / "m", FIRST))
    async with pool(database_url) as opened:
        await opened.execute(
            "INSERT INTO thing (id, about, plain) VALUES (1, $1, $2)", value, value
        )
        row = await opened.fetchrow("SELECT about, plain, about::text AS text FROM thing")
        assert row is not None
        assert (row["about"], row["plain"]) == (value, value)
        assert json.loads(row["text"]) == value


async def test_none_is_no_value_and_not_the_word_null(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url, "one", migrations(tmp_path / "m", FIRST))
    async with pool(database_url) as opened:
        await opened.execute("INSERT INTO thing (id, about, plain) VALUES (1, '{}', $1)", None)
        assert await opened.fetchval("SELECT plain IS NULL FROM thing") is True


async def test_the_server_ends_what_a_stopped_service_left_open(database_url: str) -> None:
    async with pool(database_url) as opened:
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            assert await opened.fetchval(f"SHOW {name}") == "5s"


async def test_a_transaction_may_be_idle_for_longer_and_the_next_may_not(database_url: str) -> None:
    asked = "SHOW idle_in_transaction_session_timeout"
    async with pool(database_url) as opened, opened.acquire() as connection:
        for seconds, said in ((90.0, "90s"), (1.5, "1500ms"), (None, "0")):
            async with connection.transaction():
                await bear_with_idle(connection, seconds)
                assert await connection.fetchval(asked) == said
            assert await connection.fetchval(asked) == "5s"
