"""One publisher at a time: who claims the fact log shuts out whoever could send before."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from tests.brokers import OwnBroker, idempotent

from oversight_contracts.facts.facts import TotalFact, read_fact
from oversight_contracts.topics import FACTS
from oversight_indicators.publish.fact_producer import KafkaFactProducer
from oversight_runtime.kafka.producer import KafkaUnavailable
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

needs_transactions = pytest.mark.skipif(
    not idempotent(), reason="the embedded broker has no transactions"
)


Pair = tuple[KafkaFactProducer, KafkaFactProducer]


@pytest.fixture
async def logs(broker: OwnBroker) -> AsyncIterator[Pair]:
    await ensure_topics(broker.servers, [TopicPlan(FACTS.name, 1)], replication=1)
    made = [
        KafkaFactProducer(broker.servers, FACTS.name, idempotent=idempotent()) for _ in range(2)
    ]
    yield made[0], made[1]
    for each in made:
        await each.stop()


def total(revision: int) -> TotalFact:
    return TotalFact(
        generation=1,
        revision=revision,
        indicator="crime.total",
        force="west-midlands",
        area="force",
        by="",
        bucket="2026-11-01",
        n=revision,
        of=0,
        pending=0,
    )


async def revisions(servers: str, until: int) -> list[int]:
    """The revisions that a reader sees, up to ``until``."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, isolation_level="read_committed")
    await consumer.start()
    try:
        place = TopicPartition(FACTS.name, 0)
        consumer.assign([place])
        consumer.seek(place, 0)
        seen: list[int] = []
        async with asyncio.timeout(20):
            while until not in seen:
                fact = read_fact((await consumer.getone()).value)
                assert isinstance(fact, TotalFact)
                seen.append(fact.revision)
        return seen
    finally:
        await consumer.stop()


async def test_nothing_is_sent_without_a_claim(
    logs: Pair,
) -> None:
    with pytest.raises(KafkaUnavailable, match="not claimed"):
        await logs[0].send([total(1)])


async def test_facts_are_there_in_the_order_they_were_sent(broker: OwnBroker, logs: Pair) -> None:
    log, _ = logs
    assert (await log.name()).endswith(" (empty)")
    await log.claim()
    await log.send([total(1), total(2)])
    await log.send([])
    await log.send([total(3)])

    assert await revisions(broker.servers, until=3) == [1, 2, 3]
    assert not (await log.name()).endswith(" (empty)")


@needs_transactions
async def test_what_a_publisher_had_read_before_another_claimed_the_log_never_gets_there(
    broker: OwnBroker, logs: Pair
) -> None:
    paused, other = logs
    await paused.claim()
    await paused.send([total(1)])
    await other.claim()
    await other.send([total(3)])

    with pytest.raises(KafkaUnavailable):
        await paused.send([total(2)])
    with pytest.raises(KafkaUnavailable, match="not claimed"):
        await paused.send([total(2)])

    await other.send([total(4)])
    assert await revisions(broker.servers, until=4) == [1, 3, 4]
