"""Output formats: one entry each, offered wherever a snapshot is."""

from datetime import UTC, date, datetime

import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_reporting.model.snapshot import SnapshotKey, freeze
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.formats import FORMATS
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.render.templates import load_templates
from oversight_reporting.web.snapshots_api import summary_document

AT = datetime(2020, 7, 1, tzinfo=UTC)
KEY = SnapshotKey("board", "west-midlands", date(2020, 1, 1), date(2020, 4, 1))
SNAPSHOT = freeze(
    report_of(stored_item([{"label": "All", "value": 4321, "printed": "4,321"}])),
    *(KEY, None, AT, "secretariat"),
)


async def not_drawn(_: str) -> str:
    raise AssertionError("no chart is asked for")


@pytest.mark.parametrize("suffix", FORMATS)
async def test_every_format_has_the_figure_and_a_link(suffix: str) -> None:
    pages = SnapshotPages(load_templates(), ChartCache(not_drawn))
    assert b"4,321" in await FORMATS[suffix].write(SNAPSHOT, pages)
    links = summary_document(SNAPSHOT.summary).links
    assert links[suffix] == f"/v1/snapshots/{SNAPSHOT.summary.id}.{suffix}"


async def test_the_json_is_the_bytes_that_were_hashed() -> None:
    pages = SnapshotPages(load_templates(), ChartCache(not_drawn))
    assert await FORMATS["json"].write(SNAPSHOT, pages) == SNAPSHOT.content
