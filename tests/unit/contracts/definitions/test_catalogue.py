import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.contracts.catalogues import FILES, Change, load, write

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.indicators import Break, break_between
from oversight_contracts.definitions.models.peers import peers_on
from oversight_contracts.definitions.models.reference import area_and_ancestors
from oversight_contracts.definitions.models.weights import weights_on
from oversight_contracts.measures.count import CountIndicator
from oversight_measures.estimates.severity import severity
from oversight_measures.periods.period import Period

CRIME, SEARCH, RULES = "indicators/crime.yaml", "indicators/search.yaml", "rules/rules.yaml"


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_the_shipped_definitions_are_sound(shipped: Catalogue) -> None:
    assert len(shipped.indicators) >= 20
    assert {each.measure for each in shipped.indicators.values()} == {
        "count",
        "rate",
        "proportion",
        "duration",
        "disparity",
        "ratio",
        "stock",
        "statistic",
        "severity",
    }
    kinds = {p.kind for each in shipped.indicators.values() for p in each.populations.values()}
    assert kinds == {
        *("incident", "crime", "stop-search", "complaint"),
        *("survey-response", "casualty", "recording-audit"),
    }
    assert {rule.kind for rule in shipped.rules.values()} == {
        *("limit", "drift", "special-cause", "disparity", "disparity-drift", "outcome-difference"),
    }
    assert "west-midlands" in shipped.forces


# The rows of the five documents: letter and how many measures each prints.
ROWS = {"A": 28, "B": 20, "C": 14, "D": 10, "E": 19}


def test_every_row_of_every_board_document_is_answered(shipped: Catalogue) -> None:
    rows = {f"{letter}{number}" for letter, last in ROWS.items() for number in range(1, last + 1)}
    assert {row for each in shipped.documents.values() for row in each.rows} == rows
    cited = {each.row for one in shipped.indicators.values() for each in one.documents}
    assert cited == rows


def test_what_is_no_longer_collected_says_why(shipped: Catalogue) -> None:
    gone = [each for each in shipped.indicators.values() if each.not_collected]
    assert [each.id for each in gone] == ["confidence.fear-of-crime"]
    assert "Office for National Statistics" in str(gone[0].not_collected)


def test_every_group_of_residents_sums_to_no_more_than_all(shipped: Catalogue) -> None:
    for each in shipped.residents:
        for groups in each.groups.values():
            assert sum(groups.values()) == each.total, (each.basis, each.force, each.area)


def test_the_areas_of_a_force_sum_to_the_force(shipped: Catalogue) -> None:
    for basis in ("census-2011", "census-2021"):
        whole = shipped.residents_of("west-midlands", "force", basis)
        parts = [
            shipped.residents_of("west-midlands", area, basis)
            for area in shipped.forces["west-midlands"].areas
        ]
        assert whole is not None
        assert sum(part.total for part in parts if part) == whole.total


def test_conditions_are_read_as_an_analyst_writes_them(tmp_path: Path) -> None:
    indicator = load(tmp_path).indicators["crime.solved"]
    assert isinstance(indicator, CountIndicator)
    assert indicator.counts.where == Conditions(
        fields={"outcomes.code": Condition(test="in", values=(1, 2))},
        any=(
            Conditions(fields={"offence": Condition(test="not-in", values=("fraud",))}),
            Conditions(fields={"victim": Condition(test="present")}),
        ),
    )


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("markers: [knife, gang]", Condition(test="in", values=("knife", "gang"))),
        ("markers: {not: [knife]}", Condition(test="not-in", values=("knife",))),
        ("markers: absent", Condition(test="absent")),
        ("markers: present", Condition(test="present")),
    ],
)
def test_each_form_of_a_condition(tmp_path: Path, written: str, condition: Condition) -> None:
    indicator = load(tmp_path, Change(CRIME, "markers: knife", written)).indicators["crime.knife"]
    assert isinstance(indicator, CountIndicator)
    assert indicator.counts.where.fields["markers"] == condition


def test_a_name_or_a_list_of_two_is_a_breakdown(tmp_path: Path) -> None:
    change = Change(SEARCH, "breakdowns: [ethnicity]", "breakdowns: [ethnicity, [ethnicity, set]]")
    dimension = Change(
        "dimensions.yaml",
        "  grade:\n",
        "  set:\n    title: Type\n    fields: {stop-search: search_type}\n  grade:\n",
    )
    indicator = load(tmp_path, change, dimension).indicators["search.disparity"]
    assert indicator.breakdowns == (("ethnicity",), ("ethnicity", "set"))


