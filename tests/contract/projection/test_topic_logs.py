"""What any topic log does: the fake and the one on Kafka are held to the same."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest
from tests.contract.projection.topic_logs import FakeTopicLog
from tests.unit.alerts.builders import cut, total

from oversight_contracts.facts.facts import Cut, TotalFact, write_fact
from oversight_contracts.topics import FACTS
from oversight_projection.sink import Record
from oversight_projection.topic_log import KafkaTopicLog, TopicLog
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

FOUND: list[TotalFact | Cut] = [total(1), total(2, revision=2), cut()]


@dataclass
class Bench:
    """A topic log on trial, and the means to write to it."""

    log: TopicLog
    write: Callable[[TotalFact | Cut], Awaitable[None]]


@pytest.fixture(params=["fake", "real"])
async def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return _fake()
    return await _real(request.getfixturevalue("kafka"))


def _fake() -> Bench:
    fake = FakeTopicLog()

    async def write(fact: TotalFact | Cut) -> None:
        fake.append(fact)

    return Bench(fake, write)


async def _real(servers: str) -> Bench:
    await ensure_topics(servers, [TopicPlan(FACTS.name, FACTS.partitions)], 1)

    async def write(fact: TotalFact | Cut) -> None:
        publisher = Publisher(servers, idempotent=False)
        await publisher.send(FACTS.name, write_fact(fact), key=fact.key)
        await publisher.stop()

    return Bench(KafkaTopicLog(servers, FACTS.name), write)


async def _read(log: TopicLog, count: int) -> Sequence[Record]:
    found: list[Record] = []
    deadline = time.monotonic() + 20
    while len(found) < count:
        assert time.monotonic() < deadline, f"only {found}"
        found += await log.read()
    return found


async def test_records_are_read_from_an_offset_in_order(bench: Bench) -> None:
    for fact in FOUND:
        await bench.write(fact)
    assert await bench.log.open() == await bench.log.identity()
    assert await bench.log.end() == 3
    await bench.log.seek(1)
    assert bench.log.behind() == 2
    found = await _read(bench.log, 2)
    assert [record.offset for record in found] == [1, 2]
    assert [record.key for record in found] == [fact.key for fact in FOUND[1:]]
    assert [record.value for record in found] == [write_fact(fact) for fact in FOUND[1:]]
    assert bench.log.behind() == 0
    await bench.log.close()


async def test_it_begins_at_the_first_record_and_goes_on(bench: Bench) -> None:
    await bench.write(FOUND[0])
    await bench.log.open()
    await bench.log.seek(0)
    assert [record.offset for record in await _read(bench.log, 1)] == [0]
    await bench.write(FOUND[1])
    assert [record.offset for record in await _read(bench.log, 1)] == [1]
    await bench.log.close()


async def test_it_can_be_opened_again(bench: Bench) -> None:
    await bench.write(FOUND[0])
    for _ in range(2):
        await bench.log.open()
        assert await bench.log.end() == 1
        await bench.log.seek(0)
        assert len(await _read(bench.log, 1)) == 1
    await bench.log.close()


async def test_an_empty_log_has_nothing_behind(bench: Bench) -> None:
    await bench.log.open()
    assert await bench.log.end() == 0
    await bench.log.seek(0)
    assert await bench.log.read() == []
    assert bench.log.behind() == 0
    await bench.log.close()
