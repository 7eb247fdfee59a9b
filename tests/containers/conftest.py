"""Tests of images and of a stack of containers; one stack for all that only look at it or harm it.

They are tried where ``OVERSIGHT_TEST_CONTAINERS`` says so, and skipped by name in any other run.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.containers.compose import Compose, project_of
from tests.containers.engine import VERSION, build, missing_engine
from tests.containers.stand import Stand
from tests.faults.noting import catalogue, noted, table
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue

# Fixtures of every test here, as in faults by process.
__all__ = ["catalogue", "noted", "table"]

HERE = Path(__file__).parent
VARIABLE = "OVERSIGHT_TEST_CONTAINERS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip where nobody asked for them; who asked for them without an engine is told so."""
    own = [item for item in items if item.path.is_relative_to(HERE)]
    if not own:
        return
    missing = missing_engine()
    if VARIABLE not in os.environ:
        reason = f"containers are untested: {missing or 'make containers tries them'}"
        for item in own:
            item.add_marker(pytest.mark.skip(reason=reason))
    elif missing:
        raise pytest.UsageError(missing)


@pytest.fixture(scope="session")
def built(checkout: Path) -> str:
    """The tag of the images, built from this checkout."""
    build(checkout, VERSION)
    return VERSION


@pytest.fixture(scope="session")
def compose(checkout: Path, built: str) -> Iterator[Compose]:
    """A stack of those images."""
    with Compose.running(checkout, project_of(checkout), built) as running:
        yield running


@pytest.fixture(scope="session")
def stand(
    compose: Compose, catalogue: Catalogue, table: Table, tmp_path_factory: pytest.TempPathFactory
) -> Stand:
    """That stack with a feed."""
    return Stand.on(compose, catalogue, table, tmp_path_factory.mktemp("records"))
