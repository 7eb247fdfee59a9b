"""Editions of a month: what is new, changed and gone since the one before."""

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import REFUSED, SHIPPED, STRICT, load, load_edition, refused_in
from tests.unit.local.load.stop_search_files import NAME, a_file, a_row, a_text

from oversight_local.client.change import Change
from oversight_local.client.ingest import Refusal, SendInterrupted, SendResult
from oversight_local.failure import Failure
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.stop_search.editions import EditionLoader, LoadedEdition
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.wordings import Wordings, read_wordings
from oversight_local.load.summary import LoadSummary

NOW = datetime(2019, 6, 1, 12, tzinfo=UTC)
Rows = list[dict[str, str]]


def rows(count: int = 6) -> Rows:
    return [a_row({"Date": f"2019-04-{day:02}T10:00:00+00:00"}) for day in range(1, count + 1)]


def loaded(
    force: FakeForce,
    folder: Path,
    content: Rows,
    name: str = NAME,
    replace_most: bool = False,
    wordings: Wordings = SHIPPED,
) -> LoadSummary:
    path = a_file(folder, content, name)
    return load_edition(force, path, replace_most, NOW, wordings).summary


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


def test_most_of_a_month_is_removed_only_with_replace_most(
    force: FakeForce, tmp_path: Path
) -> None:
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


MARCH = "2019-03-west-midlands-stop-and-search.csv"


def march(count: int = 3) -> Rows:
    """A file cut by UTC's months: its last row is of London's April."""
    days = [a_row({"Date": f"2019-03-{day:02}T10:00:00+00:00"}) for day in range(1, count + 1)]
    return [*days, a_row({"Date": "2019-03-31T23:04:00+00:00"})]


def test_a_search_in_the_last_hour_of_a_month_in_utc_is_taken_and_a_correction_counts_once(
    force: FakeForce, tmp_path: Path
) -> None:
    result = loaded(force, tmp_path, march(), MARCH)
    assert (result.new, result.refused_rows) == (4, 0)
    assert "2019-03-31T23:04:00+00:00" in {
        each["searched_at"] for each in force.contents().values()
    }
    corrected = march()
    corrected[1]["Gender"] = "Female"
    result = loaded(force, tmp_path, corrected, MARCH)
    assert (result.new, result.removed, result.kept_back, len(force.contents())) == (1, 1, 0, 4)


@pytest.mark.parametrize("date", ["2019-04-01T00:00:00+00:00", "2019-02-28T23:59:59+00:00"])
def test_a_row_of_another_month_is_refused_and_keeps_nothing(
    force: FakeForce, tmp_path: Path, date: str
) -> None:
    loaded(force, tmp_path, march(), MARCH)
    result = loaded(force, tmp_path, [*march()[1:], a_row({"Date": date})], MARCH)
    assert (result.refused_rows, result.removed, result.kept_back) == (1, 1, 0)


