"""The database as a client that is made before it is opened, so that routes can name it."""

from pathlib import Path

from oversight_runtime.database import Pool, migrate, open_pool

MIGRATIONS = Path(__file__).parent / "migrations"


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
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @property
    def pool(self) -> Pool:
        """The connections. Raises ``RuntimeError`` when it is not open."""
        if self._pool is None:
            raise RuntimeError("the database is not open")
        return self._pool
