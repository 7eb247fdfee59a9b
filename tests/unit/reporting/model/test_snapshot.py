"""A report frozen as the next revision of its period."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_reporting.model.document import ChangedFigure, FigureState, ReportDocument
from oversight_reporting.model.snapshot import SnapshotKey, Tampered, check_hash, freeze, is_told

KEY = SnapshotKey("board", "west-midlands", date(2020, 1, 1), date(2020, 4, 1))
AT = datetime(2020, 7, 1, tzinfo=UTC)


def report(**other: Any) -> ReportDocument:
    return report_of(stored_item([{"label": "All", "value": 1, "printed": "1"}]), **other)


def test_the_first_revision_has_nothing_before_it() -> None:
    first = freeze(report(), KEY, None, AT, "one")
    assert first.summary.id == "board-west-midlands-2020-01-01-2020-04-01-r1"
    assert (first.document.previous, first.document.changes) == (None, [])


def test_the_next_one_names_it_and_tells_what_changed() -> None:
    first = freeze(report(), KEY, None, AT, "one")
    change = ChangedFigure(
        **{"indicator": "crime.total", "title": "Crime", "label": "All", "column": "Crimes"},
        **{"start": KEY.starts, "end": KEY.ends, "before": None, "material": True},
        now=FigureState(printed="2"),
        reasons=["late records"],
    )
    second = freeze(report(), KEY, first, AT, "another", [change])
    assert (second.summary.revision, second.summary.changes) == (2, 1)
    assert second.document.previous_sha256 == first.summary.sha256
    (told,) = orjson.loads(second.content)["changes"]
    assert told["now"] == {"printed": "2"}
    assert told["reasons"] == ["late records"]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [("board", "board", True), ("board", "public", False), ("public", "public", True)],
)
def test_what_the_board_saw_is_not_told_to_the_public(before: str, now: str, told: bool) -> None:
    first = freeze(report(audience=before), KEY, None, AT, "one")
    assert is_told(first, report(audience=now)) is told


def test_a_snapshot_is_read_only_with_its_own_hash() -> None:
    first = freeze(report(), KEY, None, AT, "one")
    with pytest.raises(Tampered):
        check_hash(first.summary.id, first.content.replace(b'"1"', b'"0"'), first.summary.sha256)
