"""A refused row is written with everything that is at fault in it, whatever the file."""

from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load import in_memory
from tests.unit.local.load.in_memory import NOW, STRICT, load, load_edition, refused_in
from tests.unit.local.load.stop_search_files import a_file, a_row
from tests.unit.local.load.test_collisions import CODES
from tests.unit.local.load.test_engine import Collisions
from tests.unit.local.load.test_mapping import CALL, EXAMPLE
from tests.unit.local.load.test_street import OLD, PRESENT

from oversight_local.load.collisions.importer import CollisionImporter
from oversight_local.load.importer import Fault
from oversight_local.load.mapping.importer import MappingImporter
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.places import Places
from oversight_local.load.street.importer import StreetImporter
from oversight_local.load.summary import LoadSummary


def columns_at_fault(folder: Path) -> set[str]:
    (row,) = refused_in(folder)
    columns = set(row["Column at fault"].split("; "))
    # Each reason stands behind its column.
    assert {each.partition(": ")[0] for each in row["Reason"].split("; ")} == columns
    return columns


def test_of_a_search(force: FakeForce, tmp_path: Path) -> None:
    row = a_row({"Type": "", "Date": "soon", "Gender": "Unheard of", "Outcome": "Told off"})
    summary = load_edition(force, a_file(tmp_path, [a_row(), row]), wordings=STRICT).summary
    assert columns_at_fault(tmp_path) == {"Type", "Date", "Gender", "Outcome"}
    assert (summary.refused_rows, summary.refused.total()) == (1, 4)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({**OLD, "Month": "2011", "Crime type": "Witchcraft"}, {"Month", "Crime type"}),
        (
            {**OLD, "Falls within": "", "Month": "2031-01", "Crime type": "Witchcraft"},
            {"Falls within", "Month", "Crime type"},
        ),
        (
            {**PRESENT, "LSOA name": "Bromsgrove 002B", "Crime type": "Witchcraft"},
            {"LSOA name", "Crime type"},
        ),
    ],
)
def test_of_a_street_level_crime(
    places: Places, force: FakeForce, tmp_path: Path, row: dict[str, str], expected: set[str]
) -> None:
    importer = StreetImporter(places, NOW, refuse_unknown_areas=True)
    load(importer, force, tmp_path, in_memory.a_file(tmp_path / "a.csv", [row]))
    assert columns_at_fault(tmp_path) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"collision_severity": "9", "number_of_vehicles": "two", "date": "soon"},
            {"collision_severity", "number_of_vehicles", "date"},
        ),
        (
            {"police_force": "", "collision_index": "x", "time": "25:00"},
            {"police_force", "collision_index", "time"},
        ),
        (
            {"local_authority_ons_district": "E99", "number_of_casualties": "few"},
            {"local_authority_ons_district", "number_of_casualties"},
        ),
    ],
)
def test_of_a_collision(
    places: Places,
    force: FakeForce,
    tmp_path: Path,
    changes: dict[str, str],
    expected: set[str],
) -> None:
    importer = CollisionImporter(places, "west-midlands", NOW, refuse_unknown_areas=True)
    file = in_memory.a_file(tmp_path / "a.csv", [{**CODES, **changes}])
    load(importer, force, tmp_path, file)
    assert columns_at_fault(tmp_path) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Grade": "P9", "At Scene": "soon"}, {"Grade", "At Scene"}),
        ({"Log No": "", "Grade": "P9", "Closed": "soon"}, {"Log No", "Grade", "Closed"}),
        ({"Grade": "P9", "Call Rec'd": ""}, {"Grade", "Call Rec'd"}),
        # Only with all times at hand is it known that two of them are in the wrong order.
        ({"Grade": "P9", "At Scene": "14/07/2026 23:00:00"}, {"Grade", "At Scene"}),
    ],
)
def test_of_a_case(
    places: Places,
    force: FakeForce,
    tmp_path: Path,
    checkout: Path,
    changes: dict[str, str],
    expected: set[str],
) -> None:
    importer = MappingImporter(
        MappingFile(checkout / EXAMPLE, "incident"), places, "west-midlands", NOW
    )
    load(importer, force, tmp_path, in_memory.a_file(tmp_path / "a.csv", [{**CALL, **changes}]))
    assert columns_at_fault(tmp_path) == expected


def test_one_fault_is_written_as_it_always_was(force: FakeForce, tmp_path: Path) -> None:
    row = a_row({"Outcome": "Told off"})
    load_edition(force, a_file(tmp_path, [row]), wordings=STRICT)
    (refused,) = refused_in(tmp_path)
    assert (refused["Column at fault"], refused["Reason"]) == (
        "Outcome",
        "'Told off' is not a known wording",
    )


def test_rows_are_counted_once_and_reasons_each() -> None:
    summary, faults = LoadSummary(), [Fault("Date", "is blank"), Fault("Type", "is blank")]
    summary.refuse(faults, 3)
    summary.refuse(faults[:1], 1)
    assert summary.refused_rows == 4
    assert summary.refused == {"Date: is blank": 4, "Type: is blank": 3}
    assert summary.refused_alike(1).total() == 7


def test_every_field_that_ingest_names_is_written(force: FakeForce, tmp_path: Path) -> None:
    rows = [{"id": "1", "year": "1960", "severity": "awful"}]
    load(Collisions(), force, tmp_path, in_memory.a_file(tmp_path / "a.csv", rows))
    assert columns_at_fault(tmp_path) == {"time", "data.severity", "data.collided_at"}
