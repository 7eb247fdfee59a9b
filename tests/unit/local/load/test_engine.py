"""The load engine, whatever the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, REFUSED, a_file, ignore, load, refused_in

from oversight_local.client.change import Change
from oversight_local.client.ingest import SendInterrupted, SendResult
from oversight_local.client.stored_records import StoredRecord
from oversight_local.failure import Failure
from oversight_local.load.engine import begin_load
from oversight_local.load.importer import Fault, RecordDraft, Scope, require_whole
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table
from oversight_local.load.spool import spool
from oversight_local.load.summary import MOST_REASONS, OTHER, LoadSummary
from oversight_local.load.table import Line, Table


class Collisions:
    """One row is one collision; ingest, not the importer, finds a severity it does not know."""

    has_two_clocks = False

    def begin(self, table: Table) -> None:
        """Any table will do."""

    def key(self, line: Line) -> str:
        require_whole(line)
        return line.text["id"]

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        text = lines[0].text
        scope = Scope("collision", "west-midlands", f"c-{text['year']}-")
        faults = [Fault("severity", "is blank")] if not text["severity"] else []
        data = {
            "force": "west-midlands",
            "area": "force",
            "collided_at": f"{text['year']}-05-01T10:00:00Z",
            "severity": text["severity"],
        }
        yield RecordDraft(lines, scope, scope.prefix + text["id"], None if faults else data, faults)

    def covers(self) -> Sequence[Scope]:
        return ()


class LosingForce:
    """Takes so many changes, and loses the answer to the next."""

    def __init__(self, force: FakeForce, take: int, unknown: int) -> None:
        self.force, self.left, self.unknown = force, take, unknown

    def send(
        self, changes: Iterable[Change], report: Callable[[int], None] = lambda n: None
    ) -> SendResult:
        these = list(changes)
        sent = self.force.send(these[: self.left], report)
        if len(these) <= self.left:
            self.left -= len(these)
            return sent
        sent.unknown = self.unknown
        raise SendInterrupted("ingest took nothing", sent)


def rows(count: int, year: int = 2020) -> list[dict[str, str]]:
    return [
        {"id": f"{year}-{number}", "year": str(year), "severity": "slight"}
        for number in range(count)
    ]


def test_files_given_together_are_one_load(force: FakeForce, tmp_path: Path) -> None:
    files = [a_file(tmp_path / f"{n}.csv", part) for n, part in enumerate([rows(4), rows(2, 2021)])]
    load(Collisions(), force, tmp_path, *files)
    later = load(Collisions(), force, tmp_path, files[0])
    assert (later.unchanged, later.removed, len(force.contents())) == (4, 0, 6)


def test_what_ingest_refuses_is_reported_by_its_row(force: FakeForce, tmp_path: Path) -> None:
    content = rows(3)
    content[1]["severity"] = "awful"
    summary = load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", content))
    assert (summary.accepted, summary.new, summary.refused_rows) == (2, 2, 1)
    (row,) = refused_in(tmp_path)
    assert (row["Line"], row["id"], row["Column at fault"]) == ("3", "2020-1", "data.severity")


def test_what_was_planned_and_not_taken_is_in_no_count(force: FakeForce, tmp_path: Path) -> None:
    load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", rows(5)))
    content = rows(6)[1:]
    content[0]["severity"] = content[4]["severity"] = "awful"
    content[1]["severity"] = "fatal"
    summary = load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", content))
    assert (summary.new, summary.changed, summary.removed, summary.unchanged) == (0, 1, 1, 2)
    assert (summary.accepted, summary.refused_records) == (2, 2)


def test_a_load_that_loses_its_connection_says_how_far_it_came(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", rows(4) + rows(3, 2021))
    losing = LosingForce(force, take=2, unknown=1)
    with (
        RejectsFile(tmp_path / REFUSED) as rejects,
        begin_load(Collisions(), tmp_path, rejects) as under_way,
    ):
        under_way.read([open_table(file)], ignore)
        under_way.assemble(ignore)
        with under_way.until_interrupted():
            under_way.replace(force.listing, losing, NOW, False, ignore)
        summary = under_way.summary
    assert summary.interruption == "ingest took nothing"
    # Of the latest year one is not known, and the year before it was not reached.
    assert (summary.new, summary.unknown, summary.not_reached) == (2, 1, 4)


def test_a_load_whose_stored_records_cannot_be_asked_for_says_what_it_did_not_reach(
    force: FakeForce, tmp_path: Path
) -> None:
    def listing(kind: str, force_: str, prefix: str, _: str) -> Mapping[str, StoredRecord]:
        if prefix == "c-2021-":
            raise httpx.ConnectError("refused")
        return force.listing(kind, force_, prefix)

    file = a_file(tmp_path / "a.csv", rows(4) + rows(3, 2021) + rows(2, 2022))
    with (
        RejectsFile(tmp_path / REFUSED) as rejects,
        begin_load(Collisions(), tmp_path, rejects) as under_way,
    ):
        under_way.read([open_table(file)], ignore)
        under_way.assemble(ignore)
        with under_way.until_interrupted():
            under_way.replace(listing, force, NOW, False, ignore)
        summary = under_way.summary
    assert summary.interruption == "the stack does not answer: refused"
    # The latest year was sent; of the one asked for, and of the one before it, nothing.
    assert (summary.new, summary.not_reached) == (2, 7)


def test_a_refused_row_keeps_what_is_stored_of_it(force: FakeForce, tmp_path: Path) -> None:
    load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", rows(3)))
    content = rows(3)
    content[1]["severity"] = ""
    summary = load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", content))
    assert (summary.refused_rows, summary.removed, len(force.contents())) == (1, 0, 3)


def test_nothing_is_removed_while_a_refused_row_is_unidentified(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", rows(5))
    load(Collisions(), force, tmp_path, file)
    whole = file.read_text()
    file.write_text(whole.replace("2020-1,2020,slight", "2020-1,2020,slight,over"))
    summary = load(Collisions(), force, tmp_path, file)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)
    assert len(force.contents()) == 5

    summary = load(Collisions(), force, tmp_path, file, replace_most=True)
    assert (summary.removed, summary.kept_back, len(force.contents())) == (1, 0, 4)


def test_a_load_that_would_take_most_fails_though_a_row_is_refused(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", rows(6))
    load(Collisions(), force, tmp_path, file)
    file.write_text("id,year,severity\n2020-1,2020,slight\n2020-2,2020,slight,over\n")
    summary = load(Collisions(), force, tmp_path, file)
    assert "would remove 5 of the 6" in summary.failures[0]


def test_a_year_that_would_mostly_go_fails_alone(force: FakeForce, tmp_path: Path) -> None:
    content = rows(6) + rows(6, 2021)
    load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", content))
    part = a_file(tmp_path / "a.csv", rows(2) + rows(5, 2021))
    summary = load(Collisions(), force, tmp_path, part)
    assert (len(summary.failures), summary.removed) == (1, 1)
    assert "c-2020-* would remove 4 of the 6" in summary.failures[0]
    assert load(Collisions(), force, tmp_path, part, replace_most=True).removed == 4


def test_a_last_file_that_is_cut_off_sends_nothing(force: FakeForce, tmp_path: Path) -> None:
    whole = a_file(tmp_path / "a.csv", rows(3))
    cut = tmp_path / "b.csv"
    cut.write_bytes(whole.read_bytes()[:-9])
    with pytest.raises(Failure, match=r"b\.csv ends in the middle of a row"):
        load(Collisions(), force, tmp_path, whole, cut)
    assert not force.sent
    assert not list(tmp_path.glob("load-*"))


def test_refused_rows_of_files_with_other_columns_stand_under_all_columns(
    force: FakeForce, tmp_path: Path
) -> None:
    bad = [{**row, "severity": ""} for row in rows(1)]
    other = [{"note": "x", **row} for row in bad]
    files = [a_file(tmp_path / "a.csv", bad), a_file(tmp_path / "b.csv", other)]
    load(Collisions(), force, tmp_path, *files)
    assert [(row["File"], row["note"]) for row in refused_in(tmp_path)] == [
        ("a.csv", ""),
        ("b.csv", "x"),
    ]


def test_a_refused_row_is_written_whole_though_no_column_is_left_for_all_of_it(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", rows(1))
    file.write_text(f"{file.read_text()}2020-1,2020,slight,over,\n")
    summary = load(Collisions(), force, tmp_path, file)
    assert (summary.new, summary.refused) == (1, {"has 5 fields, not 3": 1})
    assert (tmp_path / REFUSED).read_text().splitlines()[1:] == [
        'a.csv,3,,"has 5 fields, not 3",2020-1,2020,slight,over,'
    ]


def test_refused_rows_stand_in_the_order_of_the_files(force: FakeForce, tmp_path: Path) -> None:
    content = [{**row, "severity": ""} for row in rows(12)]
    files = [a_file(tmp_path / name, part) for name, part in (("b", content), ("a", content[:1]))]
    load(Collisions(), force, tmp_path, *files)
    assert [(row["File"], int(row["Line"])) for row in refused_in(tmp_path)] == [
        *(("b", number) for number in range(2, 14)),
        ("a", 2),
    ]


def test_refused_rows_are_never_written_over_the_file_they_stand_in(
    force: FakeForce, tmp_path: Path
) -> None:
    bad = a_file(tmp_path / REFUSED, [{**row, "severity": ""} for row in rows(2)])
    before = bad.read_text()
    with pytest.raises(Failure, match="say another file with --refused"):
        load(Collisions(), force, tmp_path, bad)
    assert bad.read_text() == before


def test_a_file_given_twice_or_two_of_one_name_are_never_taken_for_more_rows(
    force: FakeForce, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    one, other = (a_file(folder / "rows.csv", rows(2)) for folder in folders)
    for files in ((one, one), (one, other)):
        with pytest.raises(Failure, match=r"2 of the files are called rows\.csv") as refused:
            load(Collisions(), force, tmp_path, *files)
        assert all(str(file) in str(refused.value) for file in files)
    assert not force.sent


def test_a_spool_gives_back_by_key_in_the_order_things_were_put(tmp_path: Path) -> None:
    with spool(tmp_path) as things:
        numbers = [things.put(key, value) for key, value in (("b", 1), ("a", 2), ("b", 3))]
        assert {key: [value for _, value in group] for key, group in things.groups()} == {
            "a": [2],
            "b": [1, 3],
        }
        assert [things.get(number) for number in numbers] == [1, 2, 3]
        assert len(things) == 3
    assert not list(tmp_path.iterdir())


def test_reasons_without_end_are_counted_together() -> None:
    summary = LoadSummary()
    for number in range(MOST_REASONS + 5):
        summary.refuse([Fault("id", f"{number} is bad")], 2)
    assert (len(summary.refused), summary.refused[OTHER]) == (MOST_REASONS + 1, 10)
    assert summary.refused_rows == 2 * (MOST_REASONS + 5)


def test_a_period_of_which_every_row_was_refused_loses_nothing(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", rows(2) + rows(2, 2021))
    load(Collisions(), force, tmp_path, file)
    only = [{**rows(1)[0], "severity": ""}, *rows(2, 2021)]
    summary = load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", only))
    assert (summary.removed, summary.kept_back, len(force.contents())) == (0, 1, 4)

    summary = load(Collisions(), force, tmp_path, file, replace_most=True)
    assert (summary.removed, len(force.contents())) == (1, 3)


def test_rows_that_no_record_can_be_told_of_are_counted_apart(
    force: FakeForce, tmp_path: Path
) -> None:
    file = a_file(tmp_path / "a.csv", [*rows(1), {**rows(1)[0], "id": "x", "severity": ""}])
    file.write_text(f"{file.read_text()}2020-1,2020,slight,over\n2020-2,2020\n")
    summary = load(Collisions(), force, tmp_path, file)
    assert (summary.refused_rows, summary.refused_records, summary.refused_untold) == (3, 1, 2)


def test_a_period_that_ingest_refused_whole_loses_nothing(force: FakeForce, tmp_path: Path) -> None:
    load(Collisions(), force, tmp_path, a_file(tmp_path / "a.csv", rows(2)))
    file = a_file(tmp_path / "a.csv", [{**rows(1)[0], "severity": "awful"}])
    summary = load(Collisions(), force, tmp_path, file)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)
    assert load(Collisions(), force, tmp_path, file, replace_most=True).removed == 1
