"""Notices a switch of generations where nothing comes in that would tell of it."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from oversight_indicators.repository.generations import Generation, read_active
from oversight_indicators.transaction import GenerationChanged
from oversight_runtime.database import Pool

log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0


async def watch_generation(
    pool: Pool, own: Generation, reread: Callable[[], Awaitable[None]]
) -> None:
    """Look until cancelled; ``reread`` where totals were derived anew under the same definitions.

    Raises ``GenerationChanged`` where they are others: started again, the process reads those.
    """
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        active = await _active(pool)
        if active is None or active == own:
            continue
        if active.definitions != own.definitions:
            raise GenerationChanged(
                "the totals were rebuilt under other definitions than this process has read"
            )
        log.info("a new generation", generation=active.number)
        own = active
        await reread()


async def _active(pool: Pool) -> Generation | None:
    try:
        async with pool.acquire() as connection:
            return await read_active(connection)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        log.warning("the generation could not be read", error=repr(error))
        return None
