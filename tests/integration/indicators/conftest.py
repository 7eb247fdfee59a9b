"""The service under test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.integration.indicators.stand import Stand

from oversight_local.stack.ports import choose_ports


@pytest.fixture
async def stand(
    kafka: str, database_url: str, definitions: Path, tmp_path: Path
) -> AsyncIterator[Stand]:
    """A stand whose service is not started yet."""
    (port,) = list(choose_ports(0, ("indicators",)).services.values())
    made = Stand(kafka, database_url, definitions, tmp_path, port)
    yield made
    await made.close()
