"""Workbooks are read as the CSV of the same table would be."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, load, load_edition
from tests.unit.local.load.in_memory import a_file as table_file
from tests.unit.local.load.stop_search_files import a_file, a_row
from tests.unit.local.load.test_collisions import CODES
from tests.unit.local.load.test_mapping import CALL, EXAMPLE
from tests.unit.local.load.workbooks import Cell, Sheets, ods, xlsx

from oversight_local.failure import Failure
from oversight_local.load.collisions.importer import CollisionImporter
from oversight_local.load.mapping.cells import read_moment
from oversight_local.load.mapping.importer import MappingImporter
from oversight_local.load.mapping.model import TimeFormat
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.places import Places
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.layout import COLUMNS, find_files
from oversight_local.load.street.importer import StreetImporter
from oversight_local.load.table import Table

Write = Callable[[Path, Sheets], Path]
either = pytest.mark.parametrize("write", [xlsx, ods])
ROWS: list[list[Cell]] = [
    [None, None, None],
    ["Name", "Line\nbreak", "When"],
    ["Zoë", 12345678901, datetime(2019, 4, 1, 10, 20, 30)],  # noqa: DTZ001
    [None, None, None],
    ["10-17", 0.1, date(2019, 4, 1)],
    [True, 285.713, time(10, 20)],
    [False, 12.0, datetime(2019, 4, 1)],  # noqa: DTZ001
]


def texts(table: Table) -> list[list[str]]:
    return [list(line.text.values()) for line in table.lines()]


@either
def test_a_sheet_is_read_as_text(write: Write, tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "book", {"Data": ROWS, "Empty": []}))
    assert (table.name, table.header) == ("book", ("Name", "Line break", "When"))
    assert texts(table) == [
        ["Zoë", "12345678901", "2019-04-01 10:20:30"],
        ["10-17", "0.1", "2019-04-01"],
        ["True", "285.713", "10:20:00"],
        ["False", "12", "2019-04-01"],
    ]
    # As the sheet numbers them.
    assert [line.number for line in table.lines()] == [3, 5, 6, 7]


def test_a_second_is_the_second_that_was_typed(tmp_path: Path) -> None:
    moments = [datetime(2019, 4, 1, 10, 20, second) for second in range(60)]  # noqa: DTZ001
    path = xlsx(tmp_path / "book", {"Data": [["When"], *([each] for each in moments)]})
    assert texts(open_table(path)) == [[each.isoformat(sep=" ")] for each in moments]


@either
def test_of_several_sheets_one_has_to_be_named(write: Write, tmp_path: Path) -> None:
    sheets = {"April": [["a"], ["1"]], "May": [["a"], ["2"]]}
    path = write(tmp_path / "book", sheets)
    with pytest.raises(Failure, match="several sheets.*--sheet: April, May"):
        open_table(path)
    assert texts(open_table(path, "May")) == [["2"]]
    with pytest.raises(Failure, match="has no sheet 'June'; it has April, May"):
        open_table(path, "June")


def test_a_hidden_sheet_is_not_asked_for(tmp_path: Path) -> None:
    sheets = {"Lists": [["b"], ["9"]], "Data": [["a"], ["1"]]}
    assert texts(open_table(xlsx(tmp_path / "book", sheets, hidden=["Lists"]))) == [["1"]]


def test_a_cell_behind_the_header_is_a_fault(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["a", "b"], ["1", "2", None], ["1", "2", "3"]]
    first, second = open_table(xlsx(tmp_path / "book", {"Data": rows})).lines()
    assert (first.fault, second.fault, second.rest) == (None, "has 3 fields, not 2", ("3",))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04and no more", "book.xlsx is no workbook that can be read, or is cut off"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is locked with a password, or damaged"),
    ],
)
def test_a_broken_one_is_said_to_be(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(Failure, match=sentence):
        open_table(path)


@either
def test_one_that_is_cut_off_is_never_read_in_part(write: Write, tmp_path: Path) -> None:
    whole = write(tmp_path / "whole", {"Data": ROWS}).read_bytes()
    path = tmp_path / "book"
    for length in range(8, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        with pytest.raises(Failure):
            list(open_table(path).lines())


def test_other_faults_have_sentences_of_their_own(tmp_path: Path) -> None:
    archive = tmp_path / "2019-04.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("2019-04-kent-stop-and-search.csv", "Type\n")
    with pytest.raises(Failure, match="is an archive and no table: unpack it"):
        open_table(archive)
    with pytest.raises(Failure, match="has no header: it is empty"):
        open_table(xlsx(tmp_path / "empty", {"Data": []}))
    with pytest.raises(Failure, match="the column 'a' twice"):
        open_table(ods(tmp_path / "twice", {"Data": [["a", "a"], ["1", "2"]]}))
    text = tmp_path / "text.csv"
    text.write_text("a\n1\n")
    with pytest.raises(Failure, match="is no workbook, and has no sheet 'May'"):
        open_table(text, "May")


FLAGS = ("True", "False")


@either
def test_searches_are_loaded_from_one(write: Write, force: FakeForce, tmp_path: Path) -> None:
    row = a_row({"Outcome": "Arrest"})
    cells: list[Cell] = [
        row[name] == "True" if row[name] in FLAGS else row[name] for name in COLUMNS
    ]
    path = write(tmp_path / "2019-04-kent-stop-and-search.xlsx", {"Data": [COLUMNS, cells]})
    assert find_files(tmp_path) == [path]
    assert load_edition(force, path).summary.new == 1
    (found,) = force.contents().values()
    assert (found["force"], found["outcome"]) == ("kent", "arrest")
    assert (found["part_of_operation"], found["outcome_linked_to_object"]) == (False, False)


@either
def test_a_month_that_was_loaded_as_csv_is_the_same_in_a_workbook(
    write: Write, force: FakeForce, tmp_path: Path
) -> None:
    rows = [a_row({"Latitude": text}) for text in ("52.480000", "52.481230", "", "52.000000")]
    assert load_edition(force, a_file(tmp_path, rows)).summary.new == 4
    cells = [[_as_typed(row[name]) for name in COLUMNS] for row in rows]
    path = write(tmp_path / "2019-04-west-midlands-stop-and-search.xlsx", {"A": [COLUMNS, *cells]})
    again = load_edition(force, path).summary
    assert (again.unchanged, again.accepted) == (4, 0)


def _as_typed(text: str) -> Cell:
    if text in FLAGS:
        return text == "True"
    try:
        return float(text)
    except ValueError:
        return text or None


@either
def test_collisions_are_loaded_from_one(
    write: Write, places: Places, force: FakeForce, tmp_path: Path
) -> None:
    typed: dict[str, Cell] = {
        **CODES,
        "collision_index": 2023200123456,
        "police_force": 20,
        "date": date(2023, 7, 14),
        "time": time(2, 15),
    }
    path = write(tmp_path / "collisions", {"Data": [list(typed), list(typed.values())]})
    load(CollisionImporter(places, "west-midlands", NOW), force, tmp_path, path)
    ((name, found),) = force.contents().items()
    assert name == "stats19-2023-2023200123456"
    assert (found["collided_at"], found["area"]) == ("2023-07-14T01:15:00+00:00", "coventry")


def test_a_time_of_a_cell_needs_no_format_and_a_zone_alone() -> None:
    times = TimeFormat.model_validate({"format": "%d/%m/%Y %H:%M", "zone": "Europe/London"})
    assert read_moment("2019-04-01 10:20:30", times) == "2019-04-01T09:20:30+00:00"
    assert read_moment("2019-04-01", times) == "2019-03-31T23:00:00+00:00"
    with_offset = TimeFormat.model_validate({"format": "%d/%m/%Y %H:%M %z"})
    with pytest.raises(ValueError, match="has no time zone: say it as zone under times"):
        read_moment("2019-04-01 10:20:30", with_offset)


STREET = ("Month", "Reported by", "Falls within", "Location", "Crime type", "Easting", "Northing")


def test_a_month_that_became_a_date_is_that_month(
    places: Places, force: FakeForce, tmp_path: Path
) -> None:
    west = "West Midlands Police"
    cells: list[Cell] = [date(2011, 2, 1), west, west, "On or near", "Burglary", 406600, 286900]
    path = xlsx(tmp_path / "street", {"Data": [STREET, cells]})
    load(StreetImporter(places, NOW), force, tmp_path, path)
    (found,) = force.contents().values()
    assert found["recorded_at"] == "2011-02-01T00:00:00+00:00"


@either
def test_a_month_of_street_level_crime_is_the_same_in_a_workbook(
    write: Write, places: Places, force: FakeForce, tmp_path: Path
) -> None:
    west = "West Midlands Police"
    old = {"Month": "2011-02", "Reported by": west, "Falls within": west, "Location": "On or near"}
    present = {**old, "Crime ID": "", "LSOA code": "E01009417", "LSOA name": "Birmingham 001A"}
    for rows in (
        [
            {**old, "Easting": "408811.0", "Northing": "284390.5", "Crime type": kind}
            for kind in ("Burglary", "Anti-social behaviour")
        ],
        [
            {**present, "Longitude": "-1.900000", "Latitude": "52.481230", "Crime type": kind}
            for kind in ("Burglary", "Anti-social behaviour")
        ],
    ):
        csv = table_file(tmp_path / "street.csv", rows)
        load(StreetImporter(places, NOW), force, tmp_path, csv, replace_most=True)
        cells: list[list[Cell]] = [
            [date(2011, 2, 1) if name == "Month" else _as_typed(row[name]) for name in row]
            for row in rows
        ]
        path = write(tmp_path / "street", {"Data": [list(rows[0]), *cells]})
        again = load(StreetImporter(places, NOW), force, tmp_path, path)
        assert (again.unchanged, again.accepted, again.kept_back) == (2, 0, 0)


@either
def test_a_case_without_a_number_is_the_same_in_a_workbook(
    write: Write, places: Places, force: FakeForce, checkout: Path, tmp_path: Path
) -> None:
    text = (checkout / EXAMPLE).read_text()
    by = "id: {column: Log No, where_blank: [Call Rec'd, Beat, Repeat]} "
    mapping = tmp_path / "cad.yaml"
    mapping.write_text(text.replace("id: Log No ", by, 1))
    row = {**CALL, "Log No": "", "Beat": "12.50", "Repeat": "TRUE"}
    typed: dict[str, Cell] = {**row, "Log No": None, "Beat": 12.5, "Repeat": True}
    typed |= {
        name: datetime.strptime(row[name], "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007
        for name in ("Call Rec'd", "Answered", "Desp", "At Scene", "Closed")
    }
    files = (
        table_file(tmp_path / "export.csv", [row], separator=";"),
        write(tmp_path / "export", {"Data": [list(typed), list(typed.values())]}),
    )
    for file, new in zip(files, (1, 0), strict=True):
        importer = MappingImporter(MappingFile(mapping, "incident"), places, "west-midlands", NOW)
        summary = load(importer, force, tmp_path, file)
        assert (summary.new, summary.accepted, len(force.contents())) == (new, new, 1)


@either
def test_an_age_range_that_became_a_day_is_that_age_range(
    write: Write, force: FakeForce, tmp_path: Path
) -> None:
    rows = [a_row({"Age range": "10-17"}), a_row({"Age range": "18-24"})]
    assert load_edition(force, a_file(tmp_path, rows)).summary.new == 2
    for day in (date(2019, 10, 17), date(2017, 10, 1)):
        cells = [[_as_typed(row[name]) for name in COLUMNS] for row in rows]
        cells[0][COLUMNS.index("Age range")] = day
        name = "2019-04-west-midlands-stop-and-search.xlsx"
        again = load_edition(force, write(tmp_path / name, {"A": [COLUMNS, *cells]})).summary
        assert (again.unchanged, again.accepted) == (2, 0)
