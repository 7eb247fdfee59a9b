"""Leadership by advisory lock: work over one database session, and over another after trouble."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka.errors import KafkaError

from oversight_indicators.repository import Connection
from oversight_runtime import postgres
from oversight_runtime.kafka.producer import KafkaUnavailable
from oversight_runtime.postgres import Pool

log = structlog.get_logger(__name__)
TROUBLE = (KafkaUnavailable, KafkaError, *postgres.TROUBLE)


async def serve_sessions(
    pool: Pool,
    work: str,
    serve: Callable[[Connection], Awaitable[None]],
    seconds: float,
    *more: type[Exception],
) -> None:
    """Call ``serve`` until cancelled, again so many seconds after trouble with Kafka or PostgreSQL.

    ``work`` says in the log what failed; ``more`` are errors that are trouble here too. A session
    is closed when ``serve`` is left, which gives up its advisory locks: the lead of that work.
    """
    while True:
        try:
            async with pool.acquire() as connection:
                try:
                    await serve(connection)
                finally:
                    connection.terminate()
        except (*TROUBLE, *more) as error:
            log.warning(f"{work} failed; trying again", error=repr(error))
            await asyncio.sleep(seconds)
