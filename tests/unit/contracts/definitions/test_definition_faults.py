"""What a folder of broken definitions is refused with, taken together."""

from pathlib import Path

import pytest
from tests.unit.contracts.catalogues import Change, faults, load, write

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_contracts.measures.statistic import StatisticIndicator

CRIME, SEARCH, RULES = "indicators/crime.yaml", "indicators/search.yaml", "rules/rules.yaml"


def test_the_catalogue_that_the_cases_change_is_sound(tmp_path: Path) -> None:
    assert len(load(tmp_path).indicators) == 7


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        Change(CRIME, "markers: knife", "markers: spoon"),
        Change(CRIME, "at: outcomes.at", "at: outcomes.on"),
        Change(SEARCH, "[grade]", "[grad]"),
        Change(RULES, "every ward", "every borough"),
        Change(RULES, "basis: census-2021", "basis: census-2031"),
        Change("dimensions.yaml", "[W1, W2]", "[W1, W8]"),
        Change("areas.yaml", "parent: birmingham", "parent: brum"),
    )
    assert [(fault.file, fault.field) for fault in found] == [
        ("dimensions.yaml", "dimensions.ethnicity.groups.White.1"),
        ("areas.yaml", "forces.west-midlands.areas.aston.parent"),
        (CRIME, "counts.where.markers"),
        (CRIME, "counts.at"),
        (SEARCH, "breakdowns.0"),
        ("milestones/plan.yaml", "milestones.1.by"),
        (RULES, "areas.1"),
        (RULES, "by"),
        (RULES, "basis"),
        (RULES, "by"),
    ]


def test_what_is_stated_is_never_counted(tmp_path: Path) -> None:
    old = "of: {kind: complaint, at: finalised_at}"
    (found, *_) = faults(tmp_path, Change(CRIME, old, old.replace("complaint", "statistic")))
    assert found.field == "of.kind"
    assert found.reason == "a statistic is stated as it is and cannot be counted"


def test_a_lead_is_of_a_row_that_the_document_has(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, Change("documents.yaml", "E1: Head", "E9: Head"))
    assert (found.file, found.field) == ("documents.yaml", "documents.report-2020.leads.E9")
    assert found.reason == "report-2020 has no row E9"


STATISTIC = """\
- id: wmnow.members
  title: Members
  description: Members of the scheme.
  measure: statistic
  unit: members
  polarity: higher-is-better
  breakdowns: [unit]

- id: crime.knife
"""
UNIT = "dimensions:\n  unit: {title: Unit, values: [Birmingham East, Coventry]}\n"
QUOTED = (
    Change(CRIME, "- id: crime.knife\n", STATISTIC),
    Change("dimensions.yaml", "dimensions:\n", UNIT),
)


def test_a_statistic_is_defined_without_being_counted(tmp_path: Path) -> None:
    without = load(tmp_path).counting_hash
    catalogue = load(tmp_path, *QUOTED)
    found = catalogue.indicators["wmnow.members"]
    assert isinstance(found, StatisticIndicator)
    assert (found.quotes, found.factor, found.populations) == ("wmnow.members", 1, {})
    assert catalogue.counting_hash == without


def test_no_rule_judges_a_statistic(tmp_path: Path) -> None:
    judged = Change(RULES, "response.within\n  areas", "wmnow.members\n  areas")
    (found,) = faults(tmp_path, *QUOTED, judged)
    assert (found.file, found.field) == (RULES, "indicator")
    assert "no rule can judge it" in found.reason


def test_a_dimension_has_fields_and_groups_or_values(tmp_path: Path) -> None:
    grouped = UNIT.replace("values: [Birmingham East, Coventry]", "groups: {East: [B]}")
    (found,) = faults(tmp_path, Change("dimensions.yaml", "dimensions:\n", grouped))
    assert found.field == "dimensions.unit.groups"
    both = Change("dimensions.yaml", "    title: Grade\n", "    title: Grade\n    values: [A]\n")
    (found,) = faults(tmp_path, both)
    assert found.field == "dimensions.grade.values"


def test_a_fault_of_one_file_does_not_hide_the_shape_of_the_next(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        Change("targets.yaml", "seconds: 3600", "seconds: soon"),
        Change(CRIME, "unit: days", "unit: 5"),
        Change(RULES, "window: 28", "window: 0"),
    )
    assert [fault.file for fault in found] == ["targets.yaml", CRIME, RULES]


def test_what_leans_on_an_unreadable_file_is_not_blamed(tmp_path: Path) -> None:
    change = Change("dimensions.yaml", "dimensions:\n", "dimension:\n")
    assert {fault.file for fault in faults(tmp_path, change)} == {"dimensions.yaml"}
    change = Change(SEARCH, "unit: times", "unit: 5")
    assert {fault.file for fault in faults(tmp_path, change)} == {SEARCH}


def test_a_fault_reads_as_file_line_field_reason(tmp_path: Path) -> None:
    told = [str(fault) for fault in faults(tmp_path, Change(CRIME, "title: K", "titel: K"))]
    assert told == [f"{CRIME}:2: title: Field required", f"{CRIME}:3: titel: unknown field"]


def test_what_is_no_yaml_is_told_with_the_character_at_fault(tmp_path: Path) -> None:
    (found, *_) = faults(tmp_path, Change(SEARCH, "  unit: times", "\tunit: times"))
    assert found.file == SEARCH
    assert found.reason == r"found character '\t' that cannot start any token"


@pytest.mark.parametrize("text", ["", "id: crime.knife\n", "a string\n"])
def test_a_file_of_definitions_is_a_list(tmp_path: Path, text: str) -> None:
    write(tmp_path)
    (tmp_path / CRIME).write_text(text)
    with pytest.raises(BrokenDefinitions, match="a list of definitions is expected"):
        load_catalogue(tmp_path)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / CRIME).write_bytes(b"- id: caf\xe9\n")
    with pytest.raises(BrokenDefinitions, match=f"{CRIME}:1: .*utf-8"):
        load_catalogue(tmp_path)


def test_missing_reference_data_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "areas.yaml").unlink()
    with pytest.raises(FileNotFoundError, match=r"areas\.yaml"):
        load_catalogue(tmp_path)
