"""A worker takes over from one that was paused in the middle of a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from tests.integration.indicators.incidents import lifecycles
from tests.integration.indicators.stand import Stand


async def test_a_copy_that_is_never_finished_holds_nobody_up(stand: Stand) -> None:
    await stand.start()
    await stand.send(lifecycles(20, seed=1))
    await stand.counted()
    await stand.kill()

    async with _paused_in_a_copy(stand.database_url):
        await stand.start()
        await stand.send(lifecycles(20, seed=2))
        await stand.counted()


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