def test_a_refused_row_leaves_what_is_stored_of_it(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    content = rows(6)
    content[0]["Outcome"] = "Told off"
    result = loaded(force, tmp_path, content, wordings=STRICT)
    (row,) = refused_in(tmp_path)
    assert (row["File"], row["Line"], row["Column at fault"]) == (NAME, "2", "Outcome")
    assert (result.removed, len(force.contents())) == (0, 6)


def test_nothing_is_removed_that_a_refused_row_may_be(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    content = rows(6)
    content[0]["Date"] = "soon"
    result = loaded(force, tmp_path, content)
    assert (result.refused_rows, result.removed, result.kept_back) == (1, 0, 1)
    assert len(force.contents()) == 6
    said = loaded(force, tmp_path, content, replace_most=True)
    assert (said.removed, said.kept_back, len(force.contents())) == (1, 0, 5)


def test_a_search_that_is_still_to_be_made_is_refused(force: FakeForce, tmp_path: Path) -> None:
    path = a_file(tmp_path, rows(6))
    soon = datetime(2019, 4, 5, 9, 54, 59, tzinfo=UTC)
    result = load_edition(force, path, now=soon).summary
    assert (result.new, result.refused) == (4, {"Date: is more than 5 minutes in the future": 2})
    assert [row["Line"] for row in refused_in(tmp_path)] == ["6", "7"]


def test_an_unknown_wording_does_not_lose_the_search(force: FakeForce, tmp_path: Path) -> None:
    content = rows(6)
    for row, gender in zip(content, ("Non-binary", "Non-binary", "Unrecorded"), strict=False):
        row["Gender"] = gender
    result = loaded(force, tmp_path, content)
    assert (result.new, result.refused_rows) == (6, 0)
    assert result.left_out == {
        "Gender: 'Non-binary' is not a known wording": 2,
        "Gender: 'Unrecorded' is not a known wording": 1,
    }
    own = tmp_path / "own.yaml"
    own.write_text("kind: stop-search\nfields: {gender: {values: {Non-binary: other}}}\n")
    again = loaded(force, tmp_path, content, wordings=read_wordings(own))
    assert (again.changed, again.unchanged, again.left_out.total()) == (2, 4, 1)


def test_a_new_row_with_a_bad_outcome_keeps_nothing_else(force: FakeForce, tmp_path: Path) -> None:
    loaded(force, tmp_path, rows(6))
    content = [*rows(5), {**rows(7)[6], "Outcome": "Told off"}]
    result = loaded(force, tmp_path, content, wordings=STRICT)
    assert (result.refused_rows, result.removed, result.kept_back) == (1, 1, 0)


def test_a_refused_row_is_written_whole(force: FakeForce, tmp_path: Path) -> None:
    path = a_file(tmp_path, rows(2))
    path.write_text(f"{path.read_text().rstrip()},over,more\n")
    result = load_edition(force, path).summary
    assert (result.read, result.new) == (2, 1)
    header, row = csv.reader((tmp_path / REFUSED).read_text().splitlines())
    assert row[:4] == [NAME, "3", "", "has 17 fields, not 15"]
    assert row[len(header) - 1 :] == ["False", "over", "more"]


def test_what_ingest_refuses_is_reported_by_row(force: FakeForce, tmp_path: Path) -> None:
    path = a_file(tmp_path, rows(2), "x.csv")
    result = load(
        StopSearchImporter("West Midlands", "2019-04", NOW, SHIPPED), force, tmp_path, path
    )
    assert (result.accepted, result.took_nothing) == (0, True)
    assert [(each["Line"], each["Column at fault"]) for each in refused_in(tmp_path)] == [
        ("2", "data.force"),
        ("3", "data.force"),
    ]


# As the versions before gave them: other ids would count a loaded month twice.
ALIKE, OAK = "dpuk-2019-04-d7ac2add0b4ff3e2", "dpuk-2019-04-20bf17a269a08c00"
KNOWN_IDS = {
    f"{ALIKE}-1": None,
    f"{ALIKE}-2": "no-further-action",
    f"{ALIKE}-3": "no-further-action",
    # The fourth and the sixth are refused and keep their numbers.
    f"{ALIKE}-5": "arrest",
    f"{ALIKE}-7": "no-further-action",
    "dpuk-2019-04-a8d72b04471c7719-1": "no-further-action",
    f"{OAK}-1": "no-further-action",
}


def test_ids_are_those_of_the_versions_before(force: FakeForce, tmp_path: Path) -> None:
    content = [
        a_row(),
        a_row({"Outcome": "Arrest"}),
        a_row({"Outcome": ""}),
        a_row(),
        a_row({"Date": "2019-04-05T11:20:00+01:00"}),
        a_row({"Date": "soon"}),
        a_row({"Type": "Vehicle search", "Latitude": "", "Longitude": ""}),
        a_row({"Outcome": "Told off"}),
        a_row({"Policing operation": "Operation\nOak"}),
    ]
    path = a_file(tmp_path, content)
    last = a_text([a_row()]).splitlines()[1]
    path.write_text(f"{path.read_text()}{last},over\n")
    result = load_edition(force, path, wordings=STRICT).summary
    assert {name: each.get("outcome") for name, each in force.contents().items()} == KNOWN_IDS
    assert (result.repeated, result.refused_rows) == (2, 3)
    assert [row["Line"] for row in refused_in(tmp_path)] == ["7", "9", "12"]


class RefusesRemovals(FakeForce):
    """Takes what is recorded and refuses what is removed."""

    def send(
        self, changes: Iterable[Change], report: Callable[[int], None] = lambda n: None
    ) -> SendResult:
        by_verb: dict[str, list[Change]] = {"recorded": [], "removed": []}
        for change in changes:
            by_verb[change.verb].append(change)
        sent = super().send(by_verb["recorded"], report)
        sent.refused += [Refusal(each.id, "", "is not yours") for each in by_verb["removed"]]
        return sent


class Unreachable(FakeForce):
    """Never answers."""

    def send(
        self, changes: Iterable[Change], report: Callable[[int], None] = lambda n: None
    ) -> SendResult:
        raise SendInterrupted("ingest took nothing", SendResult(unknown=len(list(changes))))


def test_a_removal_that_ingest_refuses_is_counted_and_written(tmp_path: Path) -> None:
    force = RefusesRemovals()
    loaded(force, tmp_path, rows(6))
    result = loaded(force, tmp_path, rows(5))
    assert (result.refused_rows, result.refused) == (1, {"is not yours": 1})
    (row,) = refused_in(tmp_path)
    assert (row["Line"], row["Reason"], row["Date"]) == ("0", "is not yours", "")


def load_all(
    force: FakeForce, folder: Path, paths: Sequence[Path], settled: list[int] | None = None
) -> tuple[list[LoadedEdition], list[str], list[int]]:
    done: list[int] = []
    waits: list[int] = [] if settled is None else settled
    with RejectsFile(folder / REFUSED) as rejects:
        loader = EditionLoader(
            force.listing,
            force,
            lambda: waits.append(len(force.sent)),
            lambda: NOW,
            folder,
            rejects,
        )
        loaded, failures = loader.load_all(paths, None, None, done.append)
    return loaded, failures, done


def test_files_fail_alone_and_one_given_twice_is_loaded_once(
    force: FakeForce, tmp_path: Path
) -> None:
    settled: list[int] = []
    march = "2019-03-west-midlands-stop-and-search.csv"
    paths = [a_file(tmp_path, rows(), name) for name in ("strange.csv", NAME, march)]
    found, failures, done = load_all(force, tmp_path, [*paths, paths[1]], settled)
    assert [(each.name, each.summary.new) for each in found] == [(NAME, 6), (march, 0)]
    assert [failure.split()[0] for failure in failures] == ["strange.csv"]
    assert (settled, sum(done)) == ([0], 4)


def test_a_force_and_month_in_two_files_is_refused_with_both_paths(
    force: FakeForce, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("2023-05", "2023-06")]
    for folder in folders:
        folder.mkdir()
    first = a_file(folders[0], rows(6))
    second = a_file(folders[1], rows(3))
    other = a_file(folders[1], rows(), "2019-04-staffordshire-stop-and-search.csv")
    found, failures, done = load_all(force, tmp_path, [first, second, other])
    assert [each.edition.force for each in found] == ["staffordshire"]
    (failure,) = failures
    assert "both hold 2019-04 of west-midlands" in failure
    assert str(first) in failure
    assert str(second) in failure
    assert sum(done) == 3
    assert {event.force for event in force.events.values()} == {"staffordshire"}


def test_files_after_one_whose_connection_was_lost_are_not_tried(tmp_path: Path) -> None:
    months = [
        a_file(
            tmp_path,
            [a_row({"Date": f"{each}-05T10:00:00+00:00"})] * 6,
            f"{each}-west-midlands-stop-and-search.csv",
        )
        for each in ("2019-03", "2019-04", "2019-05")
    ]
    found, failures, _ = load_all(Unreachable(), tmp_path, months)
    assert [(each.name[:7], each.summary.new, each.summary.unknown) for each in found] == [
        ("2019-05", 0, 6)
    ]
    assert [failure.partition(": ")[2] for failure in failures] == [
        "ingest took nothing",
        "not tried",
        "not tried",
    ]


def test_refused_rows_are_never_written_over_a_file_to_be_loaded(
    force: FakeForce, tmp_path: Path
) -> None:
    path = a_file(tmp_path, [a_row({"Type": "Nothing known"})])
    with RejectsFile(path) as rejects:
        loader = EditionLoader(force.listing, force, lambda: None, lambda: NOW, tmp_path, rejects)
        with pytest.raises(Failure, match="say another file with --refused"):
            loader.load_all([path], None, None, lambda done: None)
    assert "Nothing known" in path.read_text()


def test_a_row_whose_day_is_still_to_come_may_be_any_that_is_missing(
    force: FakeForce, tmp_path: Path
) -> None:
    loaded(force, tmp_path, rows(6))
    content = rows(6)
    content[0]["Date"] = "2031-04-01T10:00:00+00:00"
    result = loaded(force, tmp_path, content)
    assert (result.refused_rows, result.removed, result.kept_back) == (1, 0, 1)
