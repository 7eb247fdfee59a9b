"""Says which forces and areas the active generation counts, so that ingest lets no others in."""

from collections.abc import Mapping
from typing import Protocol

from oversight_contracts.definitions.models.reference import Force
from oversight_contracts.facts.areas import CountedAreas, counted_areas
from oversight_contracts.topics import AREAS
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import Generation, read_active

# The topic has one.
PARTITION = 0


class Sender(Protocol):
    """Makes a record durable; see ``Publisher``."""

    async def send(
        self, topic: str, value: bytes, *, key: bytes | None = None, partition: int | None = None
    ) -> tuple[int, int]: ...


class CountedAreasPublisher:
    """Publishes once for each generation that is counted under this process's own definitions."""

    def __init__(self, forces: Mapping[str, Force], definitions: str, sender: Sender) -> None:
        self._forces = forces
        self._definitions = definitions
        self._sender = sender
        self._said: Generation | None = None

    def forget(self) -> None:
        """Say it again: to what is there now it may not have been said."""
        self._said = None

    async def publish(self, connection: Connection) -> None:
        """Say it where that is due. Raises ``KafkaUnavailable`` and the database's errors."""
        active = await read_active(connection)
        # Of other definitions only those know who were started with them.
        if active is None or active == self._said or active.definitions != self._definitions:
            return
        await self._send(counted_areas(self._forces, active.number, active.definitions))
        self._said = active

    async def _send(self, counted: CountedAreas) -> None:
        value = counted.model_dump_json().encode()
        await self._sender.send(AREAS.name, value, key=counted.key, partition=PARTITION)
