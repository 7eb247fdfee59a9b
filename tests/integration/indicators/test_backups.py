"""A backup that was noted is told of, so that one too old can be noticed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from oversight_indicators.maintenance.backups import BackupInFuture, note_backup, tell_newest
from oversight_indicators.metrics import Metrics
from oversight_indicators.settings import MIGRATIONS, SCHEMA
from oversight_runtime.postgres import Pool, migrate, open_pool

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


async def told(pool: Pool) -> float | None:
    """What the metrics say once the database was asked."""
    registry = CollectorRegistry()
    await tell_newest(pool, Metrics(registry))
    return registry.get_sample_value("oversight_indicators_backed_up_seconds")


async def test_the_newest_backup_noted_is_told_of(pool: Pool) -> None:
    assert await told(pool) == 0
    newest = NOW - timedelta(hours=1)
    async with pool.acquire() as connection:
        for made_at in (newest, NOW - timedelta(days=1), newest):
            await note_backup(connection, made_at, NOW)
    assert await told(pool) == newest.timestamp()


async def test_a_backup_of_the_future_would_keep_silent_and_is_refused(pool: Pool) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(BackupInFuture, match="--at: 2026-11-30T13:00:00"):
            await note_backup(connection, NOW + timedelta(hours=1), NOW)