def test_an_area_lies_in_its_parents_and_the_force(tmp_path: Path) -> None:
    forces = load(tmp_path).forces
    assert area_and_ancestors(forces, "west-midlands", "aston") == ("aston", "birmingham", "force")
    assert area_and_ancestors(forces, "west-midlands", "force") == ("force",)
    for force, area, word in [
        ("kent", "force", "kent"),
        ("west-midlands", "stafford", "stafford"),
    ]:
        with pytest.raises(KeyError) as unknown:
            area_and_ancestors(forces, force, area)
        assert unknown.value.args == (word,)


CODES = """\
      birmingham: {title: Birmingham, kind: local-authority, code: E1}
      dudley:
        title: Dudley
        kind: local-authority
        codes:
          - E2
          - {code: E3, names: [Old Dudley], part: true, until: 2020-04-01}
          - {code: E4, since: 2020-04-01}
      aston: {title: Aston, kind: ward, parent: birmingham, codes: [{code: E4, until: 2020-04-01}]}
"""
PLAIN = """\
      birmingham: {title: Birmingham, kind: local-authority}
      dudley: {title: Dudley, kind: local-authority}
      aston:
        title: Aston
        kind: ward
        parent: birmingham
"""


def test_a_code_means_the_area_of_its_day_or_the_only_one_it_ever_meant(tmp_path: Path) -> None:
    force = load(tmp_path, Change("areas.yaml", PLAIN, CODES)).forces["west-midlands"]
    first, day = date(2020, 4, 1), date(2020, 3, 31)
    assert [force.area_of_code(code) for code in ("E1", "E2", "E3")] == [
        "birmingham",
        "dudley",
        "dudley",
    ]
    assert force.area_of_code("E3", first) == "dudley"
    assert (force.area_of_code("E4", day), force.area_of_code("E4", first)) == ("aston", "dudley")
    assert force.area_of_code("E4") is None
    assert force.area_of_code("E9", day) is None


def test_the_most_similar_forces_are_those_of_the_day(tmp_path: Path) -> None:
    groups = load(tmp_path).peers
    found = [
        peers_on(groups, "west-midlands", day) for day in (date(2021, 3, 31), date(2021, 4, 1))
    ]
    assert [each.forces for each in found if each] == [
        ("wales",),
        ("wales", "england"),
    ]
    assert peers_on(groups, "staffordshire", date(2021, 4, 1)) is None


def test_weights_are_exact_and_those_of_the_day(tmp_path: Path) -> None:
    weights = load(tmp_path).weights
    before = weights_on(weights, "harm", date(2024, 3, 31))
    after = weights_on(weights, "harm", date(2024, 4, 1))
    assert before is not None
    assert after is not None
    assert after.values == {"30C": Decimal("12.345678901234567890")}
    # 2 homicides and 30 shopliftings among 700,400 residents.
    harm = severity({"homicide": 2, "shoplifting": 30}, before.values, residents=700_400)
    assert harm == Fraction(2 * 7000_500 + 30 * 100, 1000) * 1000 / 700_400
    assert weights_on(weights, "cost", date(2024, 4, 1)) is None


def test_what_the_user_supplies_may_be_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for name in ("peers.yaml", "weights.yaml"):
        (folder / name).unlink()
    found = load_catalogue(folder)
    assert (found.peers, found.weights) == ((), ())


def test_parts_may_differ_where_it_says_why(tmp_path: Path) -> None:
    why = Change("residents.yaml", "    total: 300\n", "    total: 301\n    differs: rounded\n")
    assert load(tmp_path, why).residents[0].differs == "rounded"


def test_a_target_is_that_of_the_day(tmp_path: Path) -> None:
    target = load(tmp_path).targets["response"]
    assert target.seconds_on(date(2011, 3, 31), "priority-1") == 600
    assert target.seconds_on(date(2011, 4, 1), "priority-1") == 900
    assert target.seconds_on(date(1990, 1, 1), "priority-2") == 3600
    assert target.seconds_on(date(2020, 1, 1), "priority-3") is None
    assert target.longest() == 3600


