"""``replay``: forget what was counted, and have the log counted again from its start."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight_indicators.consume.log_identity import Log
from oversight_indicators.maintenance.generation import next_number
from oversight_indicators.maintenance.recompute import Progress
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    begin_catching_up,
    behind_goals,
    forget,
    lock_generations,
    pause_counting,
    set_goals,
)
from oversight_indicators.repository.offsets import former_logs
from oversight_indicators.repository.unpublished import announce

LOOK_SECONDS = 0.2


class LogIncomplete(Exception):
    """The log no longer holds everything that was counted from it."""


@dataclass(frozen=True)
class Extent:
    """Which log it is, and from where to where it is there, by partition."""

    log: str
    begins: Mapping[int, int]
    ends: Mapping[int, int]

    @property
    def size(self) -> int:
        """Records in the log."""
        return sum(end - self.begins[partition] for partition, end in self.ends.items())


async def read_extent(log: Log) -> Extent:
    """The log as it is now."""
    begins, ends = await log.starts(), await log.ends()
    return Extent(await log.name(), begins, {p: max(ends.get(p, 0), begins[p]) for p in begins})


async def check_complete(connection: Connection, topic: str, extent: Extent) -> None:
    """Raise ``LogIncomplete`` that names what counting the log again would lose."""
    missing = [
        f"offsets 0 to {begin - 1} of partition {partition}"
        for partition, begin in sorted(extent.begins.items())
        if begin > 0
    ]
    others = await former_logs(connection, topic, extent.log)
    missing += [f"all that was counted from the log {other}, which is another" for other in others]
    if missing:
        raise LogIncomplete(
            f"the log no longer holds all that was counted; missing: {'; '.join(missing)}. Nothing "
            "was changed. To lose that and count what there is: --even-if-incomplete"
        )


async def begin_replay(
    connection: Connection,
    topic: str,
    extent: Extent,
    definitions: str,
    now: Callable[[], datetime],
) -> Generation:
    """Forget everything in one transaction; the workers begin again by themselves."""
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = 0")
        await pause_counting(connection)
        newest = await lock_generations(connection)
        generation = Generation(next_number(newest, now()), definitions)
        await forget(connection, topic, extent.log, extent.begins)
        await activate(connection, generation)
        await begin_catching_up(connection, generation.number)
        await set_goals(connection, generation.number, extent.log, extent.ends)
        await announce(connection)
    return generation


async def follow_replay(
    connection: Connection, topic: str, generation: int, size: int, progress: Progress
) -> None:
    """Wait until the workers have counted what the log held."""
    done = 0
    while behind := await behind_goals(connection, generation, topic):
        progress(size - behind - done)
        done = size - behind
        await asyncio.sleep(LOOK_SECONDS)
    progress(size - done)
