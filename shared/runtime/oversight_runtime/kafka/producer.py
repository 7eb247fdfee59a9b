"""A producer whose sends are durable or fail in time."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer

from oversight_runtime.kafka.bootstrap import answering
from oversight_runtime.kafka.connection import Kafka, connection
from oversight_runtime.kafka.consumer import REQUEST_MS
from oversight_runtime.kafka.shutdown import stop_producer

log = structlog.get_logger(__name__)
# Room for a batch record beside the broker's own limit of 1 MiB a message.
MAX_REQUEST_BYTES = 1_000_000
# So long a send without an answer makes its publisher unready, where none after it has had one:
# what is unready may be sent nothing that could tell that all is well again.
UNREADY_SECONDS = 10.0


class KafkaUnavailable(Exception):
    """No acknowledgement within the deadline: the send may or may not have happened."""


class Publisher:
    """A producer whose sends are durable (acks=all) or fail within a deadline of our own.

    An idempotent aiokafka producer retries for ever, and after some errors it refuses whatever
    comes. Both end here as ``KafkaUnavailable``; after an error the next send has another producer.
    """

    def __init__(
        self,
        kafka: Kafka,
        *,
        idempotent: bool,
        linger_ms: int = 0,
        deadline: float = 4.0,
        largest: int = MAX_REQUEST_BYTES,
        clock: Callable[[], float] = monotonic,
        make: Callable[..., AIOKafkaProducer] = AIOKafkaProducer,
    ) -> None:
        self._kafka = kafka
        self._idempotent = idempotent
        self._linger_ms = linger_ms
        self._deadline = deadline
        self._largest = largest
        self._clock = clock
        self._make = make
        # When a send to a partition of a topic last went unanswered, until one is answered.
        self._unanswered: dict[tuple[str, int | None], float] = {}
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Connect. Raises aiokafka's errors while no broker answers."""
        await self._ready()

    async def stop(self) -> None:
        """Flush within the deadline, and close."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await stop_producer(producer, self._deadline)

    async def send(
        self,
        topic: str,
        value: bytes,
        *,
        key: bytes | None = None,
        partition: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, int]:
        """Send and wait for the acknowledgement; answers (partition, offset).

        Raises ``KafkaUnavailable`` when it is not known whether the record was kept.
        """
        pairs = [(name, text.encode()) for name, text in (headers or {}).items()]
        producer: AIOKafkaProducer | None = None
        try:
            async with asyncio.timeout(self._deadline):
                producer = await self._ready()
                sent = await producer.send(
                    topic, value, key=key, partition=partition, headers=pairs
                )
                # Whoever gave up waiting does not want to hear of it later.
                sent.add_done_callback(_heard)
                kept = await asyncio.shield(sent)
        except TimeoutError as error:
            self._unanswered[topic, partition] = self._clock()
            raise KafkaUnavailable(f"no acknowledgement within {self._deadline:g} s") from error
        except Exception as error:
            await self._replace(producer, error)
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        self._unanswered.pop((topic, partition), None)
        return kept.partition, kept.offset

    async def check(self, topic: str) -> str | None:
        """For ``/readyz``: None when the cluster answers, has ``topic`` and acknowledges."""
        client = (await self._ready()).client
        client.add_topic(topic)
        # The client goes on listing the brokers it last knew.
        if not await client.force_metadata_update():
            return "no broker answers"
        if not client.cluster.partitions_for_topic(topic):
            return f"there is no topic {topic}"
        # One of three brokers answers for all of them, and cannot acknowledge anything.
        unanswered = max(self._unanswered.values(), default=float("-inf"))
        recent = self._clock() - unanswered < UNREADY_SECONDS
        return f"no acknowledgement within {self._deadline:g} s" if recent else None

    async def _ready(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = self._make(
                    bootstrap_servers=await answering(self._kafka),
                    **connection(self._kafka).options,
                    acks="all",
                    enable_idempotence=self._idempotent,
                    linger_ms=self._linger_ms,
                    request_timeout_ms=REQUEST_MS,
                    max_request_size=self._largest,
                    max_batch_size=256 * 1024,
                )
                await start_producer(producer, self._deadline)
                self._producer = producer
            return self._producer

    async def _replace(self, producer: AIOKafkaProducer | None, error: Exception) -> None:
        """Have the next send use another producer, where ``producer`` is still the one in use.

        Out of sequence, fenced, or ended by a fault of its own (aiokafka #907), one never sends
        again; which errors would leave it whole does not have to be known.
        """
        # All sends that were waiting fail with it, some of them after another was made.
        if producer is not None and producer is self._producer:
            log.warning("a producer is replaced", error=repr(error))
            await self.stop()


def _heard(sent: asyncio.Future[Any]) -> None:
    if not sent.cancelled():
        sent.exception()


async def start_producer(producer: AIOKafkaProducer, within: float) -> None:
    """Connect; where that fails, what was opened is closed within so many seconds."""
    try:
        await producer.start()
    except BaseException:
        # Cancelled by a deadline, or refused: its connections would stay open.
        await stop_producer(producer, within)
        raise
