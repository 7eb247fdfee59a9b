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

EXAMPLE = "docs/mappings/cad-export.yaml"
CALL = {
    "Log No": "CAD 4711/26",
    "Call Rec'd": "14/07/2026 23:50:00",
    "Answered": "14/07/2026 23:50:08",
    "Desp": "15/07/2026 00:01:00",
    "At Scene": "15/07/2026 00:20:00",
    "Closed": "15/07/2026 02:00:00",
    "Grade": "P2",
    "LPU": "Coventry",
    "How": "999",
    "Type": "DOMESTIC  - Verbal",
    "Flags": "MH;VULN",
    "Status": "Closed",
}
Rows = list[dict[str, str]]


class Exports:
    """Loads what a control room exported, as the example mapping says."""

    def __init__(self, places: Places, force: FakeForce, folder: Path, mapping: Path) -> None:
        self.places, self.force, self.folder, self.mapping = places, force, folder, mapping

    def load(self, rows: Rows, kind: str = "incident") -> LoadSummary:
        file = a_file(self.folder / "export.csv", rows, separator=";")
        mapping = MappingFile(self.mapping, kind)
        importer = MappingImporter(mapping, self.places, "west-midlands", NOW)
        return load(importer, self.force, self.folder, file)

    def change(self, old: str, new: str) -> None:
        text = self.mapping.read_text()
        assert old in text
        self.mapping.write_text(text.replace(old, new, 1))

    def only(self) -> dict[str, Any]:
        (found,) = self.force.contents().values()
        return dict(found)


@pytest.fixture
def exports(places: Places, force: FakeForce, tmp_path: Path, checkout: Path) -> Exports:
    mapping = tmp_path / "cad.yaml"
    mapping.write_text((checkout / EXAMPLE).read_text())
    return Exports(places, force, tmp_path, mapping)


def test_an_export_of_a_control_room_becomes_incidents(exports: Exports) -> None:
    exports.load([CALL])
    assert exports.only() == {
        "force": "west-midlands",
        "area": "coventry",
        "received_at": "2026-07-14T22:50:00+00:00",
        "answered_at": "2026-07-14T22:50:08+00:00",
        "dispatched_at": "2026-07-14T23:01:00+00:00",
        "arrived_at": "2026-07-14T23:20:00+00:00",
        "closed_at": "2026-07-15T01:00:00+00:00",
        "grade": "priority-2",
        "channel": "999",
        "category": "domestic-abuse",
        "markers": ["mental-health", "vulnerable-adult"],
        "revision": None,
    }
    (identifier,) = exports.force.contents()
    assert identifier == "cad-export.2026-07.CAD@20.4711@2f.26"


def test_wordings_meet_without_regard_to_case_and_space(exports: Exports) -> None:
    exports.load([{**CALL, "Type": "domestic -verbal", "Grade": " p2 "}])
    assert (exports.only()["category"], exports.only()["grade"]) == ("domestic-abuse", "priority-2")


def test_a_bad_value_is_left_out_or_refuses_the_row_as_the_mapping_says(exports: Exports) -> None:
    unknown_type = {**CALL, "Log No": "1", "Type": "ALIENS"}
    unknown_grade = {**CALL, "Log No": "2", "Grade": "P9"}
    summary = exports.load([unknown_type, unknown_grade])
    assert (summary.left_out, summary.new) == ({"Type": 1}, 1)
    assert "category" not in exports.only()
    (row,) = refused_in(exports.folder)
    assert (row["Line"], row["Column at fault"]) == ("3", "Grade")
    assert row["Reason"] == "'P9' is not among the values"


def test_an_area_that_is_not_known_is_counted_by_its_wording(exports: Exports) -> None:
    summary = exports.load([CALL, {**CALL, "Log No": "1", "LPU": "Atlantis"}])
    assert (summary.new, summary.unplaced, summary.left_out) == (
        2,
        {"LPU: 'Atlantis' is not among the values": 1},
        {},
    )


