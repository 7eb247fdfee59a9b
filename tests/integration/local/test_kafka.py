"""Apache Kafka as the broker of a stack whose services are stand-ins."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from tests.brokers import VARIABLE, chosen
from tests.e2e.command import oversight
from tests.integration.local.standins import HERE, SERVICES

from oversight_contracts.topics import EVENTS, FACTS, TOPICS
from oversight_local.client.topics import compare_topics
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.kafka.class_archive import with_archive
from oversight_local.stack.kafka.runtime import find_runtime
from oversight_local.stack.ports import answers
from oversight_local.stack.stack import Stack
from oversight_runtime.kafka.offsets import cluster_id, end_offsets
from oversight_runtime.kafka.producer import KafkaUnavailable, Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

pytestmark = pytest.mark.skipif(
    chosen() is not Broker.KAFKA, reason=f"{VARIABLE} is not {Broker.KAFKA}"
)
PLANS = [TopicPlan(topic.name, topic.partitions, topic.config) for topic in TOPICS]
RECOVERY_SECONDS = 30.0
Do = Callable[[Stack, str], None]


def start(data: Path, brokers: int) -> Stack:
    return Stack.start(
        data,
        port_base=0,
        services=SERVICES[:1],
        definitions=HERE,
        broker=Broker.KAFKA,
        brokers=brokers,
    )


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with start(tmp_path_factory.mktemp("three"), 3) as running:
        yield running


def test_a_jvm_maps_the_archive_of_the_classes(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.create()
    runtime = with_archive(find_runtime(folder), Log(folder.logs, "classes"))
    java, *rest = runtime.command("kafka.Kafka", "--version")
    # It ends at once where an archive that was asked for cannot be mapped.
    told = subprocess.run((java, "-Xshare:on", *rest), capture_output=True, text=True)
    assert (runtime.archive is not None, told.returncode) == (True, 0), told.stdout


@pytest.fixture
async def publisher(three: Stack) -> Publisher:
    await ensure_topics(three.file.kafka, PLANS, 3)
    made = Publisher(three.file.kafka, idempotent=True)
    await made.start()
    return made


async def kept(publisher: Publisher, partition: int = 0) -> None:
    """Send again, as a feed does, until it is acknowledged; within the time for recovery."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            await publisher.send(EVENTS.name, b"{}", partition=partition)
        except KafkaUnavailable:
            assert time.monotonic() < deadline, f"no recovery within {RECOVERY_SECONDS:g} s"
        else:
            return


async def test_the_log_and_its_name_outlive_the_stack(tmp_path: Path) -> None:
    with start(tmp_path, 1) as stack:
        assert stack.file.environment["OVERSIGHT_KAFKA_IDEMPOTENCE"] == "true"
        assert stack.file.environment["OVERSIGHT_KAFKA_REPLICATION"] == "1"
        name = await fill(stack, 3)
        assert await end_offsets(stack.file.kafka, FACTS.name) == {0: 3}
        log = stack.log("broker")
    assert "shut down completed" in log.read_text()

    # On other ports, and after a crash as well as after an orderly end.
    with start(tmp_path, 1) as stack:
        assert await fill(stack, 2) == name
        stack.kill("broker")
        stack.restart("broker")
        assert await fill(stack, 1) == name
        assert await end_offsets(stack.file.kafka, FACTS.name) == {0: 6}

    with pytest.raises(Failure, match="holds a cluster of 1; use --brokers 1"):
        start(tmp_path, 3)


async def fill(stack: Stack, records: int) -> str:
    """Send records to the fact topic; answers the cluster's name."""
    await ensure_topics(stack.file.kafka, PLANS, 1)
    publisher = Publisher(stack.file.kafka, idempotent=True)
    for number in range(records):
        await publisher.send(FACTS.name, b"1", key=f"{number}".encode())
    await publisher.stop()
    return await cluster_id(stack.file.kafka)


async def test_the_topics_are_made_to_their_table(three: Stack) -> None:
    await ensure_topics(three.file.kafka, PLANS, 3)
    found = await compare_topics(three.file.kafka, 3)
    assert [each for each in found if each.differs] == []
    assert {each.there for each in found if each.name == "min.insync.replicas"} == {"2"}
    printed = await asyncio.to_thread(oversight, three.file.data, "topics")
    assert EVENTS.name in printed


async def test_no_other_machine_is_answered(three: Stack) -> None:
    for server in three.file.kafka.split(","):
        port = int(server.rpartition(":")[2])
        assert answers(port)
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", port)):
            pass


@pytest.mark.parametrize(
    ("fault", "repair"), [(Stack.kill, Stack.restart), (Stack.pause, Stack.resume)]
)
async def test_one_of_three_may_fail(
    three: Stack, publisher: Publisher, fault: Do, repair: Do
) -> None:
    for name in ("broker-1", "broker-2", "broker-3"):
        fault(three, name)
        # Of four partitions, the broker led at least one.
        await asyncio.gather(*(kept(publisher, each) for each in range(EVENTS.partitions)))
        await asyncio.to_thread(repair, three, name)
        await whole(three)
    await publisher.stop()


async def test_with_two_of_three_gone_nothing_is_acknowledged(
    three: Stack, publisher: Publisher
) -> None:
    for name in ("broker-1", "broker-2"):
        three.kill(name)
    began = time.monotonic()
    with pytest.raises(KafkaUnavailable):
        await publisher.send(EVENTS.name, b"{}", partition=0)
    assert time.monotonic() - began < 5
    for name in ("broker-1", "broker-2"):
        await asyncio.to_thread(three.restart, name)
    await kept(publisher)
    await publisher.stop()


async def whole(stack: Stack) -> None:
    """Wait until every copy is there again: two of three may not fail at once."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.file.kafka, request_timeout_ms=5_000)
    await admin.start()
    try:
        async with asyncio.timeout(RECOVERY_SECONDS):
            while True:
                if all(len(each["isr"]) == 3 for each in await partitions(admin)):
                    return
                await asyncio.sleep(0.1)
    finally:
        await admin.close()


async def partitions(admin: AIOKafkaAdminClient) -> list[dict[str, Any]]:
    """Every partition of the topics in the table."""
    found = await admin.describe_topics([topic.name for topic in TOPICS])
    return [partition for topic in found for partition in topic["partitions"]]
