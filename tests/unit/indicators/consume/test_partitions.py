"""What comes in while positions are read again belongs to one assignment, and comes in once."""

import asyncio
from collections.abc import Collection

from oversight_indicators.consume.partitions import AssignedPartitions
from oversight_indicators.consume.queue import RecordQueue
from oversight_indicators.events.model import Checkpoint, KafkaRecord
from oversight_indicators.events.offset_sequence import OffsetSequence


class FakeSource(AssignedPartitions):
    """A source without Kafka or a database; ``reached`` is what the database has."""

    def __init__(self, reached: dict[int, int]) -> None:
        self._sequence = OffsetSequence()
        self.queue = RecordQueue(capacity=20, batch=1_000)
        self.epoch = 0
        self.counting = asyncio.Lock()
        self.reached = reached

    async def _positions(self, partitions: Collection[int]) -> tuple[str, dict[int, Checkpoint]]:
        return "log", {each: Checkpoint("log", self.reached[each]) for each in partitions}


def message(partition: int, offset: int) -> KafkaRecord:
    return KafkaRecord(partition, offset, 0, b"x" * 10)


async def test_a_record_that_waited_for_room_meanwhile_comes_in_once() -> None:
    source = FakeSource({0: 0, 1: 7})
    await source.assign({0, 1})
    await source.offer(message(0, 0))
    await source.offer(message(0, 1))
    waiting = asyncio.create_task(source.offer(message(1, 7)))
    await asyncio.sleep(0)
    assert not waiting.done()

    await source.assign({0, 1})
    await waiting
    # Faust begins again at what is stored.
    await source.offer(message(1, 7))

    assert [(each.partition, each.offset) for each in await source.queue.take()] == [(1, 7)]


async def test_a_record_that_waited_for_room_is_left_to_whoever_has_its_partition_now() -> None:
    source = FakeSource({0: 0, 1: 7})
    await source.assign({0, 1})
    await source.offer(message(0, 0))
    await source.offer(message(0, 1))
    waiting = asyncio.create_task(source.offer(message(1, 7)))
    await asyncio.sleep(0)

    await source.assign({0})
    await waiting
    await source.offer(message(0, 0))

    assert [(each.partition, each.offset) for each in await source.queue.take()] == [(0, 0)]