def test_stages_in_an_impossible_order_are_found_before_anything_is_sent(exports: Exports) -> None:
    early = {**CALL, "Log No": "1", "At Scene": "14/07/2026 23:00:00"}
    exports.load([early])
    assert not exports.force.sent
    (row,) = refused_in(exports.folder)
    assert (row["Column at fault"], row["Reason"]) == ("At Scene", "is before Desp")

    exports.change("{column: At Scene}", "{column: At Scene, otherwise: leave-out}")
    summary = exports.load([early])
    assert (summary.left_out, "arrived_at" in exports.only()) == ({"At Scene": 1}, False)


def test_rows_to_leave_out_are_skipped_with_why(exports: Exports) -> None:
    summary = exports.load([CALL, {**CALL, "Log No": "9", "Status": "TEST"}])
    assert (summary.skipped, summary.new) == ({"training and test logs": 1}, 1)


def test_rows_of_one_number_are_one_incident_and_have_to_agree(exports: Exports) -> None:
    summary = exports.load([CALL, CALL, {**CALL, "Answered": ""}])
    assert (summary.repeated, summary.new) == (1, 1)
    summary = exports.load([CALL, {**CALL, "Grade": "P1"}])
    assert (summary.refused_rows, summary.removed, exports.only()["grade"]) == (2, 0, "priority-2")
    assert "'priority-2' and 'priority-1'" in refused_in(exports.folder)[0]["Reason"]


def test_a_corrected_export_replaces_and_the_same_changes_nothing(exports: Exports) -> None:
    rows = [{**CALL, "Log No": str(number)} for number in range(5)]
    exports.load(rows)
    assert exports.load(rows[::-1]).accepted == 0
    rows[0]["Grade"] = "P1"
    later = exports.load(rows[:4])
    assert (later.changed, later.removed, later.unchanged) == (1, 1, 3)


def test_a_row_without_a_number_or_a_time_is_refused(exports: Exports) -> None:
    blank, unread = {"Call Rec'd": "", "Log No": "1"}, {"Call Rec'd": "soon"}
    exports.load([{**CALL, **changes} for changes in ({"Log No": ""}, blank, unread)])
    faults = [(row["Column at fault"], row["Reason"]) for row in refused_in(exports.folder)]
    assert sorted(faults) == [
        ("Call Rec'd", "'soon' is not written as %d/%m/%Y %H:%M:%S"),
        ("Call Rec'd", "is blank, and has to be there"),
        ("Log No", "is blank"),
    ]


def calls(count: int = 4) -> Rows:
    return [{**CALL, "Log No": f"CAD {number}"} for number in range(count)]


@pytest.mark.parametrize(
    "changes",
    [
        {"Call Rec'd": "soon"},
        {"Call Rec'd": ""},
        {"Call Rec'd": "01/01/0001 00:00:00"},
        {"Call Rec'd": "14/07/2026 23:50"},
        # Read as another month, where nothing is stored of it.
        {"Call Rec'd": "14/08/2026 23:50:00"},
        {"Grade": "P9"},
        {"Call Rec'd": "14/08/2026 23:50:00", "Grade": "P9"},
    ],
)
def test_what_is_stored_of_a_refused_case_stays_whatever_its_month(
    exports: Exports, changes: dict[str, str]
) -> None:
    exports.load(calls())
    before = exports.force.contents()
    later = calls()
    later[2] |= changes
    summary = exports.load(later)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 0)
    assert exports.force.contents() == before


def test_only_the_refused_case_is_kept(exports: Exports) -> None:
    exports.load(calls(4))
    later = calls(3)
    later[2]["Call Rec'd"] = "soon"
    summary = exports.load(later)
    assert (summary.refused_rows, summary.removed) == (1, 1)
    assert {each.rpartition(".")[2] for each in exports.force.contents()} == {"0", "1", "2"}


def test_a_case_that_lost_its_number_may_be_any_that_is_missing(exports: Exports) -> None:
    exports.load(calls())
    later = calls()
    later[2]["Log No"] = ""
    summary = exports.load(later)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)
    assert len(exports.force.contents()) == 4


