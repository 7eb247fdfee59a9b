"""A broker that is away for a while: readiness says so, and reading goes on when it is back."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.brokers import OwnBroker
from tests.integration.reporting.service import until

from oversight_local.processes.termination import wait_until
from oversight_projection.follower import LogFollower
from oversight_projection.sink import Confirm, Record
from oversight_projection.topic_log import KafkaTopicLog
from oversight_reporting.projection.background import BackgroundFollower
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics
from oversight_runtime.supervision import Ending

TOPIC = TopicPlan("facts", 1)


class FakeSink:
    """Remembers what it took."""

    def __init__(self) -> None:
        self.taken: list[bytes | None] = []

    async def begin(self, log: str, end: int) -> int:
        self.taken = []
        return 0

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        self.taken += [each.value for each in records]
        return bool(records)


async def wait(reader: BackgroundFollower, *, well: bool) -> None:
    """Until readiness says so, at most a minute."""

    async def said() -> bool:
        return (await reader.check() is None) == well

    await until(said, 60)


async def test_reading_goes_on_when_the_broker_is_back(broker: OwnBroker) -> None:
    async def prepare() -> None:
        await ensure_topics(broker.servers, [TOPIC], 1)

    ended: list[Ending] = []
    sink = FakeSink()
    follower = LogFollower(
        KafkaTopicLog(broker.servers, TOPIC.name), sink, prepare, lambda: datetime.now(UTC)
    )
    reader = BackgroundFollower(TOPIC.name, follower, ended.append)
    reader.start()
    try:
        await wait(reader, well=True)
        broker.kill()
        await wait(reader, well=False)
        broker.start()
        await wait(reader, well=True)
        publisher = Publisher(broker.servers, idempotent=False)
        await publisher.send(TOPIC.name, b"new", partition=0)
        await publisher.stop()
        assert await asyncio.to_thread(wait_until, lambda: sink.taken == [b"new"], 60.0)
        assert not ended
    finally:
        await reader.stop()
