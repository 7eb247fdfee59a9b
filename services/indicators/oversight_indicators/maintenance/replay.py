"""``replay``: forget what was counted, and have the log counted again from its start."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight_contracts.log_position import OffsetRange
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
class LogContent:
    """What a log holds: its name, and the offsets that each partition has."""

    log: str
    ranges: Mapping[int, OffsetRange]

    @property
    def size(self) -> int:
        """Records in the log."""
        return sum(each.size for each in self.ranges.values())

    @property
    def starts(self) -> dict[int, int]:
        """The offset of the first record of each partition."""
        return {partition: each.start for partition, each in self.ranges.items()}

    @property
    def ends(self) -> dict[int, int]:
        """The next offset to be written in each partition."""
        return {partition: each.end for partition, each in self.ranges.items()}


async def read_content(log: Log) -> LogContent:
    """The log as it is now."""
    starts, ends = await log.starts(), await log.ends()
    ranges = {p: OffsetRange(start, max(ends.get(p, 0), start)) for p, start in starts.items()}
    return LogContent(await log.name(), ranges)


async def check_complete(connection: Connection, topic: str, content: LogContent) -> None:
    """Raise ``LogIncomplete`` that names what counting the log again would lose."""
    missing = [
        f"offsets 0 to {start - 1} of partition {partition}"
        for partition, start in sorted(content.starts.items())
        if start > 0
    ]
    others = await former_logs(connection, topic, content.log)
    missing += [f"all that was counted from the log {other}, which is another" for other in others]
    if missing:
        raise LogIncomplete(
            f"the log no longer holds all that was counted; missing: {'; '.join(missing)}. Nothing "
            "was changed. To lose that and count what there is: --even-if-incomplete"
        )


async def begin_replay(
    connection: Connection,
    topic: str,
    content: LogContent,
    definitions: str,
    now: Callable[[], datetime],
) -> Generation:
    """Forget everything in one transaction; the workers begin again by themselves."""
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = 0")
        await pause_counting(connection)
        newest = await lock_generations(connection)
        generation = Generation(next_number(newest, now()), definitions)
        await forget(connection, topic, content.log, content.starts)
        await activate(connection, generation)
        await begin_catching_up(connection, generation.number)
        await set_goals(connection, generation.number, content.log, content.ends)
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
