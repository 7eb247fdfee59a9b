import asyncio
import time
from collections.abc import Callable

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st
from tests.brokers import OwnBroker, idempotent
from tests.partitioner import partition_of

from oversight_runtime.kafka.offsets import cluster_id, end_offsets
from oversight_runtime.kafka.producer import UNREADY_SECONDS, KafkaUnavailable, Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

TOPIC = "things.v1"
DEADLINE = 0.5
# Above the deadline, below anything that only a timeout of the client's own would end.
SOON = DEADLINE + 2.0


@given(st.binary(min_size=1, max_size=64), st.integers(1, 64))
def test_a_key_has_the_partition_that_kafkas_own_producers_give_it(
    key: bytes, partitions: int
) -> None:
    everywhere = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key, everywhere, everywhere)


async def publisher(servers: str, clock: Callable[[], float] = time.monotonic) -> Publisher:
    made = Publisher(servers, idempotent=idempotent(), deadline=DEADLINE, clock=clock)
    await ensure_topics(servers, [TopicPlan(TOPIC, 3)], replication=1)
    await made.start()
    return made


async def test_a_send_answers_with_where_the_record_stands(kafka: str) -> None:
    made = await publisher(kafka)
    assert await made.send(TOPIC, b"1", partition=2) == (2, 0)
    assert await made.send(TOPIC, b"2", partition=2, headers={"a": "b"}) == (2, 1)
    partition, _ = await made.send(TOPIC, b"3", key=b"force/kind/1")
    assert partition == partition_of(b"force/kind/1", 3)
    await made.stop()
    kept = await read(kafka, 2, 2)
    assert kept == [(b"1", ()), (b"2", (("a", b"b"),))]


async def test_end_offsets_count_every_record_of_the_last_batch(kafka: str) -> None:
    made = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=50)
    await ensure_topics(kafka, [TopicPlan(TOPIC, 3)], replication=1)
    await made.start()
    # Sent together, and so kept as one batch.
    await asyncio.gather(*[await made.send(TOPIC, b"1", partition=1) for _ in range(25)])
    await made.stop()
    assert await end_offsets(kafka, TOPIC) == {0: 0, 1: 25, 2: 0}


async def read(servers: str, partition: int, count: int) -> list[tuple[bytes, object]]:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(TOPIC, partition)])
        found = [await asyncio.wait_for(consumer.getone(), 10) for _ in range(count)]
        return [(each.value, each.headers) for each in found]
    finally:
        await consumer.stop()


async def test_a_frozen_broker_is_unavailable_within_the_deadline(broker: OwnBroker) -> None:
    made = await publisher(broker.servers)
    await made.send(TOPIC, b"before", partition=0)
    broker.pause()
    began = time.monotonic()
    with pytest.raises(KafkaUnavailable, match=r"no acknowledgement within 0\.5 s"):
        await made.send(TOPIC, b"unknown", partition=0)
    assert DEADLINE <= time.monotonic() - began < SOON
    broker.resume()
    # The one whose fate was unknown may stand before this one; both answers are true.
    assert (await made.send(TOPIC, b"after", partition=0))[1] in (1, 2)
    await made.stop()


async def test_many_waiting_sends_all_end_at_the_deadline(broker: OwnBroker) -> None:
    made = await publisher(broker.servers)
    broker.pause()
    began = time.monotonic()
    sends = (made.send(TOPIC, b"x" * 1000, partition=number % 3) for number in range(50))
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {KafkaUnavailable}
    assert time.monotonic() - began < SOON
    broker.resume()
    await made.stop()


async def test_a_start_that_was_given_up_can_be_made_again(broker: OwnBroker) -> None:
    made = Publisher(broker.servers, idempotent=idempotent(), deadline=DEADLINE)
    broker.pause()
    with pytest.raises(KafkaUnavailable, match="no acknowledgement"):
        await made.send(TOPIC, b"1")
    broker.resume()
    await ensure_topics(broker.servers, [TopicPlan(TOPIC, 3)], replication=1)
    assert await made.send(TOPIC, b"1", partition=0) == (0, 0)
    await made.stop()


