"""A broker that comes back as another cluster: its log is read from the start."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaProducer
from tests.brokers import BrokerKit
from tests.integration.reporting.publishing import Publishing, cut, total
from tests.integration.reporting.service import Service, running, settings_for

from oversight_contracts.topics import ALERTS, FACTS
from oversight_local.stack.ports import HOST, choose_ports
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics


@asynccontextmanager
async def cluster(kit: BrokerKit, folder: Path, port: int) -> AsyncIterator[Publishing]:
    """A broker on ``port``: each time another cluster, with an empty log."""
    with kit.running(folder, port) as broker:
        plans = [TopicPlan(each.name, 1) for each in (FACTS, ALERTS)]
        await ensure_topics(broker.servers, plans, 1)
        async with AIOKafkaProducer(bootstrap_servers=broker.servers) as producer:
            yield Publishing(producer)


async def crimes(service: Service) -> int | None:
    found = await service.json(
        "/v1/indicators/crime.total/values", from_="2020-01-01", to="2020-02-01"
    )
    value: int | None = found["total"]["value"]
    return value


async def test_a_log_replaced_by_a_longer_one_is_not_read_from_its_middle(
    broker_kit: BrokerKit, database_url: str, definitions: Path, tmp_path: Path
) -> None:
    port, folder = choose_ports(0, ()).kafka, tmp_path / "broker"
    settings = settings_for(f"{HOST}:{port}", database_url, definitions, tmp_path)
    async with AsyncExitStack() as stack:
        async with cluster(broker_kit, folder, port) as first:
            await first.facts(total("crime.total", "2020-01-01", 1), cut(1))
            service = await stack.enter_async_context(running(settings, first))
            await service.cut_at(1)
        second = await stack.enter_async_context(cluster(broker_kit, folder, port))
        days = [f"2020-01-{day:02}" for day in range(1, 32)]
        await second.facts(*(total("crime.total", day, 2, revision=2) for day in days), cut(2))
        await service.cut_at(2)
        # The first two stand before the offset that the first log was read up to.
        assert await crimes(service) == 62
