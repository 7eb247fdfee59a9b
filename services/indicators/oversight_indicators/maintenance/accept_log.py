"""Counting on in a log that lost records or was replaced, once a person has accepted that."""

from dataclasses import dataclass

from oversight_indicators.consume.log_identity import Log, LogReplaced, check_identity
from oversight_indicators.events.offset_sequence import MissingRecords
from oversight_indicators.repository import Connection
from oversight_indicators.repository.offsets import read_offsets, restart_at


@dataclass(frozen=True)
class Restart:
    """A partition that goes on at ``start`` instead of the offset it was ``counted`` up to."""

    partition: int
    counted: int
    start: int

    def __str__(self) -> str:
        said = f"partition {self.partition} goes on at offset {self.start}"
        if self.start < self.counted:
            return f"{said}: it was replaced, and is counted from its beginning"
        return f"{said}: offsets {self.counted} to {self.start - 1} were never counted"


async def accept_log(connection: Connection, log: Log, topic: str) -> list[Restart]:
    """Go on at the first record of each partition that cannot go on where it stands.

    Nothing counts twice for it: what is in the log again is told by its revision. Raises
    ``OffsetTaken`` where a worker counts meanwhile.
    """
    name, starts = await log.name(), await log.starts()
    restarts = []
    for partition, counted in (await read_offsets(connection, topic)).items():
        try:
            await check_identity(log, name, {partition: counted})
        except (LogReplaced, MissingRecords):
            start = starts.get(partition, 0)
            await restart_at(connection, topic, partition, counted, start)
            restarts.append(Restart(partition, counted.offset, start))
    return restarts
