"""All SQL of the service. Connections come in; transactions are opened by the callers."""

from typing import TypeAlias

import asyncpg

# In quotes: at run time asyncpg's classes take no parameters.
Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)
