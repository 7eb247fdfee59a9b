from datetime import date
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, a_file, load, refused_in

from oversight_contracts.definitions.models.reference import Force
from oversight_local.failure import Failure
from oversight_local.load.collisions.importer import CollisionImporter
from oversight_local.load.places import Places
from oversight_local.load.summary import LoadSummary

WORDS = {
    "Accident_Index": "2013200123456",
    "Police_Force": "West Midlands",
    "Accident_Severity": "Serious",
    "Number_of_Vehicles": "2",
    "Number_of_Casualties": "1",
    "Date": "2013-07-14",
    "Time": "02:15",
    "Local_Authority_(Highway)": "E08000026",
    "1st_Road_Class": "A(M)",
}
CODES = {
    "collision_index": "2023200123456",
    "police_force": "20",
    "collision_severity": "2",
    "number_of_vehicles": "2",
    "number_of_casualties": "1",
    "date": "14/07/2023",
    "time": "02:15",
    "local_authority_ons_district": "E08000026",
    "first_road_class": "2",
    "speed_limit": "30",
}
Rows = list[dict[str, str]]


class Roads:
    def __init__(self, places: Places, force: FakeForce, folder: Path) -> None:
        self.places, self.force, self.folder = places, force, folder

    def load(self, rows: Rows, of: str = "west-midlands", strict: bool = False) -> LoadSummary:
        file = a_file(self.folder / "collisions.csv", rows)
        importer = CollisionImporter(self.places, of, NOW, refuse_unknown_areas=strict)
        return load(importer, self.force, self.folder, file)

    def only(self) -> dict[str, object]:
        (found,) = self.force.contents().values()
        return dict(found)


@pytest.fixture
def roads(places: Places, force: FakeForce, tmp_path: Path) -> Roads:
    return Roads(places, force, tmp_path)


@pytest.mark.parametrize(("row", "year"), [(WORDS, 2013), (CODES, 2023)])
def test_words_and_codes_of_either_layout_say_the_same(
    roads: Roads, row: dict[str, str], year: int
) -> None:
    roads.load([row])
    assert roads.only() == {
        "force": "west-midlands",
        "area": "coventry",
        "collided_at": f"{year}-07-14T01:15:00+00:00",
        "severity": "serious",
        "road": "a-motorway",
        "vehicles": 2,
        "casualties": 1,
        "revision": None,
    }
    (identifier,) = roads.force.contents()
    assert identifier == f"stats19-{year}-{year}200123456"


def test_an_area_is_known_by_its_codes_of_any_time(force: FakeForce, tmp_path: Path) -> None:
    codes = [{"code": "E06000060", "since": date(2020, 4, 1)}, {"code": "E07000004", "part": True}]
    area = {"title": "Buckinghamshire", "kind": "local-authority", "codes": codes}
    bucks = Force.model_validate({"title": "Thames Valley", "areas": {"buckinghamshire": area}})
    roads = Roads(Places({"thames-valley": bucks}), force, tmp_path)
    column, thames_valley = "local_authority_ons_district", {**CODES, "police_force": "43"}
    rows = [
        {**thames_valley, "collision_index": f"202343000000{code[-1]}", column: code}
        for code in ("E06000060", "E07000004")
    ]
    roads.load(rows, "thames-valley")
    assert {each["area"] for each in force.contents().values()} == {"buckinghamshire"}
    assert len(force.contents()) == 2


def test_a_code_of_no_area_is_counted_and_named_or_refused(roads: Roads) -> None:
    rows = [
        {**WORDS, "Accident_Index": f"201320000000{number}", "Local_Authority_(Highway)": code}
        for number, code in enumerate(("E08000026", "E09000001", "E09000001", "", "-1"))
    ]
    summary = roads.load(rows)
    assert (summary.new, summary.refused_rows) == (5, 0)
    reason = "Local_Authority_(Highway): 'E09000001' is the code of no area of west-midlands"
    assert summary.unplaced == {reason: 2}
    assert [each["area"] for each in roads.force.contents().values()].count("force") == 4

    summary = roads.load(rows, strict=True)
    assert (summary.refused, summary.unplaced) == ({reason: 2}, {})
    # What is stored of them stays as it was.
    assert (summary.unchanged, summary.removed, len(roads.force.contents())) == (3, 0, 5)


def test_a_class_of_road_that_nobody_knows_loses_no_collision(roads: Roads) -> None:
    summary = roads.load([{**CODES, "first_road_class": "9"}])
    assert "road" not in roads.only()
    assert summary.left_out == {"first_road_class: '9' is not a known code": 1}


def test_without_a_time_the_day_is_right(roads: Roads) -> None:
    roads.load([{**WORDS, "Time": ""}])
    assert roads.only()["collided_at"] == "2013-07-13T23:00:00+00:00"


def test_other_forces_are_skipped_and_counted(roads: Roads) -> None:
    rows = [WORDS] + [{**WORDS, "Police_Force": name} for name in ("Kent", "Central", "13")]
    summary = roads.load(rows)
    assert (summary.skipped, summary.new) == ({"other forces": 3}, 1)


