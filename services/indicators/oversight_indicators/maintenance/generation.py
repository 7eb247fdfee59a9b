"""The active generation: made where there is none, and watched for a switch."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog

from oversight_indicators.count.transaction import GenerationChanged
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    lock_generations,
    read_active,
)
from oversight_runtime.postgres import TROUBLE, Pool

_MILLISECONDS = 1000


class OtherDefinitions(Exception):
    """The totals were counted under other definitions."""


async def ensure_generation(
    connection: Connection, definitions: str, now: Callable[[], datetime]
) -> Generation:
    """The active generation, made where there is none. Raises ``OtherDefinitions``."""
    async with connection.transaction():
        newest = await lock_generations(connection)
        active = await read_active(connection)
        if active is None:
            active = Generation(next_number(newest, now()), definitions)
            await activate(connection, active)
    if active.definitions != definitions:
        raise OtherDefinitions(
            "the definitions, areas or targets are not those the totals were counted under; "
            "run: oversight rebuild"
        )
    return active


def next_number(newest: int, now: datetime) -> int:
    """A generation's number: the UTC milliseconds, and above every one used before."""
    return max(newest + 1, int(now.astimezone(UTC).timestamp() * _MILLISECONDS))


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
    except TROUBLE as error:
        log.warning("the generation could not be read", error=repr(error))
        return None
