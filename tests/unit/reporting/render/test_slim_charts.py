"""Each chart has a picture that fits a telephone too, and a process one for each series."""

import asyncio
import json
import re
from typing import Any

import altair as alt
import pytest
from tests.unit.reporting.render.test_charts import item, row

from oversight_reporting.render.chart_axes import SLIM, WIDE, Canvas
from oversight_reporting.render.chart_renderer import ChartCache, draw
from oversight_reporting.render.charts import panels_of, specification_of

POINT: dict[str, Any] = {
    **dict.fromkeys(("segment", "centre", "lower_limit", "upper_limit", "special_cause")),
    **{"variation": None, "in_limits": True, "target": None},
}
LONG = "Asian or Asian British, of a group whose name is as long as they come in a census"


def rows(*labels: str, months: int = 6) -> list[dict[str, Any]]:
    return [
        {**row(month, label, 20 * month), "process": POINT, "numerator": 20 * month}
        for label in labels
        for month in range(1, months + 1)
    ]


CHARTS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "a line": (rows("All"), {"chart": "line", "by": ""}),
    "lines of groups": (rows("All", "White", LONG), {"chart": "line"}),
    "bars by month": (rows("All", months=11), {"chart": "bar", "by": ""}),
    "bars by group": (
        [{**each, "upper": 170.0, "lower": 2.0} for each in rows("White", "Black", LONG, months=1)],
        {"chart": "bar", "every": None},
    ),
    "a process": (rows("All"), {"chart": "xmr", "by": ""}),
    "a unit of many words": (
        rows("All"),
        {
            "chart": "line",
            "by": "",
            "unit": "incidents of anti-social behaviour per 1,000 residents",
        },
    ),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_telephone_shows_all_of_it(name: str) -> None:
    svg = draw(specification_of(item(CHARTS[name][0], **CHARTS[name][1]), SLIM) or "")
    width = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
    assert width is not None
    assert float(width[1]) <= SLIM.width + 1
    sizes = {float(each) for each in re.findall(r'font-size="([\d.]+)px"', svg)}
    assert min(sizes) >= 11


@pytest.mark.parametrize("canvas", [WIDE, SLIM])
@pytest.mark.parametrize("name", CHARTS)
def test_each_picture_is_vega_lite(name: str, canvas: Canvas) -> None:
    """By its schema; the service itself does not look at what it wrote, for it takes its time."""
    written = json.loads(specification_of(item(CHARTS[name][0], **CHARTS[name][1]), canvas) or "")
    assert alt.Chart.from_dict(written).to_dict()["datasets"]


def test_the_wide_picture_stays_as_it_is() -> None:
    found = json.loads(specification_of(item(CHARTS["a line"][0], chart="line", by="")) or "")
    assert (found["width"], "autosize" in found) == (WIDE.width, False)


def test_each_series_of_a_process_is_a_picture_of_its_own() -> None:
    """So that a page is turned between two of them and never within one."""
    process = item(rows("Homicide", "Robbery"), chart="xmr")
    assert panels_of(process) == ["Homicide", "Robbery"]
    asked: list[dict[str, Any]] = []

    async def note(specification: str) -> str:
        asked.append(json.loads(specification))
        return "<svg></svg>"

    drawn = asyncio.run(ChartCache(note).draw(process, "figure"))
    wide, slim = asked[::2], asked[1::2]
    assert [each["vconcat"][0]["title"] for each in wide] == ["Homicide", "Robbery"]
    assert [each["title"]["text"] for each in slim] == [["Homicide"], ["Robbery"]]
    assert "Robbery, " not in drawn[0].wide
    assert '<title id="figure-1-title">Crime, Robbery</title>' in drawn[1].wide
    # The words stand once: in the picture that is first.
    assert 'aria-labelledby="figure-1-title figure-1-words"' in drawn[1].slim
    assert "<title" not in drawn[1].slim


def test_nothing_is_drawn_of_nothing() -> None:
    assert panels_of(item([row(1, "All", None)])) == []
    assert specification_of(item([row(1, "All", None)]), SLIM) is None
