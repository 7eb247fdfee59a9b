"""A broker that is away for a while: readiness says so, and reading goes on when it is back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from tests.brokers import OwnBroker

from oversight_local.processes.termination import wait_until
from oversight_reporting.projection.follower import Ending, LogReader
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

TOPIC = TopicPlan("facts", 1)


class FakeSink:
    """Remembers what it took."""

    def __init__(self) -> None:
        self.taken: list[bytes | None] = []

    async def begin(self, log: str) -> int:
        self.taken = []
        return 0

    async def take(
        self, records: Sequence[tuple[int, bytes | None]], confirm: Callable[[], Awaitable[None]]
    ) -> None:
        await confirm()
        self.taken += [value for _, value in records]


async def wait(condition: Callable[[], bool]) -> None:
    assert await asyncio.to_thread(wait_until, condition, 60.0)


async def test_reading_goes_on_when_the_broker_is_back(broker: OwnBroker) -> None:
    async def prepare() -> None:
        await ensure_topics(broker.servers, [TOPIC], 1)

    ended: list[Ending] = []
    sink = FakeSink()
    reader = LogReader(broker.servers, TOPIC.name, sink, prepare, ended.append)
    reader.start()
    try:
        await wait(lambda: reader.trouble is None)
        broker.kill()
        await wait(lambda: reader.trouble is not None)
        assert await reader.check() is not None
        broker.start()
        await wait(lambda: reader.trouble is None)
        publisher = Publisher(broker.servers, idempotent=False)
        await publisher.send(TOPIC.name, b"new", partition=0)
        await publisher.stop()
        await wait(lambda: sink.taken == [b"new"])
        assert not ended
    finally:
        await reader.stop()
