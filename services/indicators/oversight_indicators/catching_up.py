"""Whether the active generation still has to reach where the log ended."""

from oversight_indicators.log_identity import Log
from oversight_indicators.repository import Connection
from oversight_indicators.repository.catching_up import (
    behind_goals,
    end_catching_up,
    has_goals,
    is_catching_up,
    set_goals,
)
from oversight_indicators.repository.generations import read_active
from oversight_indicators.repository.publishing import discard_backlog


class CatchingUp:
    """Asked before each round of publishing, over the publisher's connection."""

    def __init__(self, connection: Connection, topic: str, log: Log) -> None:
        self._connection = connection
        self._topic = topic
        self._log = log

    async def goes_on(self) -> bool:
        """Whether the active generation is to be kept back.

        What it has not published is forgotten meanwhile: at the end all of it is sent.
        """
        active = await read_active(self._connection)
        if active is None or not await is_catching_up(self._connection, active.number):
            return False
        name, ends = await self._log.name(), await self._log.ends()
        async with self._connection.transaction():
            if not await has_goals(self._connection, active.number):
                await set_goals(self._connection, active.number, name, ends)
            behind = await behind_goals(self._connection, active.number, self._topic)
            if not behind:
                await end_catching_up(self._connection, active.number)
            await discard_backlog(self._connection, active.number)
        return bool(behind)
