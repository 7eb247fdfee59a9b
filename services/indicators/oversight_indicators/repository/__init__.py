"""All SQL of the service, over connections that come in; a snapshot shared by two sessions."""

import re
from typing import TypeAlias

import asyncpg

# In quotes: at run time asyncpg's classes take no parameters.
Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)


async def take_up_snapshot(connection: Connection, name: str) -> None:
    """See what the session sees that exported ``name``. First in its transaction.

    Raises ``ValueError`` for what is no such name.
    """
    # The statement takes no parameters.
    if not re.fullmatch(r"[0-9A-F-]+", name):
        raise ValueError(f"{name!r} is no name of a snapshot")
    await connection.execute(f"SET TRANSACTION SNAPSHOT '{name}'")