@pytest.mark.skipif(not idempotent(), reason="the embedded broker makes what is asked for")
async def test_a_topic_that_is_not_there_is_told_until_it_is(kafka: str) -> None:
    made = Publisher(kafka, idempotent=True, deadline=DEADLINE)
    await made.start()
    assert await made.check("gone") == "there is no topic gone"
    await ensure_topics(kafka, [TopicPlan("gone", 1)], replication=1)
    assert await made.check("gone") is None
    await made.stop()


async def test_a_broker_that_is_gone_is_unavailable(broker: OwnBroker) -> None:
    made = await publisher(broker.servers)
    assert await made.check(TOPIC) is None
    broker.kill()
    assert await made.check(TOPIC) == "no broker answers"
    with pytest.raises(KafkaUnavailable):
        await made.send(TOPIC, b"1", partition=0)
    began = time.monotonic()
    await made.stop()
    assert time.monotonic() - began < SOON


async def test_a_cluster_that_acknowledges_nothing_is_not_ready(broker: OwnBroker) -> None:
    made = await publisher(broker.servers, lambda: 0.0)
    for partition in (0, 1):
        broker.pause()
        with pytest.raises(KafkaUnavailable):
            await made.send(TOPIC, b"unknown", partition=partition)
        broker.resume()
    await made.send(TOPIC, b"answered", partition=0)
    assert await made.check(TOPIC) == "no acknowledgement within 0.5 s"
    await made.send(TOPIC, b"answered", partition=1)
    assert await made.check(TOPIC) is None
    await made.stop()


async def test_what_is_not_ready_is_so_again_though_nothing_is_sent(broker: OwnBroker) -> None:
    now = [0.0]
    made = await publisher(broker.servers, lambda: now[0])
    broker.pause()
    with pytest.raises(KafkaUnavailable):
        await made.send(TOPIC, b"unknown", partition=0)
    broker.resume()
    assert await made.check(TOPIC) is not None
    now[0] = UNREADY_SECONDS
    assert await made.check(TOPIC) is None
    await made.stop()


async def test_a_message_too_large_is_unavailable_to_nobody_else(kafka: str) -> None:
    made = await publisher(kafka)
    with pytest.raises(KafkaUnavailable, match="MessageSizeTooLarge"):
        await made.send(TOPIC, b"x" * 2_000_000, partition=0)
    assert await made.send(TOPIC, b"1", partition=0) == (0, 0)
    await made.stop()


async def test_topics_are_made_once_and_left_as_they_are(kafka: str) -> None:
    plan = TopicPlan(TOPIC, 3, {"cleanup.policy": "delete"})
    await ensure_topics(kafka, [plan], replication=1)
    await ensure_topics(kafka, [TopicPlan(TOPIC, 5), TopicPlan("more", 1)], 1)
    assert await end_offsets(kafka, TOPIC) == {0: 0, 1: 0, 2: 0}
    assert await end_offsets(kafka, "more") == {0: 0}


async def test_ends_are_the_next_offsets(kafka: str) -> None:
    made = await publisher(kafka)
    for _ in range(3):
        await made.send(TOPIC, b"1", partition=1)
    await made.stop()
    assert await end_offsets(kafka, TOPIC) == {0: 0, 1: 3, 2: 0}


async def test_a_topic_that_is_not_there_has_no_ends_and_is_not_made(kafka: str) -> None:
    for _ in range(2):
        assert await end_offsets(kafka, TOPIC) == {}
    await ensure_topics(kafka, [TopicPlan(TOPIC, 1)], replication=1)
    assert await end_offsets(kafka, TOPIC) == {0: 0}


async def test_a_cluster_says_its_name(kafka: str) -> None:
    name = await cluster_id(kafka)
    assert len(name) >= 22
    assert await cluster_id(kafka) == name