COUNTING = [
    Change("areas.yaml", "    kind: comparator\n", ""),
    Change(CRIME, "markers: knife", "markers: gang"),
    Change(CRIME, "at: recorded_at", "at: reported_at"),
    Change(SEARCH, "grain: hour", "grain: day"),
    Change("dimensions.yaml", "[W1, W2]", "[W1]"),
    Change("dimensions.yaml", "title: Grade\n", "title: Grade\n    missing: Blank\n"),
    Change("areas.yaml", "        parent: birmingham\n", ""),
    Change("areas.yaml", "  staffordshire:\n", "  stafford:\n"),
    Change("areas.yaml", "      stafford: {", "      stoke: {"),
    Change("targets.yaml", "seconds: 900", "seconds: 901"),
    Change("targets.yaml", "until: 2011-04-01", "until: 2011-03-31"),
]
READING = [
    Change(RULES, "threshold: 65", "threshold: 64"),
    Change(RULES, "title: Uneven", "title: Other"),
    Change("residents.yaml", "source: ONS\n    total: 300", "source: Census\n    total: 300"),
    Change("residents.yaml", "total: 30\n", "total: 31\n"),
    Change("peers.yaml", "[wales]", "[england]"),
    Change("weights.yaml", "shoplifting: 0.10", "shoplifting: 0.11"),
    Change("areas.yaml", "  metropolitan:", "  the-metropolitan:"),
    Change("dimensions.yaml", "title: Grade\n", "title: Response grade\n"),
    Change("areas.yaml", "title: Birmingham", "title: City of Birmingham"),
    Change(CRIME, "unit: days", "unit: whole days"),
    Change(CRIME, "where: page 7", "where: page 8"),
    Change(CRIME, "on: 2020-02-01", "on: 2020-03-01"),
    Change(CRIME, "unit: days", "lead: ACC Crime\n  unit: days"),
    Change(CRIME, "unit: days", "comparators: [last-year, most-similar-forces]\n  unit: days"),
    Change(CRIME, "unit: days", "history: {statistic: complaint.days}\n  unit: days"),
    Change(CRIME, "unit: days", "not_collected: Nobody asks any more.\n  unit: days"),
    Change("documents.yaml", "title: Plan 2011", "title: The plan"),
    Change("milestones/plan.yaml", "change: -7.5", "change: -8"),
    Change("surveys.yaml", "to: 2019-09-01", "to: 2019-10-01"),
    Change("areas.yaml", "{title: Stafford, ", "{title: Stafford, codes: [E07000197], "),
    Change("areas.yaml", "title: Staffordshire Police", "title: Staffs\n    code: E23000015"),
]


@pytest.mark.parametrize("change", COUNTING, ids=lambda change: change.new.strip())
def test_what_decides_the_totals_changes_the_counting_hash(tmp_path: Path, change: Change) -> None:
    before = load(tmp_path / "before").counting_hash
    assert load(tmp_path / "after", change).counting_hash != before


@pytest.mark.parametrize("change", READING, ids=lambda change: change.new.strip())
def test_what_only_reads_totals_leaves_the_counting_hash(tmp_path: Path, change: Change) -> None:
    before = load(tmp_path / "before").counting_hash
    assert load(tmp_path / "after", change).counting_hash == before


ENTRIES = [
    entry
    for name in (CRIME, SEARCH)
    for entry in re.split(r"^- id: ", FILES[name], flags=re.MULTILINE)[1:]
]


@given(st.permutations(ENTRIES), st.integers(0, len(ENTRIES)))
@settings(max_examples=25, deadline=None)
def test_the_order_and_the_files_of_definitions_do_not_count(
    tmp_path_factory: pytest.TempPathFactory, entries: list[str], cut: int
) -> None:
    plain = load(tmp_path_factory.mktemp("plain"))
    folder = write(tmp_path_factory.mktemp("moved"))
    for name, part in ((CRIME, entries[:cut]), (SEARCH, entries[cut:])):
        text = "".join(f"- id: {entry.strip()}\n\n" for entry in part)
        (folder / name).write_text(text or "[]\n")
    moved = load_catalogue(folder)
    assert moved.counting_hash == plain.counting_hash
    assert list(moved.indicators) != list(plain.indicators) or entries == ENTRIES


def test_the_source_in_words_is_made_from_the_documents(tmp_path: Path) -> None:
    catalogue = load(tmp_path)
    assert catalogue.source_of("crime.knife") == "Report 2020 (E1: page 7); Plan 2011 (A1)"
    assert catalogue.source_of("crime.solved") == ""


@given(st.dates(date(2019, 1, 1), date(2021, 1, 1)), st.integers(1, 400), st.integers(1, 400))
def test_only_a_break_within_what_is_compared_stands_in_the_way(
    first: date, days: int, more: int
) -> None:
    on = date(2020, 2, 1)
    breaks = (Break(on=on, why="more counts"),)
    middle = first + timedelta(days=days)
    earlier, later = Period(first, middle), Period(middle, middle + timedelta(days=more))
    counted_alike = later.end <= on or first >= on
    assert (break_between(breaks, earlier, later) is None) == counted_alike
    assert break_between(breaks, later, earlier) == break_between(breaks, earlier, later)


def test_a_definition_has_a_hash_of_its_own(tmp_path: Path) -> None:
    plain = load(tmp_path / "a")
    changed = load(tmp_path / "b", Change(CRIME, "markers: knife", "markers: gang"))
    assert changed.definition_hash("crime.knife") != plain.definition_hash("crime.knife")
    assert changed.definition_hash("crime.solved") == plain.definition_hash("crime.solved")
    with pytest.raises(KeyError):
        plain.definition_hash("crime.gone")
