"""Reads what ingest put into Kafka."""

from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from oversight_contracts.topics import EVENTS
from oversight_runtime.kafka.offsets import end_offsets


@dataclass
class Read:
    """One record of the topic of events."""

    partition: int
    value: bytes
    key: bytes | None
    headers: dict[str, bytes]


async def read_all(kafka: str) -> list[Read]:
    """Every record, partition by partition, in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        found: list[Read] = []
        for partition in sorted(await end_offsets(kafka, EVENTS.name)):
            found += await _read_partition(consumer, TopicPartition(EVENTS.name, partition))
        return found
    finally:
        await consumer.stop()


async def _read_partition(consumer: AIOKafkaConsumer, where: TopicPartition) -> list[Read]:
    consumer.assign([where])
    consumer.seek(where, 0)
    found: list[Read] = []
    if (await consumer.end_offsets([where]))[where] == 0:
        return found
    # The embedded broker's end offset is short of the last batch's records; its high-water mark,
    # known after a first record, is not.
    while not found or await consumer.position(where) < consumer.highwater(where):
        record = await consumer.getone(where)
        found.append(Read(where.partition, record.value, record.key, dict(record.headers)))
    return found
