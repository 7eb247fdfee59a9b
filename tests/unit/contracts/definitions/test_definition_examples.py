"""The examples of docs/definitions.md are what is shipped, or can be read as it says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.conditions import Where
from oversight_contracts.definitions.models.opening import Opening
from oversight_contracts.definitions.models.plans import PLAN
from oversight_contracts.measures.disparity import DisparityIndicator, Panel
from oversight_contracts.measures.registry import INDICATOR


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.fixture(scope="module")
def blocks(checkout: Path) -> list[Any]:
    text = (checkout / "docs" / "definitions.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def test_the_indicator_counts_what_the_shipped_one_counts(
    blocks: list[Any], shipped: Catalogue
) -> None:
    indicator = INDICATOR.validate_python(blocks[0][0])
    same = shipped.indicators[indicator.id]
    for name in ("of", "hit", "pending", "breakdowns", "history", "comparators"):
        assert getattr(indicator, name) == getattr(same, name), name


def test_the_severity_is_weighed_as_the_shipped_one_is(
    blocks: list[Any], shipped: Catalogue
) -> None:
    same = shipped.indicators[blocks[1][0]["id"]].model_dump()
    whole = INDICATOR.validate_python({**same, **blocks[1][0]})
    assert whole == shipped.indicators[whole.id]


def test_the_opening_balance_can_be_read(blocks: list[Any], shipped: Catalogue) -> None:
    (written,) = blocks[2]
    opening = Opening.model_validate(written["opening"])
    stock = shipped.indicators[written["id"]].model_copy(update={"opening": opening})
    assert list(stock.check_areas(shipped.forces)) == []
    assert [opening.of("west-midlands", area) for area in ("force", "dudley")] == [312, 31]
    assert opening.of("staffordshire", "force") == 140


def test_the_conditions_can_be_read(blocks: list[Any]) -> None:
    where: TypeAdapter[Any] = TypeAdapter(Where)
    found = where.validate_python(blocks[3]["where"])
    assert {test.test for test in found.fields.values()} == {"in", "not-in", "present"}
    assert len(found.any) == 2


def test_the_panel_is_the_shipped_one(blocks: list[Any], shipped: Catalogue) -> None:
    same = DisparityIndicator.require(shipped.indicators["stop-search.disparity"])
    assert Panel.model_validate(blocks[4]["panel"]) == same.panel


def test_the_milestone_is_the_shipped_one(blocks: list[Any], shipped: Catalogue) -> None:
    plan = PLAN.validate_python(blocks[5][0])
    (milestone,) = plan.milestones
    assert milestone in shipped.plans[plan.id].milestones
