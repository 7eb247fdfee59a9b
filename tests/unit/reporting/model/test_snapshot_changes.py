"""What differs between two revisions of a report."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, Tampered, freeze

KEY = SnapshotKey("board", "west-midlands", date(2020, 1, 1), date(2020, 4, 1))
AT = datetime(2020, 7, 1, tzinfo=UTC)


def row(label: str, value: float, **other: Any) -> dict[str, Any]:
    return {
        "from": "2020-01-01",
        "to": "2020-04-01",
        "label": label,
        "printed": f"{value:.1f}",
        "value": value,
        "numerator": 1,
        "denominator": None,
        "pending": 0,
    } | other


def report(*rows: dict[str, Any], title: str = "Crime") -> ReportDocument:
    return report_of(stored_item(rows, title=title))


def revisions(before: ReportDocument, now: ReportDocument) -> Snapshot:
    return freeze(now, KEY, freeze(before, KEY, None, AT, "one"), AT, "another")


def test_the_first_revision_has_nothing_before_it() -> None:
    first = freeze(report(row("All", 1)), KEY, None, AT, "one")
    assert first.summary.id == "board-west-midlands-2020-01-01-2020-04-01-r1"
    assert (first.document.previous, first.document.changes) == (None, [])


def test_a_remark_that_came_or_went_is_a_change() -> None:
    plain, revised = row("All", 1), row("All", 1, remarks=["revised"])
    (came,) = revisions(report(plain), report(revised)).document.changes
    assert came.before is not None
    assert came.now is not None
    assert (came.before.printed, came.now.printed) == ("1.0", "1.0 (revised)")
    (went,) = revisions(report(revised), report(plain)).document.changes
    assert went.now is not None
    assert went.now.printed == "1.0 (no longer: revised)"


def test_changed_new_and_gone() -> None:
    found = revisions(report(row("All", 1), row("A", 1)), report(row("All", 2), row("B", 1)))
    changes = orjson.loads(found.content)["changes"]
    assert [(each["label"], each["before"], each["now"]) for each in changes] == [
        (
            "All",
            {"printed": "1.0", "numerator": 1, "denominator": None, "value": 1, "pending": 0},
            {"printed": "2.0", "numerator": 1, "denominator": None, "value": 2, "pending": 0},
        ),
        (
            "B",
            None,
            {"printed": "1.0", "numerator": 1, "denominator": None, "value": 1, "pending": 0},
        ),
        (
            "A",
            {"printed": "1.0", "numerator": 1, "denominator": None, "value": 1, "pending": 0},
            None,
        ),
    ]
    assert found.summary.changes == 3


def test_a_count_that_moves_under_the_same_print_is_a_change() -> None:
    found = revisions(report(row("All", 1)), report(row("All", 1, denominator=7)))
    assert found.summary.changes == 1


def test_another_title_is_no_other_figure() -> None:
    assert revisions(report(row("All", 1)), report(row("All", 1), title="x")).summary.changes == 0


def test_a_snapshot_is_read_only_with_its_own_hash() -> None:
    first = freeze(report(row("All", 1)), KEY, None, AT, "one")
    with pytest.raises(Tampered):
        Snapshot(first.summary, first.content.replace(b"1.0", b"0.9")).document  # noqa: B018
