"""A whole stack, as `oversight up` starts it, for tests that use it as people do."""

from collections.abc import Iterator

import httpx
import pytest
from tests.brokers import chosen

from oversight_local.stack.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Broker, database, mail and the four services, empty, on ports of their own."""
    with Stack.start(tmp_path_factory.mktemp("stack"), port_base=0, broker=chosen()) as running:
        yield running


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client that ignores any proxy of the environment."""
    with httpx.Client(timeout=30, trust_env=False) as client:
        yield client
