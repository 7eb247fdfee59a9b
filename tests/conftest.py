"""Fixtures for tests that need infrastructure: each has a broker and a database of its own."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from tests.brokers import (
    CONTAINERS,
    VARIABLE,
    BrokerKit,
    OwnBroker,
    ProcessKit,
    chosen,
    in_containers,
)
from tests.database import running_postgres
from tests.emptying import empty
from tests.faults.table import FAULT, table_lines
from tests.runs import marks_of
from tests.sharing import KINDS, kind_of, processes_of_run, share_of

from oversight_local.data_folder import DataFolder
from oversight_local.stack import ports
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.database_roles import database_url as url_of

# As many threads as cores in each of several processes would wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# An example takes as long as the machine has other work: how long says nothing of what it shows.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")

# Marker to the variable that names the folder it reads.
FOLDERS = {"real_data": "OVERSIGHT_REAL_DATA", "oracle": "OVERSIGHT_ORACLES"}


def pytest_report_header() -> str:
    """Say which broker the tests run on."""
    return f"broker: {CONTAINERS if in_containers() else chosen()} ({VARIABLE})"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order and mark the tests, and skip what reads a folder that is not there."""
    items.sort(key=lambda item: KINDS.index(kind_of(item.nodeid)))
    for item in items:
        for mark in marks_of(item.nodeid):
            item.add_marker(mark)
        for marker, variable in FOLDERS.items():
            if item.get_closest_marker(marker) and variable not in os.environ:
                item.add_marker(pytest.mark.skip(reason=f"{variable} is not set"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which faults were tried, and what came of it."""
    tried = [
        cells
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "teardown"
        for name, cells in report.user_properties
        if name == FAULT
    ]
    if tried:
        terminalreporter.section("faults")
        terminalreporter.write("\n".join(table_lines(tried)) + "\n")


@pytest.fixture(scope="session", autouse=True)
def own_ports(worker_id: str) -> Iterator[None]:
    """Have free ports chosen where no other process of this run does: it could take the same."""
    share = share_of(range(ports.FREE_FROM, ports.FREE_TO), worker_id, processes_of_run())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ports, "FREE_FROM", share.start)
        patch.setattr(ports, "FREE_TO", share.stop)
        yield


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the repository."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def definitions(checkout: Path) -> Path:
    """The definitions that the product ships."""
    return checkout / "shared" / "definitions"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DataFolder, int]]:
    """The folder and the port of a PostgreSQL server that lives as long as the test run."""
    folder = DataFolder(tmp_path_factory.mktemp("postgres"))
    port = ports.choose_ports(0, ()).postgres
    with running_postgres(folder, port):
        yield folder, port


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database of PostgreSQL, for a role that can make others."""
    if not in_containers():
        yield url_of(*request.getfixturevalue("postgres"))
        return
    # Imported where it is used alone: that takes longer than many a test.
    from tests.postgres_container import container_postgres

    with container_postgres() as url:
        yield url


@pytest.fixture
async def database_url(database_server: str) -> AsyncIterator[str]:
    """An empty database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(database_server)
    await connection.execute(f"CREATE DATABASE {name}")
    yield database_server.rsplit("/", 1)[0] + f"/{name}"
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture(scope="session")
def broker_kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerKit]:
    """Makes brokers of the kind this run is for."""
    if not in_containers():
        yield ProcessKit(chosen(), tmp_path_factory.mktemp("broker"))
        return
    from tests.kafka_container import ContainerKit

    with ContainerKit.ready() as kit:
        yield kit


@pytest.fixture
def broker(broker_kit: BrokerKit, tmp_path: Path) -> Iterator[OwnBroker]:
    """An empty broker of the test's own, which can be paused and killed."""
    with broker_kit.running(tmp_path / "kafka") as running:
        yield running


@pytest.fixture(scope="session")
def kept_broker(broker_kit: BrokerKit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of a broker that one test after the other has to itself."""
    with broker_kit.running(tmp_path_factory.mktemp("kafka")) as running:
        yield running.servers


@pytest.fixture
def kafka(request: pytest.FixtureRequest) -> Iterator[str]:
    """Bootstrap servers of a broker without topics, which must neither be paused nor killed."""
    if chosen() is Broker.EMBEDDED:
        # It starts at once, and deletes no topic.
        yield request.getfixturevalue("broker").servers
        return
    servers: str = request.getfixturevalue("kept_broker")
    yield servers
    asyncio.run(empty(servers))
