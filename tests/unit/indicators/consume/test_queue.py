"""Records wait, within bounds."""

import asyncio
from contextlib import suppress

from oversight_indicators.consume.queue import RecordQueue
from oversight_indicators.events.model import KafkaRecord


def message(offset: int, size: int = 10) -> KafkaRecord:
    return KafkaRecord(0, offset, 0, b"x" * size)


async def test_a_portion_is_taken_in_order() -> None:
    queue = RecordQueue(capacity=1_000, batch=25)
    for offset in range(4):
        await queue.put(message(offset))
    assert [each.offset for each in await queue.take()] == [0, 1, 2]
    assert [each.offset for each in await queue.take()] == [3]


async def test_short_records_are_bounded_by_their_number() -> None:
    queue = RecordQueue(capacity=1_000, batch=300, minimum=100)
    for offset in range(10):
        await queue.put(message(offset, size=1))
    assert queue.full
    assert [each.offset for each in await queue.take()] == [0, 1, 2]
    assert not queue.full
    # One that is longer counts as long as it is.
    await queue.put(message(10, size=300))
    assert queue.full


async def test_taking_waits_for_the_first() -> None:
    queue = RecordQueue()
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    assert not taking.done()
    await queue.put(message(1))
    assert [each.offset for each in await taking] == [1]


async def test_putting_waits_for_room() -> None:
    queue = RecordQueue(capacity=10, batch=10)
    await queue.put(message(0))
    putting = asyncio.create_task(queue.put(message(1)))
    await asyncio.sleep(0)
    assert queue.full
    assert not putting.done()
    await queue.take()
    await putting
    assert [each.offset for each in await queue.take()] == [1]


async def test_clearing_lets_those_who_wait_go_on() -> None:
    queue = RecordQueue(capacity=10)
    await queue.put(message(0))
    putting = asyncio.create_task(queue.put(message(1)))
    await asyncio.sleep(0)
    queue.clear()
    await putting
    assert [each.offset for each in await queue.take()] == [1]


async def test_drained_when_all_is_taken_and_more_is_waited_for() -> None:
    queue = RecordQueue()
    draining = asyncio.create_task(queue.wait_until_drained())
    await queue.put(message(0))
    await queue.take()
    await asyncio.sleep(0)
    assert not draining.done()
    taking = asyncio.create_task(queue.take())
    await draining
    taking.cancel()


async def test_plenty_is_told_until_it_is_taken() -> None:
    queue = RecordQueue(bulk=20)
    await queue.put(message(0))
    waiting = asyncio.create_task(queue.wait_for_bulk())
    await asyncio.sleep(0)
    assert not waiting.done()
    await queue.put(message(1))
    await waiting
    await queue.take()
    again = asyncio.create_task(queue.wait_for_bulk())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


async def test_scant_while_little_waits_though_it_never_ends() -> None:
    queue = RecordQueue(bulk=20)
    await queue.put(message(0))
    await queue.wait_for_less_than_bulk()
    await queue.put(message(1))
    waiting = asyncio.create_task(queue.wait_for_less_than_bulk())
    await asyncio.sleep(0)
    assert not waiting.done()
    await queue.take()
    await queue.put(message(2))
    await waiting


async def test_scant_for_a_moment_is_not_scant() -> None:
    queue = RecordQueue(bulk=20)
    waiting = asyncio.create_task(queue.wait_for_less_than_bulk(quiet=60.0))
    await asyncio.sleep(0)
    await queue.put(message(0, size=20))
    await queue.take()
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_a_wait_can_be_given_up_at_any_moment_while_records_come_and_go() -> None:
    queue = RecordQueue()

    async def come_and_go() -> None:
        while True:
            await queue.put(message(0))
            await queue.take()
            taking = asyncio.create_task(queue.wait_for_record())
            await asyncio.sleep(0)
            taking.cancel()

    coming = asyncio.create_task(come_and_go())
    async with asyncio.timeout(30):
        for _ in range(300):
            with suppress(TimeoutError):
                async with asyncio.timeout(0.001):
                    await queue.wait_until_drained(quiet=60.0)
    coming.cancel()
