"""Stop-and-search files: their names, their columns, and whether they are whole."""

import gzip
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import load_edition
from tests.unit.local.load.stop_search_files import NAME, a_file, a_row, a_text

from oversight_local.failure import Failure
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.layout import (
    COLUMNS,
    edition_of,
    find_editions,
    find_files,
    require_columns,
)
from oversight_local.load.table import Line


def lines_of(path: Path) -> list[Line]:
    table = open_table(path)
    require_columns(table.name, table.header)
    return list(table.lines())


@pytest.mark.parametrize("name", [NAME, f"{NAME}.gz"])
def test_force_and_month_come_from_the_name(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, [a_row()], name)
    edition = edition_of(path)
    assert (edition.force, edition.month, len(lines_of(path))) == ("west-midlands", "2019-04", 1)


def test_another_name_needs_force_and_month(tmp_path: Path) -> None:
    path = tmp_path / "download.csv"
    path.touch()
    with pytest.raises(Failure, match="--force and --month"):
        edition_of(path)
    edition = edition_of(path, "staffordshire", "2019-04")
    assert (edition.force, edition.month) == ("staffordshire", "2019-04")


def test_gzip_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(gzip.compress(a_text([a_row()]).encode()))
    assert len(lines_of(path)) == 1


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(a_text([a_row()]).replace("\n", "\r\n").encode("utf-8-sig"))
    (row,) = lines_of(path)
    assert row.text["Type"] == "Person search"
    assert row.text["Removal of more than just outer clothing"] == "False"


@pytest.mark.parametrize(
    "content",
    [
        a_text([a_row()]).replace(",", ";").encode(),
        a_text([a_row()]).encode("utf-16"),
        a_text([a_row()]).replace("\n", "\r").encode(),
    ],
    ids=["semicolons", "utf-16", "carriage returns"],
)
def test_a_file_saved_anew_by_a_spreadsheet_reads_the_same(tmp_path: Path, content: bytes) -> None:
    (row,) = lines_of(broken(tmp_path, content))
    assert row.text == a_row()


def test_a_line_break_in_quotes_is_part_of_its_row(tmp_path: Path) -> None:
    rows = [a_row({"Policing operation": "Operation\nOak"}), a_row()]
    first, second = lines_of(a_file(tmp_path, rows))
    assert (first.text["Policing operation"], first.number) == ("Operation\nOak", 3)
    assert second.number == 4


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text(a_text([a_row()], tuple(reversed(COLUMNS))))
    (row,) = lines_of(path)
    assert row.text == a_row()


def broken(folder: Path, content: bytes) -> Path:
    path = folder / NAME
    path.write_bytes(content)
    return path


WHOLE = a_text([a_row(), a_row()]).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has no header: it is empty"),
        (gzip.compress(b"", mtime=0), "has no header: it is empty"),
        (b"<html>Not found</html>\n", "other columns than data.police.uk's"),
        (a_text([]).encode(), "has no rows"),
        (gzip.compress(WHOLE, mtime=0)[:-20], "broken or cut off"),
        (gzip.compress(WHOLE, mtime=0)[:40] + b"\0" * 40, "broken or cut off"),
        (WHOLE[:-30], "in the middle of a row"),
        (WHOLE.replace(b"Person", b"P\x81rson"), "is no text"),
        (WHOLE.replace(b"Person", b"P\0rson"), "NUL"),
        (WHOLE.replace(b"Person", b'"Person" ', 1), "is broken in line 2"),
        (WHOLE.replace(b"Outcome,", b"Result,", 1), "without Outcome and with Result"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    force = FakeForce()
    with pytest.raises(Failure, match=reason):
        load_edition(force, broken(tmp_path, content))
    assert not force.sent


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="No such file"):
        open_table(tmp_path / NAME)


def test_files_are_found_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    first = a_file(tmp_path / "deep", [a_row()], f"{NAME}.gz")
    second = a_file(tmp_path, [a_row()], "2019-05-west-midlands-stop-and-search.csv")
    a_file(tmp_path, [a_row()], "2019-04-west-midlands-street.csv")
    assert find_files(tmp_path) == [first, second]


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    _, failures = find_editions([tmp_path / "nonexist"], None, None)
    assert failures == [f"{tmp_path / 'nonexist'} cannot be read: there is no such file"]