def test_a_case_that_lost_its_number_is_of_its_own_month(exports: Exports) -> None:
    august = [
        {**CALL, "Log No": f"A {number}", **dict.fromkeys(("Answered", "Desp", "At Scene"), "")}
        | {"Call Rec'd": "14/08/2026 23:50:00", "Closed": ""}
        for number in range(4)
    ]
    exports.load([*calls(), *august])
    later = calls()
    later[2]["Log No"] = ""
    summary = exports.load([*later, *august[1:]])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 1, 1)

    # The case's month may be that of another of its rows.
    exports.change("{column: Call Rec'd}", "{column: Call Rec'd, several: earliest}")
    summary = exports.load([*later, *august[2:]])
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 2)


@pytest.mark.parametrize("null", ["01/01/0001", "01/01/1900", "01/01/1970", "31/12/9999"])
def test_a_null_date_is_refused_by_its_column_or_left_out(exports: Exports, null: str) -> None:
    row = {**CALL, "Call Rec'd": f"{null} 00:00:00"}
    summary = exports.load([row])
    assert (summary.new, summary.refused_rows) == (0, 1)
    (refused,) = refused_in(exports.folder)
    assert refused["Column at fault"] == "Call Rec'd"
    assert refused["Reason"] in ("is before 1970-01-02", "is after 9998-12-31")

    exports.change("{column: Closed}", "{column: Closed, otherwise: leave-out}")
    summary = exports.load([{**CALL, "Closed": f"{null} 00:00:00"}])
    assert (summary.left_out, "closed_at" in exports.only()) == ({"Closed": 1}, False)


NULLS = ("N/A", "NULL", " - ", "n/a")


@pytest.mark.parametrize("null", NULLS)
def test_null_wordings_of_times_say_nothing(exports: Exports, null: str) -> None:
    row = {**CALL, "At Scene": null, "Closed": null}
    assert exports.load([row]).refused_rows == 1
    exports.change("{column: At Scene}", '{column: At Scene, blank: ["N/A", "NULL", "-"]}')
    exports.change("{column: Closed}", '{column: Closed, blank: ["N/A", "NULL", "-"]}')
    assert exports.load([row]).new == 1
    assert not exports.only().keys() & {"arrived_at", "closed_at"}


@pytest.mark.parametrize("null", NULLS)
def test_null_wordings_of_a_whole_file_say_nothing_in_any_column(
    exports: Exports, null: str
) -> None:
    exports.change("feed: cad-export", 'blank: ["N/A", "NULL", "-"]\nfeed: cad-export')
    summary = exports.load([{**CALL, "At Scene": null, "LPU": null, "Flags": f"MH; {null}"}])
    assert (summary.new, summary.left_out) == (1, {})
    assert "arrived_at" not in exports.only()
    assert (exports.only()["area"], exports.only()["markers"]) == ("force", ["mental-health"])
    summary = exports.load([{**CALL, "Log No": null}])
    assert summary.refused == {"Log No: is blank": 1}


def test_a_day_and_a_time_of_day_in_two_columns_are_one_time(exports: Exports) -> None:
    exports.change("{column: Call Rec'd}", "{columns: [Day, Call Rec'd], otherwise: refuse}")
    exports.change("{column: Closed}", "{columns: [Closed, Closed at], blank: [none]}")
    row = {
        **CALL,
        **{"Day": "14/07/2026", "Call Rec'd": "23:50:00"},
        **{"Closed": "none", "Closed at": "none"},
    }
    assert exports.load([row]).new == 1
    assert exports.only()["received_at"] == "2026-07-14T22:50:00+00:00"
    assert "closed_at" not in exports.only()

    summary = exports.load([{**row, "Call Rec'd": ""}])
    assert summary.refused == {
        "Day and Call Rec'd: '14/07/2026' is not written as %d/%m/%Y %H:%M:%S": 1
    }


