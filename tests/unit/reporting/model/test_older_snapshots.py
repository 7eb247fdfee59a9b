"""Snapshots of before a key was thought of: read, printed, and verified by their stored bytes."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import orjson
from tests.unit.reporting.documents import PERIOD, REPORT, ROW, stored_item

from oversight_contracts.canonical_json import canonical
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, SnapshotSummary
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.formats import listed_files
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.render.templates import load_templates

AT = datetime(2020, 7, 1, tzinfo=UTC)
KEY = SnapshotKey("board", "west-midlands", date(2020, 1, 1), date(2020, 4, 1))
# The first snapshots: no audience, no remarks, no tests, no reasons, no control charts.
OLDEST = {
    **REPORT,
    "id": "board-r1",
    "revision": 1,
    "previous": None,
    "previous_sha256": None,
    "changes": [],
    "made_at": "2020-07-01T00:00:00+00:00",
    "made_by": "secretariat",
    "sections": [
        {
            "title": "Crime",
            "text": "",
            "items": [
                stored_item(
                    [
                        {
                            **{"label": "All", "value": 7, "printed": "7", "covers": "whole"},
                            "change": {"kind": "percent", "value": 1.5, "printed": "up 1.5%"},
                            "earlier": {
                                name: ROW[name]
                                for name in (*PERIOD, "numerator", "denominator", "value")
                            }
                            | {"printed": "6", "lower": None, "upper": None}
                            | {"printed_interval": "", "suppressed": False},
                        }
                    ],
                    compare="same-dates-last-year",
                )
            ],
        }
    ],
}


def oldest() -> Snapshot:
    content = canonical(OLDEST)
    digest = hashlib.sha256(content).hexdigest()
    summary = SnapshotSummary("board-r1", KEY, 1, "Board", AT, "secretariat", digest, 0)
    return Snapshot(summary, content)


def test_keys_that_it_lacks_are_neither_missed_nor_made_up() -> None:
    snapshot = oldest()
    assert not snapshot.public
    assert dump(snapshot.document) == orjson.loads(snapshot.content)


async def not_drawn(_: str) -> str:
    raise AssertionError("no chart is asked for")


async def test_it_is_printed() -> None:
    snapshot = oldest()
    pages = SnapshotPages(load_templates(), ChartCache(not_drawn))
    page = await pages.alone(snapshot, listed_files(snapshot.summary))
    assert "up 1.5%" in page
    assert "written anew when it is asked for" in page
    assert "only its JSON was kept" in page
    assert "More than chance?" not in page
    assert b"up 1.5%" in report_csv(snapshot.document)


async def test_changes_of_before_cells_were_compared_are_printed_with_their_counts() -> None:
    state = {"printed": "17.3", "numerator": 3, "denominator": 10, "value": 17.3, "pending": None}
    change = {
        **{"indicator": "crime.total", "title": "Crime", "label": "All"},
        **{name: ROW[name] for name in PERIOD},
        **{"before": None, "now": state},
    }
    content = canonical({**OLDEST, "revision": 2, "previous": "board-r0", "changes": [change]})
    summary = replace(oldest().summary, sha256=hashlib.sha256(content).hexdigest())
    snapshot = Snapshot(summary, content)
    assert dump(snapshot.document) == orjson.loads(content)
    page = await SnapshotPages(load_templates(), ChartCache(not_drawn)).alone(snapshot, [])
    assert "<td>not in the report</td><td>17.3 (3 of 10)</td><td>Not kept</td>" in page
