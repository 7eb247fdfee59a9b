"""Faults are tried on Apache Kafka alone: an embedded broker's log ends with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from tests.brokers import VARIABLE, chosen
from tests.faults.noting import catalogue, noted, table
from tests.faults.size import Size, chosen_size
from tests.faults.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.stack.brokers.model import Broker

# Fixtures of every test here.
__all__ = ["catalogue", "noted", "table"]

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
