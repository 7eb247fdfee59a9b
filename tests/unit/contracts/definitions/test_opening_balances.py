"""Opening balances of stocks: what can be written, what is refused, and what they do not touch."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.contracts.catalogues import Change, faults, line_of, load

from oversight_contracts.measures.stock import StockIndicator

CRIME = "indicators/crime.yaml"
PLAIN = """\
- id: complaint.open
  title: Open
  description: Cases open.
  measure: stock
  unit: cases
  polarity: lower-is-better
  opened: {kind: complaint, at: logged_at}
  closed: {kind: complaint, at: finalised_at}
"""
OPENING = """\
  opening:
    day: 2024-04-01
    source: Return of the department
    balances:
      west-midlands: {force: 312, birmingham: 200, dudley: 40, aston: 12}
      staffordshire: 0
"""
AREAS = "{force: 312, birmingham: 200, dudley: 40, aston: 12}"


def stock(text: str) -> Change:
    return Change(CRIME, "- id: complaint.days\n", f"{text}\n- id: complaint.days\n")


def opening(old: str = "", new: str = "") -> Change:
    return stock(PLAIN + OPENING.replace(old, new))


def read(folder: Path, *changes: Change) -> StockIndicator:
    found = load(folder, *changes).indicators["complaint.open"]
    assert isinstance(found, StockIndicator)
    return found


def test_a_balance_is_of_a_force_or_of_an_area_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, opening()).opening
    assert found is not None
    assert found.day == date(2024, 4, 1)
    assert [found.of("west-midlands", area) for area in ("force", "aston")] == [312, 12]
    # Nothing was open, which is another thing than nobody knowing.
    assert (found.of("staffordshire", "force"), found.of("staffordshire", "stafford")) == (0, None)
    assert found.of("west-yorkshire", "force") is None
    assert [balance for *_, balance in found.written] == [312, 200, 40, 12, 0]


@pytest.mark.parametrize(
    ("old", "new", "field", "reason", "at"),
    [
        ("2024-04-01", "soon", "opening.day", "valid date", "day: soon"),
        ("    day: 2024-04-01\n", "", "opening.day", "required", "  opening:"),
        ("source", "sources", "opening.sources", "unknown field", "sources"),
        (": 312", ": 31.5", "opening.balances.west-midlands.force", "integer", "31.5"),
        (": 312", ": true", "opening.balances.west-midlands.force", "integer", "true"),
        (": 312", ": -1", "opening.balances.west-midlands.force", "or equal to 0", "-1"),
        (": 0", ": none", "opening.balances.staffordshire.force", "integer", "none"),
        (": 0", ": {}", "opening.balances.staffordshire", "at least 1", ": {}"),
        ("staffordshire", "england", "opening.balances.england", "nothing is counted", "d: 0"),
        ("staffordshire", "kent", "opening.balances.kent", "there are west-midlands,", "kent"),
        ("aston", "astn", "opening.balances.west-midlands.astn", "has no area astn", "astn"),
        (
            "dudley: 40",
            "dudley: 140",
            "opening.balances.west-midlands",
            "340 in its areas (local-authority) are more than the 312 of force",
            "dudley: 140",
        ),
        (
            "aston: 12",
            "aston: 201",
            "opening.balances.west-midlands",
            "201 in its areas (ward) are more than the 200 of birmingham",
            "aston: 201",
        ),
    ],
)
def test_a_fault_names_file_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, reason: str, at: str
) -> None:
    (found,) = faults(tmp_path, opening(old, new))
    assert (found.file, found.field) == (CRIME, field)
    assert reason in found.reason
    assert found.line == line_of(tmp_path, CRIME, at)


def test_an_area_that_was_not_there_had_nothing_open(tmp_path: Path) -> None:
    begun = Change("areas.yaml", "title: Dudley, kind", "since: 2024-04-02, title: Dudley, kind")
    (found,) = faults(tmp_path, opening(), begun)
    assert found.field == "opening.balances.west-midlands.dudley"
    assert found.reason == "there was no Dudley on 1 April 2024"


def test_an_opening_balance_is_read_and_never_counted(tmp_path: Path) -> None:
    plain = load(tmp_path / "plain", stock(PLAIN))
    hashes = {
        load(tmp_path / name, opening(old, new)).counting_hash
        for name, old, new in [("a", "", ""), ("b", "04-01", "05-01"), ("c", "312", "400")]
    }
    assert hashes == {plain.counting_hash}


def test_only_a_stock_has_an_opening_balance(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, Change(CRIME, "  unit: days\n", f"  unit: days\n{OPENING}"))
    assert (found.field, found.reason) == ("opening", "unknown field")


def test_a_stock_says_in_words_what_it_begins_with(tmp_path: Path) -> None:
    assert list(read(tmp_path / "a", opening()).sentences({}))[-1] == (
        "Open at the end of a day: what was open at the beginning of 1 April 2024, and what was "
        "opened less what was closed since."
    )
    assert list(read(tmp_path / "b", stock(PLAIN)).sentences({}))[-1] == (
        "Open at the end of a day: opened less closed; what was open before records begin is not "
        "in it."
    )
