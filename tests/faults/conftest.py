"""Faults are tried on Apache Kafka alone: an embedded broker's log ends with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from tests.brokers import VARIABLE, chosen
from tests.faults.size import Size, chosen_size
from tests.faults.stand import Stand
from tests.faults.table import FAULT, Table

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_local.stack.brokers.model import Broker

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip where there is no broker whose log outlives it, and say what would try them."""
    if chosen() is Broker.KAFKA:
        return
    reason = f"{VARIABLE} is not {Broker.KAFKA}; make faults tries them all"
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def size() -> Size:
    """How often each fault is tried."""
    return chosen_size()


@pytest.fixture(scope="session")
def table() -> Table:
    """Where trials are noted."""
    return Table()


@pytest.fixture(autouse=True)
def noted(table: Table, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Has the test's report say what it tried."""
    before = len(table.trials)
    yield
    for trial in table.trials[before:]:
        record_property(FAULT, trial.cells)


@pytest.fixture(scope="session")
def catalogue(definitions: Path) -> Catalogue:
    """The definitions that the product ships."""
    return load_catalogue(definitions)


def _lives(fixture_name: str, config: pytest.Config) -> Literal["module", "session"]:
    """What is compared after each fault grows with all that was sent before: in full, anew."""
    return "module" if chosen_size().full else "session"


@pytest.fixture(scope=_lives)
def stand(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    """A stack on one broker with one worker."""
    with Stand.running(tmp_path_factory.mktemp("stand"), catalogue, table) as running:
        yield running


@pytest.fixture(scope="session")
def crew(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    """A stack on one broker with three workers, for the modules that come last."""
    with Stand.running(tmp_path_factory.mktemp("crew"), catalogue, table, workers=3) as running:
        yield running
