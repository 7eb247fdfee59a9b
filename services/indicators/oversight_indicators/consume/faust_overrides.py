"""Overrides of Faust: its consumer reads from the stored offset, and from nowhere else.

Faust seeks after every assignment and whenever flow control has interfered, always through
``seek_to_committed``, so that is where it is told.
"""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP


class Positions(Protocol):
    """The app as its consumer needs it: where to read, and what to do where the log has nothing.

    For ``fetch_wait_ms`` a broker may hold a fetch for which it has nothing yet.
    """

    fetch_wait_ms: int

    async def stored_offsets(self, assignment: set[TP]) -> dict[TP, int]:
        """The stored offset of each assigned partition."""

    async def out_of_range(self, partitions: set[int]) -> None:
        """The log has nothing at the position of these partitions."""


class LogThread(AIOKafkaConsumerThread):
    """A consumer's thread that never skips what a log lacks.

    Faust has a wait of 1.5 s written in, for which a new position would not be read from.
    """

    def _create_worker_consumer(self, transport: Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = cast(Positions, self.app).fetch_wait_ms
        # Begun again at its first record, a log made anew would pass for the one that was counted.
        consumer._auto_offset_reset = "none"
        return consumer

    async def getmany(self, *arguments: Any, **named: Any) -> Mapping[TP, list[Any]]:
        """As Faust's; where the position is outside the log, finds out what that means."""
        try:
            return await super().getmany(*arguments, **named)
        except NoOffsetForPartitionError:
            # Asked before the first seek to the stored offset.
            return {}
        except OffsetOutOfRangeError as error:
            await cast(Positions, self.app).out_of_range(
                {place.partition for place in error.args[0]}
            )
            return {}


class StoredOffsetConsumer(Consumer):
    """A consumer that begins at the offset in PostgreSQL, whatever Kafka has as committed."""

    def _new_consumer_thread(self) -> LogThread:
        return LogThread(self, loop=self.loop, beacon=self.beacon)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek every assigned partition to its stored offset."""
        offsets = await cast(Positions, self.app).stored_offsets(self.assignment())
        await self.seek_wait(offsets)
        return offsets

    def on_buffer_full(self, tp: TP) -> None:
        """Leave it: with every partition full Faust would sleep a second, and putting waits."""

    def on_buffer_drop(self, tp: TP) -> None:
        """See ``on_buffer_full``."""


class StoredOffsetTransport(Transport):
    """The aiokafka transport, with that consumer."""

    Consumer = StoredOffsetConsumer


class PatientRecovery(Recovery):
    """A recovery that waits for a seek without a time-out, or until the next rebalance.

    With Faust's time-out a seek that took longer would pass for a request to stop, and end this
    task for ever while all else went on: a process that was paused meanwhile would never read
    again. What a seek asks of Kafka and of PostgreSQL has time-outs of its own, which end the
    process.
    """

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ASYNC109
        await super()._wait(coro)


class PatientTables(TableManager):
    """A manager of no tables, with that recovery."""

    async def on_start(self) -> None:
        """As Faust's, without the second in which other modules could still define tables."""
        await self._update_channels()
        await self.recovery.start()

    @property
    def recovery(self) -> PatientRecovery:
        """The recovery, made when it is first asked for."""
        if self._recovery is None:
            self._recovery = PatientRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return cast(PatientRecovery, self._recovery)
