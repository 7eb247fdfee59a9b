"""Output formats: one entry each, offered wherever a snapshot is."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_reporting.model.snapshot import Revision, SnapshotKey, freeze
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.formats import FORMATS, SnapshotFiles, listed_files
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.render.templates import load_templates
from oversight_reporting.web.snapshots_api import summary_document

AT = datetime(2020, 7, 1, tzinfo=UTC)
KNOWN = datetime(2020, 7, 2, 9, 30, tzinfo=UTC)
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


async def test_what_is_frozen_is_every_format_but_the_json_itself() -> None:
    pages = SnapshotPages(load_templates(), ChartCache(not_drawn))
    contents = await SnapshotFiles(pages).write(SNAPSHOT)
    assert set(contents) == set(FORMATS) - {"json"}
    frozen = SNAPSHOT.with_files(contents)
    listed = {each.suffix: each for each in listed_files(frozen.summary)}
    assert list(listed) == list(FORMATS)
    for suffix, content in {**contents, "json": SNAPSHOT.content}.items():
        assert listed[suffix].sha256 == hashlib.sha256(content).hexdigest()
        assert listed[suffix].size == len(content)
    # The page that is kept lists the hash of what was written before it.
    assert (listed["csv"].sha256 or "none").encode() in contents["html"]


async def test_a_page_that_is_kept_asks_whether_it_was_replaced() -> None:
    pages = SnapshotPages(load_templates(), ChartCache(not_drawn))
    name = SNAPSHOT.summary.id
    text = await pages.alone(SNAPSHOT, listed_files(SNAPSHOT.summary))
    assert f'data="/snapshots/{name}/standing"' in text
    told = pages.standing(SNAPSHOT.summary, KNOWN)
    # On paper it says when that was so.
    assert "Known at 10:30 on 2 July 2020 (BST): this is the latest revision" in told
    after, last = (Revision(f"{name}{n}", n, AT) for n in (2, 3))
    told = pages.standing(replace(SNAPSHOT.summary, superseded_by=after, newest=last), KNOWN)
    assert "Superseded." in told
    assert f'<a href="/snapshots/{name}2" target="_top">Revision 2</a>' in told
    assert "The latest known at 10:30 on 2 July 2020" in told
    assert f'<a href="/snapshots/{name}3" target="_top">revision 3</a>' in told