@pytest.mark.parametrize("name", ["West Midland", "", "-1", "2O", "021"])
def test_a_force_that_is_none_is_refused_and_no_other_force(roads: Roads, name: str) -> None:
    rows = [{**WORDS, "Accident_Index": f"201320000000{number}"} for number in range(4)]
    roads.load(rows)
    rows[1]["Police_Force"] = name
    summary = roads.load(rows)
    assert (summary.skipped, summary.refused_rows, summary.removed) == ({}, 1, 0)
    assert refused_in(roads.folder)[0]["Column at fault"] == "Police_Force"
    # Its id says which it is, so another that is gone still goes.
    assert roads.load(rows[:3]).removed == 1


def test_a_collision_that_lost_its_id_may_be_any_that_is_missing(roads: Roads) -> None:
    rows = [{**WORDS, "Accident_Index": f"201320000000{number}"} for number in range(4)]
    roads.load(rows)
    rows[1]["Accident_Index"] = "2.01E+12"
    summary = roads.load(rows)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)


def test_a_collision_that_lost_its_id_is_of_its_own_year(roads: Roads) -> None:
    rows = [
        {**WORDS, "Accident_Index": f"{year}20000000{number}", "Date": f"{year}-07-14"}
        for year in (2013, 2014)
        for number in range(4)
    ]
    roads.load(rows)
    rows[1]["Accident_Index"] = ""
    summary = roads.load(rows[:7])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 1, 1)


def test_a_row_twice_is_one_collision_and_rows_that_differ_are_refused(roads: Roads) -> None:
    other = {**WORDS, "Accident_Index": "2013200999999"}
    summary = roads.load([WORDS, WORDS, other, {**other, "Accident_Severity": "Slight"}])
    assert (summary.repeated, summary.new, summary.refused_rows) == (1, 1, 2)
    assert {row["Column at fault"] for row in refused_in(roads.folder)} == {"Accident_Index"}


def test_a_collision_in_two_files_is_refused_and_a_year_in_two_parts_is_not(
    roads: Roads, tmp_path: Path
) -> None:
    other = {**WORDS, "Accident_Index": "2013200999999"}
    one, part = (a_file(tmp_path / f"{n}.csv", [row]) for n, row in enumerate((WORDS, other)))
    whole = a_file(tmp_path / "whole.csv", [{**WORDS, "Accident_Severity": "Fatal"}, other])
    importer = CollisionImporter(roads.places, "west-midlands", NOW)
    with pytest.raises(Failure, match=r"0\.csv and whole\.csv both hold collision 2013200123456"):
        load(importer, roads.force, tmp_path, one, whole)
    assert not roads.force.sent
    assert load(importer, roads.force, tmp_path, one, part).new == 2


def test_a_severity_that_changes_is_a_change_and_a_refused_row_keeps_what_is_stored(
    roads: Roads,
) -> None:
    roads.load([WORDS])
    later = roads.load([{**WORDS, "Accident_Severity": "Fatal"}])
    assert (later.changed, roads.only()["severity"]) == (1, "fatal")
    refused = roads.load([{**WORDS, "Accident_Severity": "Bad"}])
    assert (refused.refused_rows, refused.removed, roads.only()["severity"]) == (1, 0, "fatal")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Accident_Index", "2.01E+12"),
        ("Accident_Severity", "4"),
        ("Date", "2013-13-01"),
        ("Date", "01/01/1900"),
        ("Date", "0001-01-01"),
        ("Date", ""),
        ("Date", "2026-12-02"),
        ("Date", "3013-07-14"),
        ("Time", "25:00"),
        ("Time", "noon"),
        ("Number_of_Casualties", "0"),
    ],
)
def test_what_cannot_be_is_refused_by_its_column(roads: Roads, column: str, text: str) -> None:
    summary = roads.load([{**WORDS, column: text}, {**WORDS, "Accident_Index": "2013200000001"}])
    assert (summary.new, summary.refused_rows) == (1, 1)
    (row,) = refused_in(roads.folder)
    assert row["Column at fault"] == column
    assert row[column] == text


def test_a_force_that_is_not_defined_is_refused(places: Places) -> None:
    with pytest.raises(
        Failure, match=r"has no police force kent whose records are taken, only west-m"
    ):
        CollisionImporter(places, "kent", NOW)


def test_another_layout_is_refused_with_what_was_expected(roads: Roads) -> None:
    row = {name: text for name, text in CODES.items() if name != "collision_severity"}
    with pytest.raises(Failure, match="no collision_severity or accident_severity; it has coll"):
        roads.load([row])


@pytest.mark.parametrize("changes", [{"Time": "25:99"}, {"Date": "2031-07-14"}])
def test_a_year_whose_only_row_is_refused_keeps_what_is_stored(
    roads: Roads, changes: dict[str, str]
) -> None:
    rows = [{**WORDS, "Accident_Index": f"201320000000{number}"} for number in range(2)]
    roads.load(rows)
    summary = roads.load([{**rows[0], **changes}])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)


@pytest.mark.parametrize("day", ["2031-07-14", "1900-01-01"])
def test_a_collision_without_an_id_on_a_day_that_cannot_be_may_be_of_any_year(
    roads: Roads, day: str
) -> None:
    rows = [{**WORDS, "Accident_Index": f"201320000000{number}"} for number in range(4)]
    roads.load(rows)
    rows[1] |= {"Accident_Index": "", "Date": day}
    summary = roads.load(rows)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)
