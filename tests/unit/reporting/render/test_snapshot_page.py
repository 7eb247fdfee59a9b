"""What of a report stands on the screen alone."""

from typing import Any

import pytest
from tests.unit.reporting.documents import NARRATIVE

from oversight_reporting.model.document import SectionDocument
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.snapshot_page import shown_sections


async def not_drawn(_: str) -> str:
    raise AssertionError("there is no chart in words")


def words(status: str | None, *, commentary: bool = True) -> dict[str, Any]:
    return {**NARRATIVE, "commentary": commentary, "status": status}


@pytest.mark.parametrize(
    ("text", "items", "unprinted"),
    [
        ("", [words(None)], True),
        ("", [words(None), words("reported")], False),
        ("", [words(None, commentary=False)], False),
        # Words of the section's own need their heading.
        ("What to know first.", [words(None)], False),
    ],
)
async def test_a_heading_is_left_out_on_paper_where_nothing_would_stand_beneath(
    text: str, items: list[dict[str, Any]], unprinted: bool
) -> None:
    section = SectionDocument.model_validate({"title": "Section", "text": text, "items": items})
    (shown,) = await shown_sections([section], ChartCache(not_drawn))
    assert shown.unprinted is unprinted
