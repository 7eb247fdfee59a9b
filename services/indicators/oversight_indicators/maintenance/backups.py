"""Backups: noted by whoever made them, and told of in the metrics."""

import asyncio
from datetime import datetime

import structlog

from oversight_indicators.metrics import Metrics
from oversight_indicators.repository import Connection
from oversight_indicators.repository import backups as rows
from oversight_runtime.postgres import TROUBLE, Pool

log = structlog.get_logger(__name__)
LOOK_SECONDS = 15.0


class BackupInFuture(Exception):
    """A backup as at a time that is not yet: it would keep silent for as long."""


async def note_backup(connection: Connection, made_at: datetime, now: datetime) -> None:
    """Note a backup that is as at ``made_at``. Raises ``BackupInFuture``."""
    if made_at > now:
        raise BackupInFuture(f"--at: {made_at.isoformat()} is in the future")
    await rows.note_backup(connection, made_at)


async def watch_backups(pool: Pool, metrics: Metrics) -> None:
    """Look until cancelled."""
    while True:
        await tell_newest(pool, metrics)
        await asyncio.sleep(LOOK_SECONDS)


async def tell_newest(pool: Pool, metrics: Metrics) -> None:
    """Have the metrics tell of the newest backup; without an answer they stay as they are."""
    try:
        async with pool.acquire() as connection:
            made_at = await rows.newest_backup(connection)
    except TROUBLE as error:
        log.warning("the backups could not be read", error=repr(error))
    else:
        metrics.backed_up.set(made_at.timestamp() if made_at else 0)
