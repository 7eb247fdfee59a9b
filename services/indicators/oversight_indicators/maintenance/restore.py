"""Restoring from a backup: a generation of its own; and the position that a backup is as at.

Facts of the generation that was backed up went on being published after the backup. Counted on
under the same number, other totals would come with revisions that readers have seen already.
"""

from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from oversight_contracts.facts.facts import Position
from oversight_indicators.maintenance.generation import next_number
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    begin_catching_up,
    lock_generations,
    pause_counting,
    read_active,
    rename_totals,
)
from oversight_indicators.repository.offsets import read_offsets
from oversight_indicators.repository.records import count_records


class Description(BaseModel):
    """What is counted, as at one moment."""

    model_config = ConfigDict(frozen=True)

    generation: int
    definitions: str
    records: int
    positions: tuple[Position, ...]


async def describe(connection: Connection, topic: str) -> Description:
    """Needs an open transaction of one moment. Raises ``LookupError`` before the first start."""
    active = await read_active(connection)
    if active is None:
        raise LookupError("nothing was ever counted in this database")
    counted = await read_offsets(connection, topic)
    return Description(
        generation=active.number,
        definitions=active.definitions,
        records=await count_records(connection),
        positions=tuple(
            Position(partition=partition, log=each.log, offset=each.offset)
            for partition, each in counted.items()
        ),
    )


async def begin_restored(connection: Connection, now: Callable[[], datetime]) -> int | None:
    """Give the totals a new generation's number; it is published once it caught up with the log.

    Answers the number, None where nothing was counted.
    """
    async with connection.transaction():
        await pause_counting(connection)
        newest = await lock_generations(connection)
        before = await read_active(connection)
        if before is None:
            return None
        generation = Generation(next_number(newest, now()), before.definitions)
        await activate(connection, generation)
        await rename_totals(connection, before.number, generation.number)
        # Its goals are where the log ends when a worker first sees it.
        await begin_catching_up(connection, generation.number)
    return generation.number
