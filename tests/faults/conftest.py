"""Faults are tried on Apache Kafka alone: an embedded broker's log ends with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.brokers import VARIABLE, chosen
from tests.faults.size import Size, chosen_size
from tests.faults.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_local.brokers import Broker

TABLE = pytest.StashKey[Table]()
HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Keep one table a run."""
    config.stash[TABLE] = Table()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip where there is no broker whose log outlives it, and say what would try them."""
    if chosen() is Broker.KAFKA:
        return
    reason = f"{VARIABLE} is not {Broker.KAFKA}; make faults tries them all"
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was tried, and what came of it."""
    # A run that was broken off before it came here has none.
    table = config.stash.get(TABLE, None)
    if table is not None and table.trials:
        terminalreporter.section("faults")
        terminalreporter.write("\n".join(table.lines()) + "\n")


@pytest.fixture(scope="session")
def size() -> Size:
    """How often each fault is tried."""
    return chosen_size()


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    """Where trials are noted."""
    return pytestconfig.stash[TABLE]


@pytest.fixture(scope="session")
def catalogue(definitions: Path) -> Catalogue:
    """The definitions that the product ships."""
    return load_catalogue(definitions)


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    """A stack on one broker with one worker, for the faults of one module."""
    with Stand.running(tmp_path_factory.mktemp("stand"), catalogue, table) as running:
        yield running


@pytest.fixture(scope="session")
def crew(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    """A stack on one broker with three workers, for the modules that come last."""
    with Stand.running(tmp_path_factory.mktemp("crew"), catalogue, table, workers=3) as running:
        yield running
