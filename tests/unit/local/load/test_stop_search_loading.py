import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.spreadsheets import NAME, a_file, a_row

from oversight_local.failure import Failure
from oversight_local.load.stop_search.loading import Loaded, load_edition
from oversight_local.load.stop_search.refusals import write_refused
from oversight_local.load.stop_search.rows import read_edition

NOW = datetime(2019, 6, 1, 12, tzinfo=UTC)
Rows = list[dict[str, str]]


def rows(count: int = 6) -> Rows:
    return [a_row({"Date": f"2019-04-{day:02}T10:00:00+00:00"}) for day in range(1, count + 1)]


@pytest.fixture
def force() -> FakeForce:
    return FakeForce()


def loaded(
    force: FakeForce, folder: Path, content: Rows, name: str = NAME, replace_most: bool = False
) -> Loaded:
    edition = read_edition(a_file(folder, content, name))
    return load_edition(edition, force.listing, force, NOW, replace_most=replace_most)


def test_a_first_load_sends_every_row(force: FakeForce, tmp_path: Path) -> None:
    result = loaded(force, tmp_path, rows())
    assert (result.read, result.accepted, result.new, result.unchanged) == (6, 6, 6, 0)
    assert {change.revision for change in force.sent} == {1}
    assert all(change.id == f"{change.subject}:1" for change in force.sent)


def test_loading_again_sends_nothing(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows())
    result = loaded(force, tmp_path, rows(), f"{NAME}.gz")
    assert (result.accepted, result.unchanged, len(force.sent)) == (0, 6, 6)
    assert not result.took_nothing


def test_repeated_rows_stay_repeated_and_their_order_decides_nothing(
    force: FakeForce, tmp_path: Path
) -> None:
    content = rows(3) + rows(3) + [a_row({"Outcome": "Arrest"}), a_row({"Outcome": ""}), a_row()]
    result = loaded(force, tmp_path, content)
    assert (result.repeated, len(force.contents())) == (3, 9)
    for seed in range(5):
        random.Random(seed).shuffle(content)
        assert loaded(force, tmp_path, content).accepted == 0


def test_an_outcome_filled_in_is_a_change_and_not_a_new_row(
    force: FakeForce, tmp_path: Path
) -> None:
    content = rows()
    content[2]["Outcome"] = ""
    loaded(force, tmp_path, content)
    content[2] |= {
        "Outcome": "Arrest",
        "Outcome linked to object of search": "True",
        "Removal of more than just outer clothing": "True",
    }
    result = loaded(force, tmp_path, content)
    assert (result.new, result.changed, result.removed, result.unchanged) == (0, 1, 0, 5)
    assert force.sent[-1].revision == 2
    assert [each["outcome"] for each in force.contents().values()].count("arrest") == 1
    assert loaded(force, tmp_path, content).accepted == 0


def test_a_row_that_is_gone_is_removed_and_one_that_returns_is_new(
    force: FakeForce, tmp_path: Path
) -> None:
    loaded(force, tmp_path, rows(6))
    gone = loaded(force, tmp_path, rows(5))
    assert (gone.removed, len(force.contents())) == (1, 5)
    assert (force.sent[-1].verb, force.sent[-1].revision, force.sent[-1].time) == (
        "removed",
        2,
        NOW,
    )
    assert loaded(force, tmp_path, rows(5)).accepted == 0
    back = loaded(force, tmp_path, rows(6))
    assert (back.new, force.sent[-1].revision, len(force.contents())) == (1, 3, 6)


def test_most_of_a_month_goes_only_when_said(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    with pytest.raises(Failure, match="would remove 4 of the 6 rows.*--replace-most"):
        loaded(force, tmp_path, rows(2))
    assert len(force.contents()) == 6
    assert loaded(force, tmp_path, rows(2), replace_most=True).removed == 4


def test_other_months_and_forces_are_left_alone(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    loaded(force, tmp_path, rows(6), "2019-04-staffordshire-stop-and-search.csv")
    march = [a_row({"Date": "2019-03-31T22:30:00+00:00"})]
    loaded(force, tmp_path, march, "2019-03-west-midlands-stop-and-search.csv")
    assert loaded(force, tmp_path, rows(5)).removed == 1
    assert len({change.id for change in force.sent}) == len(force.sent) == 14


def test_a_refused_row_leaves_what_is_stored_of_it(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    content = rows(6)
    content[0]["Outcome"] = "Told off"
    result = loaded(force, tmp_path, content)
    (refused,) = result.refused
    assert (refused.file, refused.row.line, refused.column) == (NAME, 2, "Outcome")
    assert (result.removed, len(force.contents())) == (0, 6)


def test_nothing_is_removed_that_a_refused_row_may_be(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    content = rows(6)
    content[0]["Date"] = "soon"
    result = loaded(force, tmp_path, content)
    assert (len(result.refused), result.removed, result.spared) == (1, 0, 1)
    assert len(force.contents()) == 6
    said = loaded(force, tmp_path, content, replace_most=True)
    assert (said.removed, said.spared, len(force.contents())) == (1, 0, 5)


def test_a_new_row_with_a_bad_outcome_keeps_nothing_else(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    result = loaded(force, tmp_path, [*rows(5), {**rows(7)[6], "Outcome": "Told off"}])
    assert (len(result.refused), result.removed, result.spared) == (1, 1, 0)


def test_a_refused_row_is_written_whole(force: FakeForce, tmp_path: Path) -> None:
    path = a_file(tmp_path, rows(2))
    path.write_text(f"{path.read_text().rstrip()},over,more\n")
    result = load_edition(read_edition(path), force.listing, force, NOW)
    assert (result.read, result.new) == (2, 1)
    write_refused(tmp_path / "refused.csv", result.refused)
    header, row = csv.reader((tmp_path / "refused.csv").read_text().splitlines())
    assert row[:4] == [NAME, "3", "", "has 17 fields, not 15"]
    assert row[len(header) - 1 :] == ["False", "over", "more"]


def test_what_ingest_refuses_is_reported_by_row(force: FakeForce, tmp_path: Path) -> None:
    edition = read_edition(a_file(tmp_path, rows(2), "x.csv"), "West Midlands", "2019-04")
    result = load_edition(edition, force.listing, force, NOW)
    assert (result.accepted, result.took_nothing) == (0, True)
    assert [(each.row.line, each.column) for each in result.refused] == [
        (2, "data.force"),
        (3, "data.force"),
    ]
