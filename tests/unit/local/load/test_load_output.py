"""The printed results of a load."""

import io
from collections import Counter
from pathlib import Path

from rich.console import Console
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import SHIPPED, STRICT, load_edition
from tests.unit.local.load.stop_search_files import NAME, a_file, a_row

from oversight_local.load.importer import Fault
from oversight_local.load.output import (
    REASONS,
    print_apart,
    print_editions,
    print_kept_back,
    print_refused,
    print_summary,
)
from oversight_local.load.stop_search.editions import LoadedEdition
from oversight_local.load.stop_search.wordings import Wordings
from oversight_local.load.summary import LoadSummary


def loaded(
    force: FakeForce, folder: Path, outcomes: list[str], wordings: Wordings = STRICT
) -> LoadedEdition:
    rows = [
        a_row({"Date": f"2019-04-{day:02}T10:00:00+00:00", "Outcome": outcome})
        for day, outcome in enumerate(outcomes, start=1)
    ]
    return load_edition(force, a_file(folder, rows), wordings=wordings)


def said(*files: LoadedEdition) -> list[str]:
    text = io.StringIO()
    print_editions(Console(file=text, width=80), list(files))
    return [" ".join(line.split()) for line in text.getvalue().splitlines()]


def test_each_reason_for_refusing_rows_is_printed_with_its_number(
    force: FakeForce, tmp_path: Path
) -> None:
    lines = said(loaded(force, tmp_path, ["Told off", "Told off", "Arrest", "[/red]"]))
    assert "rows refused 3" in lines
    assert "Outcome: 'Told off' is not a known wording 2" in lines
    assert "Outcome: '[/red]' is not a known wording 1" in lines
    assert not any("Windows-1252" in line for line in lines)


def test_each_wording_that_was_left_out_is_printed_with_its_number(
    force: FakeForce, tmp_path: Path
) -> None:
    lines = said(loaded(force, tmp_path, ["Told off", "Told off", "Arrest"], SHIPPED))
    assert "fields left out 2" in lines
    many = said(loaded(force, tmp_path, [f"Told {n}" for n in range(REASONS + 3)], SHIPPED))
    assert sum("is not a known wording" in line for line in many) == REASONS + 3
    assert "Outcome: 'Told off' is not a known wording 2" in lines
    assert not any("rows refused" in line for line in lines)


def test_nothing_is_printed_of_refusals_where_there_are_none(
    force: FakeForce, tmp_path: Path
) -> None:
    lines = said(loaded(force, tmp_path, ["Arrest"]))
    assert not any("rows refused" in line for line in lines)
    text = io.StringIO()
    print_refused(Console(file=text), 0, tmp_path / "refused.csv")
    print_kept_back(Console(file=text), 0)
    assert text.getvalue() == ""


def test_the_most_common_reasons_stand_for_many() -> None:
    summary, text = LoadSummary(), io.StringIO()
    for number in range(REASONS + 3):
        summary.refuse([Fault(f"Column {number}", "is blank")], number + 1)
    print_summary(Console(file=text, width=200), summary)
    lines = [" ".join(line.split()) for line in text.getvalue().splitlines()]
    assert "and 3 other reasons" in lines
    assert "Column 12: is blank 13" in lines
    assert "Column 2: is blank 3" not in lines


def test_many_wordings_of_a_column_are_one_line(force: FakeForce, tmp_path: Path) -> None:
    lines = said(loaded(force, tmp_path, [f"Told {n}" for n in range(REASONS + 3)] + ["Arrest"]))
    assert any(line.startswith("Outcome: such as 'Told ") and line.endswith("13") for line in lines)


def test_a_file_that_was_taken_for_windows_1252_is_named(force: FakeForce, tmp_path: Path) -> None:
    path = a_file(tmp_path, [a_row({"Policing operation": "Café"})])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    lines = said(load_edition(force, path))
    assert f"{NAME} is not UTF-8; read as Windows-1252." in lines


def test_what_an_interrupted_load_did_not_reach_is_printed_beneath_its_table() -> None:
    text = io.StringIO()
    unplaced = Counter({"LPU: 'Atlantis' is not among the values": 2})
    summary = LoadSummary(read=9, new=2, accepted=2, unknown=3, not_reached=4, unplaced=unplaced)
    print_summary(Console(file=text, width=200), summary)
    lines = [" ".join(line.split()) for line in text.getvalue().splitlines()]
    assert "records new 2" in lines
    assert lines[lines.index("areas not known: in the whole force alone 2") + 1] == (
        "LPU: 'Atlantis' is not among the values 2"
    )
    assert "Of 3 events it is not known whether they were kept." in lines
    assert lines[-1].startswith("4 records were not reached. Load again")


def test_records_kept_back_are_printed_with_what_to_do() -> None:
    text = io.StringIO()
    print_kept_back(Console(file=text, width=200), 1_204)
    assert "1,204 records" in text.getvalue()
    assert "--replace-most" in text.getvalue()


def test_refused_rows_and_records_are_told_apart() -> None:
    text = io.StringIO()
    summary = LoadSummary(refused_rows=7, refused_records=4, refused_untold=2)
    print_summary(Console(file=text, width=200), summary)
    lines = [" ".join(line.split()) for line in text.getvalue().splitlines()]
    start = lines.index("records refused 4")
    assert lines[start + 1 : start + 3] == [
        "rows refused that are theirs 5",
        "rows refused before a record was made 2",
    ]


def test_reasons_that_differ_by_a_value_alone_are_one_where_they_are_many() -> None:
    many, one = LoadSummary(), LoadSummary()
    for number in range(2_218):
        many.refuse([Fault("Date", f"'{number}/04/2019' is not a time with its zone")], 1)
    for summary in (many, one):
        summary.refuse([Fault("Age 10-17", "'it''s' is not a known wording")], 2)
        summary.refuse([Fault("", "has 5 fields, not 3")], 1)
    one.take_refusals(many)
    for summary, times in ((many, 1), (one, 2)):
        text = io.StringIO()
        print_summary(Console(file=text, width=200), summary)
        lines = [" ".join(line.split()) for line in text.getvalue().splitlines()]
        start = lines.index(f"rows refused {summary.refused_rows:,}") + 1
        assert sorted(lines[start : start + 4]) == [
            f"Age 10-17: 'it''s' is not a known wording {2 * times}",
            "Date: such as '0/04/2019' is not a time with its zone 2,218",
            "fields left out 0",
            f"has 5 fields, not 3 {times}",
        ]


def test_a_load_of_collisions_says_that_casualties_are_not_among_them() -> None:
    text = io.StringIO()
    for kind in ("collisions", "street"):
        print_apart(Console(file=text, width=80), kind)
    said = " ".join(text.getvalue().split())
    assert said == (
        "Collisions alone were loaded. roads.killed-or-seriously-injured counts casualties, which "
        "no load sends: it has figures where a feed sends them."
    )
