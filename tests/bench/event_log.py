"""A log of events that is there before anything reads it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import orjson
from aiokafka import AIOKafkaProducer
from tests.partitioner import partition_of

from oversight_contracts.contract_hash import HEADER, contract_hash
from oversight_contracts.events.batch import join_events
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.topics import EVENTS
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

# So many acknowledgements are waited for at once.
CHUNK = 5_000


@dataclass(frozen=True)
class FilledLog:
    """``ends[p][n]`` is how many events the first ``n`` records of partition ``p`` hold."""

    servers: str
    ends: Mapping[int, Sequence[int]]

    @property
    def events(self) -> int:
        """How many there are."""
        return sum(each[-1] for each in self.ends.values())

    def counted(self, offsets: Mapping[int, int]) -> int:
        """How many events lie before ``offsets``."""
        return sum(self.ends[p][offset] for p, offset in offsets.items() if p in self.ends)


@dataclass(frozen=True)
class Placed:
    """A Kafka record to be."""

    partition: int
    key: bytes | None
    value: bytes
    events: int
    content_type: str


async def make_topic(servers: str, partitions: int = EVENTS.partitions) -> None:
    """Make the topic of events on a new broker."""
    await ensure_topics(servers, [TopicPlan(EVENTS.name, partitions)], 1)


async def fill_log(servers: str, records: Sequence[Placed], *, checked: bool = True) -> FilledLog:
    """Put ``records`` into the topic, which is made where it is not there.

    ``checked``: with the contract they were checked by told beside them, as ingest tells it.
    """
    await make_topic(servers)
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, max_request_size=1_000_000, max_batch_size=256 * 1024
    )
    await producer.start()
    try:
        for start in range(0, len(records), CHUNK):
            sent = [
                await _send(producer, each, checked=checked)
                for each in records[start : start + CHUNK]
            ]
            await asyncio.gather(*sent)
    finally:
        await producer.stop()
    return FilledLog(servers, ends_of(records))


def place(
    events: Sequence[bytes], record_events: int, partitions: int = EVENTS.partitions
) -> Iterator[Placed]:
    """The records that hold ``events`` as ingest would have them, ``record_events`` each.

    Each partition's are in order; single ones have their key.
    """
    held: dict[int, list[bytes]] = {p: [] for p in range(partitions)}
    for event in events:
        key = _key(event)
        partition = partition_of(key, partitions)
        if record_events == 1:
            yield Placed(partition, key, event, 1, STRUCTURED)
            continue
        held[partition].append(event)
        if len(held[partition]) == record_events:
            yield _batch(partition, held[partition])
            held[partition] = []
    yield from (_batch(partition, rest) for partition, rest in held.items() if rest)


def ends_of(records: Sequence[Placed]) -> dict[int, list[int]]:
    """See ``FilledLog.ends``."""
    return {
        partition: list(
            accumulate((r.events for r in records if r.partition == partition), initial=0)
        )
        for partition in sorted({each.partition for each in records})
    }


def _batch(partition: int, events: list[bytes]) -> Placed:
    return Placed(partition, None, join_events(events), len(events), BATCH)


def _key(event: bytes) -> bytes:
    document = orjson.loads(event)
    return f"{document['data']['force']}/incident/{document['subject']}".encode()


async def _send(
    producer: AIOKafkaProducer, record: Placed, *, checked: bool
) -> asyncio.Future[object]:
    headers = [("content-type", record.content_type.encode())]
    if checked:
        headers.append((HEADER, contract_hash().encode()))
    sent: asyncio.Future[object] = await producer.send(
        EVENTS.name, record.value, key=record.key, partition=record.partition, headers=headers
    )
    return sent
