"""Faust's consumer, told where to read: the stored offset decides, and nothing else.

Faust seeks after every assignment and whenever flow control has interfered, always through
``seek_to_committed``, so that is where it is told.
"""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP

FETCH_WAIT_MS = 50


class Positions(Protocol):
    """What the consumer asks its app."""

    async def stored_offsets(self, assignment: set[TP]) -> dict[TP, int]:
        """The stored offset of each assigned partition."""

    async def out_of_range(self, partitions: set[int]) -> None:
        """The log has nothing at the position of these partitions."""


class LogThread(AIOKafkaConsumerThread):
    """Asks for records often, and never goes elsewhere in a log that lacks what comes next.

    Faust has a wait of 1.5 s written in, and the embedded broker lets a fetch sleep half of its
    wait though a record has come meanwhile.
    """

    def _create_worker_consumer(self, transport: Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
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
    """Begins where PostgreSQL says, whatever Kafka has as committed."""

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
    """aiokafka, with that consumer."""

    Consumer = StoredOffsetConsumer
