import random
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, a_file, load, refused_in

from oversight_local.failure import Failure
from oversight_local.load.places import Places
from oversight_local.load.street.importer import StreetImporter
from oversight_local.load.summary import LoadSummary

OLD = {
    "Month": "2011-07",
    "Reported by": "West Midlands Police",
    "Falls within": "West Midlands Police",
    "Easting": "408811.0",
    "Northing": "284398.0",
    "Location": "On or near Alfred Road",
    "Crime type": "Robbery",
    "Context": "",
}
PRESENT = {
    "Crime ID": "a" * 64,
    "Month": "2024-03",
    "Reported by": "West Midlands Police",
    "Falls within": "West Midlands Police",
    "Longitude": "-1.9",
    "Latitude": "52.4",
    "Location": "On or near Alfred Road",
    "LSOA code": "E01009417",
    "LSOA name": "Birmingham 001A",
    "Crime type": "Violence and sexual offences",
    "Last outcome category": "",
    "Context": "",
}
Rows = list[dict[str, str]]


@pytest.fixture
def street(places: Places, force: FakeForce, tmp_path: Path) -> "Street":
    return Street(places, force, tmp_path)


class Street:
    def __init__(self, places: Places, force: FakeForce, folder: Path) -> None:
        self.places, self.force, self.folder = places, force, folder

    def load(
        self,
        rows: Rows,
        only: str | None = None,
        replace_most: bool = False,
        strict: bool = False,
    ) -> LoadSummary:
        file = a_file(self.folder / "street.csv", rows)
        importer = StreetImporter(self.places, NOW, only, refuse_unknown_areas=strict)
        return load(importer, self.force, self.folder, file, replace_most=replace_most)


def test_a_month_becomes_its_first_midnight_in_london(street: Street) -> None:
    street.load([OLD, {**OLD, "Month": "2011-02"}])
    times = {each["recorded_at"] for each in street.force.contents().values()}
    assert times == {"2011-06-30T23:00:00+00:00", "2011-02-01T00:00:00+00:00"}


def test_anti_social_behaviour_is_an_incident_and_all_else_a_crime(street: Street) -> None:
    street.load([OLD, {**OLD, "Crime type": "Anti-social behaviour"}])
    kinds = Counter(change.kind for change in street.force.sent)
    assert kinds == {"crime": 1, "incident": 1}
    (incident,) = (each for each in street.force.contents().values() if "grade" in each)
    assert (incident["grade"], incident["category"]) == ("not-known", "anti-social-behaviour")


def test_rows_that_repeat_another_are_counted_each_and_their_order_decides_nothing(
    street: Street,
) -> None:
    rows = [OLD] * 3 + [{**OLD, "Crime type": "Burglary"}]
    first = street.load(rows)
    assert (first.read, first.repeated, first.new) == (4, 2, 4)
    random.Random(1).shuffle(rows)
    again = street.load(rows)
    assert (again.accepted, again.unchanged) == (0, 4)


def test_the_authority_follows_from_the_lsoa(street: Street) -> None:
    elsewhere = {**PRESENT, "Crime ID": "b" * 64, "LSOA name": "Bromsgrove 002B"}
    street.load([PRESENT, elsewhere, {**PRESENT, "Crime ID": "", "LSOA name": ""}])
    areas = Counter(each["area"] for each in street.force.contents().values())
    assert areas == {"birmingham": 1, "force": 2}


def test_an_authority_that_is_no_area_is_counted_and_named_or_refused(street: Street) -> None:
    elsewhere = {**PRESENT, "Crime ID": "b" * 64, "LSOA name": "Bromsgrove 002B"}
    rows = [PRESENT, elsewhere, {**PRESENT, "Crime ID": "", "LSOA name": ""}]
    reason = "LSOA name: 'Bromsgrove' is no area of west-midlands"
    assert street.load(rows).unplaced == {reason: 1}

    summary = street.load(rows, strict=True)
    assert (summary.refused, summary.unplaced) == ({reason: 1}, {})
    assert (summary.unchanged, summary.removed) == (2, 0)


def test_a_later_edition_replaces_the_earlier(street: Street) -> None:
    rows = [{**PRESENT, "Crime ID": letter * 64} for letter in "abcdef"]
    street.load(rows)
    rows[0]["Last outcome category"] = "Under investigation"
    rows[1] |= {"Crime type": "Robbery"}
    later = street.load(rows[:5])
    assert (later.new, later.changed, later.removed, later.unchanged) == (0, 1, 1, 4)


def test_crimes_that_share_an_id_are_numbered_whatever_their_order(street: Street) -> None:
    rows = [PRESENT, {**PRESENT, "Crime type": "Robbery"}]
    assert street.load(rows).new == 2
    rows[0] = {**PRESENT, "Last outcome category": "Under investigation"}
    assert street.load(rows[::-1]).accepted == 0


def test_a_kind_with_no_row_left_is_removed_too(street: Street) -> None:
    street.load([OLD, {**OLD, "Crime type": "Anti-social behaviour"}])
    kept = street.load([OLD])
    assert "--replace-most" in kept.failures[0]
    assert street.load([OLD], replace_most=True).removed == 1