def test_of_several_formats_the_first_that_fits_is_read(exports: Exports) -> None:
    exports.change(
        '"%d/%m/%Y %H:%M:%S", zone', '["%d/%m/%Y %H:%M:%S", "%d/%m/%Y", "%Y-%m-%dT%H:%M%z"], zone'
    )
    row = {**CALL, "At Scene": "2026-07-15T01:20+02:00", "Closed": "16/07/2026"}
    exports.load([row])
    assert (exports.only()["arrived_at"], exports.only()["closed_at"]) == (
        "2026-07-14T23:20:00+00:00",
        "2026-07-15T23:00:00+00:00",
    )
    assert exports.load([{**row, "Closed": "soon"}]).refused == {
        "Closed: 'soon' is not written as %d/%m/%Y %H:%M:%S or %d/%m/%Y or %Y-%m-%dT%H:%M%z": 1
    }


def test_fractions_of_seconds_are_kept(exports: Exports) -> None:
    times = 'times: {format: "%d/%m/%Y %H:%M:%S.%f", zone: Europe/London}'
    exports.change("{column: Answered}", f"{{column: Answered, {times}}}")
    exports.load([{**CALL, "Answered": "14/07/2026 23:50:08.713"}])
    assert exports.only()["answered_at"] == "2026-07-14T22:50:08.713000+00:00"


class TestCasesWithoutANumber:
    @pytest.fixture(autouse=True)
    def _tell_them_apart(self, exports: Exports) -> None:
        exports.change("id: Log No ", "id: {column: Log No, where_blank: [Call Rec'd, Flags]} ")

    def rows(self) -> Rows:
        other = {**CALL, "Log No": "", "Flags": "DA"}
        return [CALL, {**CALL, "Log No": ""}, other, {**other, "Flags": "REPEAT"}]

    def test_go_by_the_columns_that_tell_them_apart(self, exports: Exports) -> None:
        assert exports.load(self.rows()).new == 4
        assert exports.load(self.rows()[::-1]).accepted == 0
        again = self.rows()
        again[2]["Grade"] = "P1"
        summary = exports.load(again[:3])
        assert (summary.new, summary.changed, summary.removed) == (0, 1, 1)

    def test_that_are_alike_are_one_and_have_to_agree(self, exports: Exports) -> None:
        summary = exports.load([*self.rows(), {**self.rows()[1], "Grade": "P1"}])
        assert (summary.new, summary.refused_rows) == (3, 2)

    def test_keep_what_they_may_have_been_where_they_are_refused(self, exports: Exports) -> None:
        exports.load(self.rows())
        later = self.rows()
        later[1] |= {"Flags": "VULN", "Grade": "P9"}
        summary = exports.load(later)
        assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)

    def test_are_refused_where_these_columns_are_blank_too(self, exports: Exports) -> None:
        summary = exports.load([CALL, {**CALL, "Log No": "", "Call Rec'd": "", "Flags": ""}])
        reasons = {"Log No: is blank": 1, "Call Rec'd: is blank, and has to be there": 1}
        assert (summary.new, summary.refused) == (1, reasons)


