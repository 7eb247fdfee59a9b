"""The stored projection, each call in a transaction of its own."""

from collections.abc import Sequence

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut
from oversight_contracts.log_position import LogPosition
from oversight_projection.buffer import Application
from oversight_reporting.repository import projection as rows
from oversight_reporting.repository.connection import Database


class ProjectionStore:
    """Both writes move a position from where it was seen, or raise ``PositionMoved``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self) -> str | None:
        """For ``/readyz``."""
        await self._database.pool.fetchval("SELECT 1")
        return None

    async def position(self, topic: str) -> LogPosition:
        """The position that ``topic`` is read up to; 0 of no log before anything was read."""
        async with self._database.pool.acquire() as connection:
            return await rows.read_position(connection, topic)

    async def last_cut(self) -> Cut | None:
        """The cut that figures are read as at."""
        async with self._database.pool.acquire() as connection:
            return await rows.read_cut(connection)

    async def apply(self, application: Application, seen: LogPosition, log: str) -> None:
        """Write totals, hours, statements, cut and position at once. Raises ``PositionMoved``."""
        async with self._database.pool.acquire() as connection, connection.transaction():
            await rows.apply(connection, application, seen, log)

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: LogPosition, log: str
    ) -> None:
        """Write episodes and position at once. Raises ``PositionMoved``."""
        async with self._database.pool.acquire() as connection, connection.transaction():
            await rows.keep_episodes(connection, episodes, next_offset, seen, log)

    async def episodes(self, limit: int = 200) -> list[EpisodeFact]:
        """Those not resolved first, then the latest change first."""
        async with self._database.pool.acquire() as connection:
            return await rows.read_episodes(connection, limit)

    async def episode(self, identity: str) -> EpisodeFact | None:
        """One episode as it stands."""
        async with self._database.pool.acquire() as connection:
            return await rows.read_episode(connection, identity)
