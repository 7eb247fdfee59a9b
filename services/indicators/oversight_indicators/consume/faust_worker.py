"""The Faust worker: partitions, flow control and scale-out; no state, and no committed truth."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import faust
import structlog
from aiokafka.errors import IllegalStateError
from faust.agents import Agent
from faust.auth import Credentials
from faust.types import TP

from oversight_contracts.contract_hash import HEADER
from oversight_indicators.consume.faust_overrides import PatientTables, StoredOffsetTransport
from oversight_indicators.consume.log_identity import LogReplaced
from oversight_indicators.consume.partitions import AssignedPartitions
from oversight_indicators.events.model import KafkaRecord
from oversight_indicators.events.offset_sequence import MissingRecords
from oversight_runtime.kafka.connection import Kafka, KafkaConnection, connection

log = structlog.get_logger(__name__)
GROUP = "oversight-indicators"
QUIET_SECONDS = 2.0
# Of 5 minutes in which a topic made anew would go unnoticed.
METADATA_MS = 5_000
Failed = Callable[[BaseException], None]


class FaustWorker(faust.App):
    """Hands every record of ``topic`` to ``partitions``; ``failed`` hears what has to end it."""

    def __init__(
        self,
        kafka: Kafka,
        topic: str,
        partitions: AssignedPartitions,
        folder: Path,
        session_seconds: float,
        failed: Failed,
        member: str | None = None,
    ) -> None:
        super().__init__(
            GROUP,
            broker=_urls(connection(kafka)),
            broker_credentials=_credentials(connection(kafka)),
            datadir=str(folder),
            autodiscover=False,
            web_enabled=False,
            topic_allow_declare=False,
            topic_disable_leader=True,
            consumer_auto_offset_reset="earliest",
            consumer_group_instance_id=member,
            broker_session_timeout=session_seconds,
            broker_heartbeat_interval=session_seconds / 4,
            broker_rebalance_timeout=session_seconds,
            # One frozen broker of several holds up its partitions for so long; a group that gathers
            # answers within the time-out above.
            broker_request_timeout=session_seconds + 2.0,
            broker_max_poll_interval=3600.0,
            consumer_metadata_max_age_ms=METADATA_MS,
            consumer_max_fetch_size=4 * 1024 * 1024,
            stream_buffer_maxsize=256,
            stream_wait_empty=False,
            # No tables: partitions are given out round, without Faust's own assignor.
            table_standby_replicas=0,
            TableManager=PatientTables,
        )
        self.fetch_wait_ms = connection(kafka).fetch_wait_ms
        self._topic_name = topic
        self._partitions = partitions
        self._failed = failed
        # Acks would let Faust commit a message that is still in flight.
        records = self.topic(
            topic,
            key_type=bytes,
            value_type=bytes,
            value_serializer="raw",
            key_serializer="raw",
            acks=False,
        )
        self._give(records)

    def _give(self, records: Any) -> None:
        """As Faust's ``agent`` does, which also looks up the file of every module imported.

        That is for finding agents by a scan, and a tenth of a start.
        """
        reader = Agent(self._receive, app=self, channel=records, on_error=self._on_agent_error)
        self.agents[reader.name] = reader
        self.topics.beacon.add(reader)

    def _new_transport(self) -> StoredOffsetTransport:
        return StoredOffsetTransport(self.conf.broker_consumer, self)

    def held(self) -> frozenset[int]:
        """The partitions that are this worker's now."""
        if not self._partitions.assigned:
            return frozenset()
        # Faust does not tell of an assignment without any.
        return self._partitions.assigned & {place.partition for place in self.consumer.assignment()}

    def reading(self) -> bool:
        """Whether this worker holds any partition now."""
        return bool(self.held())

    async def stored_offsets(self, assignment: set[TP]) -> dict[TP, int]:
        """The stored offset of each assigned partition."""
        try:
            own = {tp.partition: tp for tp in assignment if tp.topic == self._topic_name}
            positions = await self._partitions.assign(own)
        except Exception as error:
            self._failed(error)
            raise
        log.info("partitions assigned", positions=positions)
        return {own[partition]: offset for partition, offset in positions.items()}

    async def reread(self) -> None:
        """Begin again at the stored offsets."""
        await self.consumer.perform_seek()

    async def watch_quiet_partitions(self) -> None:
        """Rewind a partition whose reader is past what has come in, and brings nothing more."""
        before: dict[int, int] = {}
        while True:
            await asyncio.sleep(QUIET_SECONDS)
            if self.rebalancing or self._partitions.queue.full:
                before = {}
                continue
            before = await self._rewind_stuck(before)

    async def out_of_range(self, partitions: set[int]) -> None:
        """End where what comes next is not in the log, else read it."""
        log.warning("a position outside the log", partitions=sorted(partitions))
        try:
            await self._partitions.check_extent()
        except (LogReplaced, MissingRecords) as error:
            self._failed(error)
            return
        for partition in partitions & self._partitions.assigned:
            expected = self._partitions.expected(partition)
            if expected is not None:
                await self._rewind(partition, expected)

    async def _rewind_stuck(self, before: Mapping[int, int]) -> dict[int, int]:
        seen: dict[int, int] = {}
        for partition in sorted(self._partitions.assigned):
            expected = self._partitions.expected(partition)
            if expected is None:
                continue
            seen[partition] = expected
            position = await self._position(partition)
            if before.get(partition) == expected and position is not None and position > expected:
                log.warning("rewinding", partition=partition, position=position, to=expected)
                await self._rewind(partition, expected)
        return seen

    async def _position(self, partition: int) -> int | None:
        # A partition can go while it is asked for.
        with suppress(IllegalStateError):
            return await self.consumer.position(TP(self._topic_name, partition))
        return None

    async def _rewind(self, partition: int, offset: int) -> None:
        with suppress(IllegalStateError):
            await self.consumer.seek(TP(self._topic_name, partition), offset)

    async def _receive(self, stream: Any) -> None:
        async for event in stream.noack().events():
            try:
                await self._take(event.message)
            except MissingRecords as error:
                self._failed(error)
            except Exception as error:
                # Faust would restart the agent past this record.
                self._failed(error)

    async def _take(self, message: Any) -> None:
        rewind_to = await self._partitions.offer(_message_of(message))
        if rewind_to is not None:
            log.warning("a gap in the log; rewinding", partition=message.partition, to=rewind_to)
            await self._rewind(message.partition, rewind_to)


def _message_of(record: Any) -> KafkaRecord:
    """A Kafka record as it is counted; one without a value is bytes that cannot be read."""
    headers = {name: value.decode("latin-1") for name, value in record.headers or () if value}
    return KafkaRecord(
        record.partition,
        record.offset,
        round(record.timestamp * 1000),
        record.value or b"",
        headers.get("content-type"),
        headers.get(HEADER),
    )


def _urls(kafka: KafkaConnection) -> list[str]:
    return [f"aiokafka://{server.strip()}" for server in kafka.servers.split(",")]


def _credentials(kafka: KafkaConnection) -> Credentials | None:
    if kafka.username is not None:
        return faust.SASLCredentials(
            username=kafka.username,
            password=kafka.password,
            mechanism=kafka.mechanism,
            ssl_context=kafka.tls,
        )
    return None if kafka.tls is None else faust.SSLCredentials(kafka.tls)
