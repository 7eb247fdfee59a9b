from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.load.places import Places


@pytest.fixture(scope="session")
def places(definitions: Path) -> Places:
    return Places(load_catalogue(definitions).forces)


@pytest.fixture
def force() -> FakeForce:
    return FakeForce()
