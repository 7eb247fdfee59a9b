"""A broker that comes back as another cluster: its log is read from the start."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiokafka import AIOKafkaProducer
from tests.integration.reporting.publishing import Publishing, cut, total
from tests.integration.reporting.service import Service, running, settings_for

from oversight_contracts.topics import ALERTS, FACTS
from oversight_local.broker import broker_program
from oversight_local.folder import DataFolder
from oversight_local.ports import HOST, choose_ports
from oversight_local.processes import Processes
from oversight_runtime.kafka import TopicPlan, ensure_topics


@asynccontextmanager
async def broker(folder: DataFolder, port: int) -> AsyncIterator[Publishing]:
    """A broker on ``port``: each time another cluster, with an empty log."""
    processes = Processes(folder, cancelled=lambda: False)
    program = broker_program(port)
    processes.start(program)
    try:
        processes.wait_ready(program)
        servers = f"{HOST}:{port}"
        await ensure_topics(servers, [TopicPlan(each.name, 1) for each in (FACTS, ALERTS)], 1)
        async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
            yield Publishing(producer)
    finally:
        processes.stop_all([[program.name]])


async def crimes(service: Service) -> int | None:
    found = await service.json(
        "/v1/indicators/crime.total/values", from_="2020-01-01", to="2020-02-01"
    )
    value: int | None = found["total"]["value"]
    return value


async def test_a_log_replaced_by_a_longer_one_is_not_read_from_its_middle(
    database_url: str, definitions: Path, tmp_path: Path
) -> None:
    port = choose_ports(0, ()).kafka
    folder = DataFolder(tmp_path / "broker")
    folder.create()
    settings = settings_for(f"{HOST}:{port}", database_url, definitions, tmp_path)
    async with AsyncExitStack() as stack:
        async with broker(folder, port) as first:
            await first.facts(total("crime.total", "2020-01-01", 1), cut(1))
            service = await stack.enter_async_context(running(settings, first))
            await service.cut_at(1)
        second = await stack.enter_async_context(broker(folder, port))
        days = [f"2020-01-{day:02}" for day in range(1, 32)]
        await second.facts(*(total("crime.total", day, 2, revision=2) for day in days), cut(2))
        await service.cut_at(2)
        # The first two stand before the offset that the first log was read up to.
        assert await crimes(service) == 62