def test_a_case_that_ended_in_the_future_is_refused_by_its_column_or_taken_without(
    exports: Exports,
) -> None:
    row = {**CALL, "Closed": "15/07/3019 02:00:00"}
    summary = exports.load([row])
    reason = "Closed: is more than 5 minutes in the future"
    assert (summary.new, summary.refused) == (0, {reason: 1})

    exports.change("{column: Closed}", "{column: Closed, otherwise: leave-out}")
    summary = exports.load([row])
    assert (summary.left_out, "closed_at" in exports.only()) == ({"Closed": 1}, False)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  answered_at:", "  anwsered_at:", "fields.anwsered_at: incident has no such field"),
        ("P1: priority-1", "P1: priority-one", "P1: 'priority-one' is none of no-deployment"),
        ("Europe/London", "Europe/Londen", "times.zone: no time zone 'Europe/Londen' is known"),
        (", zone: Europe/London", "", "times: say zone, or %z in format"),
        ("{column: At Scene}", "{colum: At Scene}", "fields.arrived_at.colum: unknown field"),
        ("{column: At Scene}", "{column: On Scene}", "export.csv has no column 'On Scene'; it has"),
        ("{column: At Scene}", "{}", "fields.arrived_at: say either column or value"),
        ("Coventry: coventry", "Coventry: covent", "west-midlands has no area 'covent' in areas"),
        ("kind: incident", "kind: complaint", "kind: is complaint, but incidents are to be loaded"),
        ('"999": "999"', '"999": 999', "999 is none of 101, 999, agency"),
        ("id: Log No ", "id: No ", "YAML does not read No as a word: write it in quotes, 'No'"),
        (
            "{column: At Scene}",
            "{column: On}",
            "YAML does not read On as a word: write it in quotes",
        ),
        ("{column: At Scene}", "{column: 2019}", "YAML does not read 2019 as a word"),
        ("is: [Test, Training]", "is: [Test, No]", "YAML does not read No as a word: write it in"),
        (
            "Web: online",
            "Web: Off",
            "(YAML does not read Off as a word: write it in quotes, 'Off')",
        ),
        (
            "{column: At Scene}",
            '{column: At Scene, values: {"N/A": ~}}',
            "values: is for words, and this is a time: it is read as times says. List under blank",
        ),
        ("{column: At Scene}", "{value: soon}", "value: 'soon' is not a time such as"),
        ("{column: At Scene}", "{column: At Scene, columns: [Desp, Closed]}", "say either column"),
        ("column: Grade", "columns: [Grade, How]", "columns: is for times whose day"),
        (
            "{column: At Scene}",
            "{columns: [Desp, Tme]}",
            "columns.1: export.csv has no column 'Tme'",
        ),
        ("id: Log No ", "id: {column: Log No, where_blank: [X]} ", "export.csv has no column 'X'"),
        (
            '"%d/%m/%Y %H:%M:%S"',
            '"%H:%M:%S"',
            "format: is no format of a time: it needs day, month",
        ),
        (
            '"%d/%m/%Y %H:%M:%S"',
            '["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]',
            "format.1: reads some days as others than %d/%m/%Y %H:%M:%S does",
        ),
    ],
)
def test_a_fault_in_the_mapping_is_named_by_file_line_and_field(
    exports: Exports, old: str, new: str, fault: str
) -> None:
    line = exports.mapping.read_text().split(old)[0].count("\n") + 1
    exports.change(old, new)
    with pytest.raises(Failure, match=r"cad\.yaml cannot be used; nothing was sent") as failure:
        exports.load([CALL])
    assert any(
        detail.startswith(f"cad.yaml:{line}: ") and fault in detail
        for detail in failure.value.details
    ), failure.value.details
    assert not exports.force.sent


def test_a_field_that_the_record_needs_is_missed(exports: Exports) -> None:
    text = exports.mapping.read_text()
    start = text.index("  grade:")
    exports.mapping.write_text(text[:start] + text[text.index("  channel:") :])
    with pytest.raises(Failure) as failure:
        exports.load([CALL])
    assert any("incident needs grade" in detail for detail in failure.value.details)


def test_a_case_without_a_number_and_still_to_come_may_be_any_that_is_missing(
    exports: Exports,
) -> None:
    exports.load(calls())
    later = calls()
    later[2] |= {"Log No": "", "Call Rec'd": "14/07/2031 23:50:00"}
    summary = exports.load(later)
    assert (summary.refused_rows, summary.removed, summary.kept_back) == (1, 0, 1)


def test_a_call_still_to_come_is_refused_for_that_and_not_for_what_is_before_it(
    exports: Exports,
) -> None:
    exports.load([{**CALL, "Call Rec'd": "14/07/2031 23:50:00"}])
    (row,) = refused_in(exports.folder)
    assert row["Column at fault"] == "Call Rec'd"
    assert row["Reason"] == "is more than 5 minutes in the future"


def test_a_list_whose_column_is_blank_says_that_there_is_none(exports: Exports) -> None:
    exports.load([{**CALL, "Flags": ""}])
    assert exports.only()["markers"] == []


def test_a_list_that_is_not_mapped_says_nothing(exports: Exports) -> None:
    before, _, after = exports.mapping.read_text().partition("  markers:\n")
    exports.mapping.write_text(f"{before}leave_out:{after.partition('leave_out:')[2]}")
    exports.load([CALL])
    assert "markers" not in exports.only()
