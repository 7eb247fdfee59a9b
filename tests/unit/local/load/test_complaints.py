"""The example mapping for complaints that are published by allegation."""

import codecs
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, a_file, load, refused_in

from oversight_local.failure import Failure
from oversight_local.load.mapping.importer import MappingImporter
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.places import Places
from oversight_local.load.summary import LoadSummary

MAPPING = "docs/mappings/detroit-complaints.yaml"
ROW = {
    "BPC": "16-3",
    "Report_Date": "2016/01/04 00:00:00+00",
    "Closed": "2016/03/07 00:00:00+00",
    "ctznRace": "Black",
    "Allegation": "Procedure",
    "Finding": "Exonerated",
}
Rows = list[dict[str, str]]


class Office:
    def __init__(self, places: Places, force: FakeForce, folder: Path, mapping: Path) -> None:
        self.places, self.force, self.folder, self.mapping = places, force, folder, mapping

    def load(self, rows: Rows) -> LoadSummary:
        file = a_file(self.folder / "complaints.csv", rows)
        file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
        mapping = MappingFile(self.mapping, "complaint")
        importer = MappingImporter(mapping, self.places, "staffordshire", NOW)
        return load(importer, self.force, self.folder, file)

    def only(self) -> dict[str, Any]:
        (found,) = self.force.contents().values()
        return dict(found)


@pytest.fixture
def office(places: Places, force: FakeForce, tmp_path: Path, checkout: Path) -> Office:
    return Office(places, force, tmp_path, checkout / MAPPING)


def test_rows_of_a_case_are_one_complaint_with_its_allegations(office: Office) -> None:
    rows = [ROW, ROW, {**ROW, "Allegation": "PROcedure", "Finding": "Sustained"}]
    summary = office.load([*rows, {**ROW, "Allegation": "Force", "Finding": "**Pending**"}])
    assert (summary.read, summary.repeated, summary.new) == (4, 1, 1)
    case = office.only()
    assert (case["received_at"], case["finalised_at"]) == (
        "2016-01-04T00:00:00+00:00",
        "2016-03-07T00:00:00+00:00",
    )
    assert Counter(each.get("outcome") for each in case["allegations"]) == {
        "service-acceptable": 2,
        "upheld": 1,
        None: 1,
    }


@pytest.mark.parametrize("null", ["0001/01/01", "1900/01/01", "9999/12/31"])
def test_a_null_date_refuses_its_case_and_no_other(office: Office, null: str) -> None:
    office.load([ROW, {**ROW, "BPC": "16-4"}])
    bad = {**ROW, "Report_Date": f"{null} 00:00:00+00"}
    summary = office.load([bad, {**ROW, "BPC": "16-4"}])
    assert (summary.refused_rows, summary.removed, summary.unchanged) == (1, 0, 1)
    assert refused_in(office.folder)[0]["Column at fault"] == "Report_Date"


def test_a_case_finalised_in_the_future_is_refused_by_its_column(office: Office) -> None:
    office.load([{**ROW, "Closed": "3019/03/07 00:00:00+00"}])
    (row,) = refused_in(office.folder)
    assert row["Column at fault"] == "Closed"
    assert row["Reason"] == "is more than 5 minutes in the future"


def test_a_future_day_of_an_allegation_is_left_out_where_the_mapping_says_so(
    office: Office, tmp_path: Path
) -> None:
    text, own = office.mapping.read_text(), tmp_path / "own.yaml"
    said = "    finalised_at: {column: Closed, otherwise: leave-out}\n"
    own.write_text(text.replace("  allegations:\n", f"  allegations:\n{said}"))
    rows = [ROW, {**ROW, "Allegation": "Force", "Closed": ""}]
    future = {**ROW, "BPC": "16-9", "Closed": "3019/03/07 00:00:00+00"}
    office.mapping = own
    own.write_text(own.read_text().replace("latest}", "latest, otherwise: leave-out}"))
    summary = office.load([*rows, future])
    assert (summary.new, summary.left_out) == (2, {"Closed": 2})
    cases = office.force.contents()
    assert {
        name: [each.get("finalised_at") for each in case["allegations"]]
        for name, case in cases.items()
    } == {
        "detroit-complaints.2016-01.16-3": ["2016-03-07T00:00:00+00:00", None],
        "detroit-complaints.2016-01.16-9": [None],
    }


def test_a_case_in_two_files_is_refused_with_both_paths(office: Office, tmp_path: Path) -> None:
    files = [a_file(tmp_path / f"{name}.csv", [ROW]) for name in ("april", "copy")]
    importer = MappingImporter(
        MappingFile(office.mapping, "complaint"), office.places, "staffordshire", NOW
    )
    with pytest.raises(Failure, match=r"april\.csv and copy\.csv both hold case 16-3") as refused:
        load(importer, office.force, tmp_path, *files)
    assert all(str(file) in str(refused.value) for file in files)
    assert not office.force.sent


def test_null_dates_are_one_reason(office: Office) -> None:
    nulls = ("1900/01/01", "1963/10/29", "1970/01/01")
    rows = [{**ROW, "BPC": null, "Closed": f"{null} 00:00:00+00"} for null in nulls]
    assert office.load([ROW, *rows]).refused == {"Closed: is before 1970-01-02": 3}


def test_the_order_of_a_cases_rows_decides_nothing(office: Office) -> None:
    findings = ("Sustained", "Unfounded", "No Charge", "Void")
    rows = [{**ROW, "Finding": finding} for finding in findings]
    office.load(rows)
    random.Random(3).shuffle(rows)
    assert office.load(rows).accepted == 0


def test_a_case_runs_from_the_first_to_the_last_day_its_rows_name(office: Office) -> None:
    other = {"Report_Date": "2016/02/04 00:00:00+00", "Closed": "2016/03/01 00:00:00+00"}
    office.load([{**ROW, **other}, ROW])
    assert office.only()["received_at"].startswith("2016-01-04")
    assert office.only()["finalised_at"].startswith("2016-03-07")


def test_two_complainants_and_one_who_is_not_known_say_nothing(office: Office) -> None:
    rows = [ROW, {**ROW, "ctznRace": "White"}]
    unknown = {**ROW, "BPC": "16-4", "ctznRace": "Unknown"}
    summary = office.load([*rows, unknown])
    assert summary.left_out == {"ctznRace": 1}
    said = [case.get("complainant_ethnicity") for case in office.force.contents().values()]
    assert said == [None, None]


def test_a_case_closed_before_it_was_reported_is_refused_with_all_its_rows(office: Office) -> None:
    rows = [{**ROW, "Closed": "2015/12/31 00:00:00+00"}] * 2
    summary = office.load([*rows, {**ROW, "BPC": "16-4"}])
    assert (summary.refused_rows, summary.refused_records, summary.new) == (2, 1, 1)
    assert summary.refused == {"Closed: is before Report_Date": 2}
    assert [(row["Line"], row["BPC"]) for row in refused_in(office.folder)] == [
        ("2", "16-3"),
        ("3", "16-3"),
    ]
