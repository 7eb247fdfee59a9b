"""The fixtures of every test that tries a fault: what is counted, and where the trial is noted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.faults.table import FAULT, Table

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue

__all__ = ["catalogue", "noted", "table"]


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
