"""Which generation a starting process counts into."""

from collections.abc import Callable
from datetime import UTC, datetime

from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    lock_generations,
    read_active,
)

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
