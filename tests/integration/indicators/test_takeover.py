"""A worker takes over from one that was paused in a transaction, or is paused as it takes over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import psycopg
from tests.integration.indicators.incidents import lifecycles
from tests.integration.indicators.stand import Stand, until

# Longer than the session of the stand's process, and than a request may take.
PAUSED_SECONDS = 5.0
# The first question of a worker that was given partitions.
ASKS = """
SELECT 1 FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT pg_terminate_backend%'
"""


async def test_a_copy_that_is_never_finished_holds_nobody_up(stand: Stand) -> None:
    await stand.start()
    await stand.send(lifecycles(20, seed=1))
    await stand.counted()
    await stand.kill()

    async with _paused_in_a_copy(stand.database_url):
        await stand.start()
        await stand.send(lifecycles(20, seed=2))
        await stand.counted()


async def test_a_worker_that_is_paused_as_it_takes_over_reads_on(stand: Stand) -> None:
    await stand.start()
    await stand.send(lifecycles(20, seed=1))
    await stand.counted()
    await stand.kill()

    async with _positions_locked(stand.database_url):
        await stand.begin()
        await until(partial(_asks_where_to_begin, stand), "it asks where to begin")
        stand.pause()
    await asyncio.sleep(PAUSED_SECONDS)
    stand.resume()

    await stand.send(lifecycles(20, seed=2))
    await stand.counted()
    assert stand.running


async def _asks_where_to_begin(stand: Stand) -> bool:
    return bool(await stand.sql(ASKS))


@asynccontextmanager
async def _positions_locked(database_url: str) -> AsyncIterator[None]:
    """Nobody can read how far the log is counted."""
    connection = await psycopg.AsyncConnection.connect(database_url)
    await connection.execute("LOCK TABLE indicators.source_offsets IN ACCESS EXCLUSIVE MODE")
    yield
    await connection.close()


@asynccontextmanager
async def _paused_in_a_copy(database_url: str) -> AsyncIterator[None]:
    """A session with the locks of a worker, of whose rows the server waits for the next."""
    connection = await psycopg.AsyncConnection.connect(database_url)
    async with connection.cursor() as cursor:
        await cursor.execute("UPDATE indicators.source_offsets SET next_offset = next_offset + 1")
        await cursor.execute("CREATE TEMP TABLE staged (value int)")
        copying = cursor.copy("COPY staged FROM STDIN")
        await copying.__aenter__()
        yield
        # The server has ended the session: there is nothing to leave in order.
        await connection.close()
