"""Records wait, within bounds."""

import asyncio
from contextlib import suppress

from oversight_indicators.consume.queue import RecordQueue
from oversight_indicators.events.model import KafkaRecord


def message(offset: int, size: int = 10) -> KafkaRecord:
    return KafkaRecord(0, offset, 0, b"x" * size)


async def test_a_portion_is_taken_in_order() -> None:
    intake = RecordQueue(room=1_000, portion=25)
    for offset in range(4):
        await intake.put(message(offset))
    assert [each.offset for each in await intake.take()] == [0, 1, 2]
    assert [each.offset for each in await intake.take()] == [3]


async def test_short_records_are_bounded_by_their_number() -> None:
    intake = RecordQueue(room=1_000, portion=300, least=100)
    for offset in range(10):
        await intake.put(message(offset, size=1))
    assert intake.full
    assert [each.offset for each in await intake.take()] == [0, 1, 2]
    assert not intake.full
    # One that is longer counts as long as it is.
    await intake.put(message(10, size=300))
    assert intake.full


async def test_taking_waits_for_the_first() -> None:
    intake = RecordQueue()
    taking = asyncio.create_task(intake.take())
    await asyncio.sleep(0)
    assert not taking.done()
    await intake.put(message(1))
    assert [each.offset for each in await taking] == [1]


async def test_putting_waits_for_room() -> None:
    intake = RecordQueue(room=10, portion=10)
    await intake.put(message(0))
    putting = asyncio.create_task(intake.put(message(1)))
    await asyncio.sleep(0)
    assert intake.full
    assert not putting.done()
    await intake.take()
    await putting
    assert [each.offset for each in await intake.take()] == [1]


async def test_clearing_lets_those_who_wait_go_on() -> None:
    intake = RecordQueue(room=10)
    await intake.put(message(0))
    putting = asyncio.create_task(intake.put(message(1)))
    await asyncio.sleep(0)
    intake.clear()
    await putting
    assert [each.offset for each in await intake.take()] == [1]


async def test_drained_when_all_is_taken_and_more_is_waited_for() -> None:
    intake = RecordQueue()
    draining = asyncio.create_task(intake.drained())
    await intake.put(message(0))
    await intake.take()
    await asyncio.sleep(0)
    assert not draining.done()
    taking = asyncio.create_task(intake.take())
    await draining
    taking.cancel()


async def test_plenty_is_told_until_it_is_taken() -> None:
    intake = RecordQueue(plenty=20)
    await intake.put(message(0))
    waiting = asyncio.create_task(intake.plenty())
    await asyncio.sleep(0)
    assert not waiting.done()
    await intake.put(message(1))
    await waiting
    await intake.take()
    again = asyncio.create_task(intake.plenty())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


async def test_scant_while_little_waits_though_it_never_ends() -> None:
    intake = RecordQueue(plenty=20)
    await intake.put(message(0))
    await intake.scant()
    await intake.put(message(1))
    waiting = asyncio.create_task(intake.scant())
    await asyncio.sleep(0)
    assert not waiting.done()
    await intake.take()
    await intake.put(message(2))
    await waiting


async def test_scant_for_a_moment_is_not_scant() -> None:
    intake = RecordQueue(plenty=20)
    waiting = asyncio.create_task(intake.scant(quiet=60.0))
    await asyncio.sleep(0)
    await intake.put(message(0, size=20))
    await intake.take()
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_a_wait_can_be_given_up_at_any_moment_while_records_come_and_go() -> None:
    intake = RecordQueue()

    async def come_and_go() -> None:
        while True:
            await intake.put(message(0))
            await intake.take()
            taking = asyncio.create_task(intake.some())
            await asyncio.sleep(0)
            taking.cancel()

    coming = asyncio.create_task(come_and_go())
    async with asyncio.timeout(30):
        for _ in range(300):
            with suppress(TimeoutError):
                async with asyncio.timeout(0.001):
                    await intake.drained(quiet=60.0)
    coming.cancel()
