"""The database as a client that is made before it is opened, so that routes can name it."""

import asyncio
from pathlib import Path

from oversight_runtime.postgres import Pool, migrate, open_pool

# How long a stopping service waits for what still runs.
PATIENCE = 5.0
MIGRATIONS = Path(__file__).parents[1] / "migrations"


class Database:
    """One schema of PostgreSQL; ``pool`` is there between ``open`` and ``close``."""

    def __init__(self, url: str, schema: str, size: int = 8) -> None:
        self._url = url
        self._schema = schema
        self._size = size
        self._pool: Pool | None = None

    async def open(self) -> None:
        """Bring the schema up to date and connect."""
        await migrate(self._url, self._schema, MIGRATIONS)
        self._pool = await open_pool(self._url, self._schema, size=self._size)

    async def close(self) -> None:
        """Wait for what is running and disconnect."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            await asyncio.wait_for(pool.close(), PATIENCE)
        except TimeoutError:
            pool.terminate()

    @property
    def pool(self) -> Pool:
        """The connections. Raises ``RuntimeError`` when it is not open."""
        if self._pool is None:
            raise RuntimeError("the database is not open")
        return self._pool
