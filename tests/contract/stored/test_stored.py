"""What stands outside the code keeps its form: hashes, tables, metrics, frozen reports.

A change of one of these is a decision: totals are counted anew, a dashboard goes blank, a frozen
report no longer verifies. ``python -m tests.contract.stored`` writes golden.json anew.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.contract.stored.golden import GOLDEN, golden


@pytest.fixture(scope="module")
async def found(definitions: Path, checkout: Path) -> dict[str, Any]:
    return await golden(definitions, checkout)


@pytest.mark.parametrize("part", orjson.loads(GOLDEN.read_bytes()))
def test_what_is_stored_keeps_its_form(part: str, found: dict[str, Any]) -> None:
    assert found[part] == orjson.loads(GOLDEN.read_bytes())[part]