def test_another_force_is_skipped_and_an_unknown_one_refused(street: Street) -> None:
    rows = [OLD, {**OLD, "Falls within": "Staffordshire Police"}]
    assert street.load(rows, only="west-midlands").skipped == {"other forces": 1}
    assert street.load(rows).new == 1
    summary = street.load([OLD, {**OLD, "Falls within": "Ruritania Police"}])
    assert (summary.refused_rows, summary.unchanged) == (1, 1)


def test_a_wording_that_is_not_known_is_refused_with_its_row(street: Street) -> None:
    summary = street.load([OLD, {**OLD, "Crime type": "Witchcraft"}, {**OLD, "Month": "2011"}])
    assert (summary.refused_rows, summary.new) == (2, 1)
    month, wording = sorted(refused_in(street.folder), key=lambda row: -int(row["Line"]))
    assert (wording["Line"], wording["Column at fault"]) == ("3", "Crime type")
    assert wording["Reason"] == "'Witchcraft' is not a known wording"
    assert (month["Line"], month["Month"], month["Location"]) == ("4", "2011", OLD["Location"])


def test_a_month_that_has_not_begun_is_refused(street: Street) -> None:
    summary = street.load([{**OLD, "Month": "2026-12"}, {**OLD, "Month": "2027-01"}])
    assert (summary.new, summary.refused) == (1, {"Month: 2027-01 is in the future": 1})


@pytest.mark.parametrize("month", ["0000-01", "0001-01", "1900-01", "9999-12", "٢٠١١-02", ""])
def test_a_month_that_cannot_be_is_refused(street: Street, month: str) -> None:
    summary = street.load([OLD, {**OLD, "Month": month}])
    assert (summary.new, summary.refused_rows) == (1, 1)
    assert refused_in(street.folder)[0]["Column at fault"] == "Month"


def test_the_record_of_a_refused_row_stays(street: Street) -> None:
    rows = [{**PRESENT, "Crime ID": letter * 64} for letter in "abcd"]
    street.load(rows)
    later = [dict(row) for row in rows]
    later[1]["Crime type"] = "Witchcraft"
    summary = street.load(later)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 0)
    # Its id says which it is, so another that is gone still goes.
    assert street.load(later[:3]).removed == 1

    later[1] = {**rows[1], "Month": "0000-01"}
    summary = street.load(later[:3])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)


def test_a_row_without_an_id_may_be_any_that_is_missing(street: Street) -> None:
    rows = [{**OLD, "Location": place} for place in "abcd"]
    street.load(rows)
    rows[1] |= {"Crime type": "Witchcraft"}
    summary = street.load(rows)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)


def test_a_row_without_an_id_is_of_no_other_month_or_force(street: Street) -> None:
    rows = [{**OLD, "Location": place} for place in "abcd"]
    august = [{**row, "Month": "2011-08"} for row in rows]
    staffordshire = [{**row, "Falls within": "Staffordshire Police"} for row in rows]
    street.load([*rows, *august, *staffordshire])
    unknown = {**rows[1], "Crime type": "Witchcraft"}
    summary = street.load([rows[0], unknown, *rows[2:], *august[1:], *staffordshire[1:]])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 2, 1)


def test_a_row_of_no_force_is_refused_and_one_of_a_force_unknown_here_is_none_of_ours(
    street: Street,
) -> None:
    street.load([OLD])
    summary = street.load([OLD, {**OLD, "Falls within": ""}], only="west-midlands")
    assert (summary.skipped, summary.refused) == ({}, {"Falls within: is blank": 1})
    rows = [OLD, {**OLD, "Location": "x"}, {**OLD, "Location": "y"}]
    street.load(rows)
    other = {**OLD, "Falls within": "Kent Police"}
    assert street.load([*rows[:2], other]).removed == 1


def test_other_columns_are_refused_with_those_expected(street: Street) -> None:
    with pytest.raises(
        Failure, match="expected are Month, .* or Easting, Northing; it has Month, Kind"
    ):
        street.load([{"Month": "2011-02", "Kind": "Robbery"}])


def test_two_files_of_one_month_are_not_taken_for_one(street: Street, tmp_path: Path) -> None:
    files = [a_file(tmp_path / name, [OLD]) for name in ("a.csv", "b.csv")]
    with pytest.raises(
        Failure, match=r"a\.csv and b\.csv both hold 2011-07 of west-midlands"
    ) as refused:
        load(StreetImporter(street.places, NOW), street.force, tmp_path, *files)
    assert all(str(file) in str(refused.value) for file in files)
    assert not street.force.sent


def test_a_month_whose_only_row_is_refused_keeps_what_is_stored(street: Street) -> None:
    rows = [{**PRESENT, "Crime ID": letter * 64} for letter in "ab"]
    street.load(rows)
    other = {**PRESENT, "Crime ID": "c" * 64, "Month": "2024-02"}
    summary = street.load([{**rows[0], "Crime type": "Witchcraft"}, other])
    assert (summary.refused_rows, summary.removed) == (1, 0)


def test_a_row_of_a_month_that_has_not_begun_may_be_of_any(street: Street) -> None:
    rows = [{**PRESENT, "Crime ID": letter * 64} for letter in "abcd"]
    street.load(rows)
    rows[1]["Month"] = "2031-01"
    summary = street.load(rows)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)
