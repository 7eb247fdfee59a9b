"""The stage of each test."""

from pathlib import Path

import pytest
from tests.integration.alerts.stage import Stage


@pytest.fixture
def stage(kafka: str, database_url: str, tmp_path: Path, definitions: Path) -> Stage:
    """A broker, a database and a mail folder of the test's own."""
    return Stage(kafka, database_url, tmp_path, definitions)
