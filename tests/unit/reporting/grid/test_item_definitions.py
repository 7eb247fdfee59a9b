"""Tables, milestones and periods that nothing stands behind are refused where they are written."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.grids import Facet, GridLine, Several
from oversight_contracts.definitions.models.period_names import fixed_period, period_named
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_measures.periods.period import Period
from oversight_reporting.grid.axes import written_out

REPORT = """
- id: tested
  title: Tested
  sections:
    - title: One
      items:
        - title: Table
          %s
"""
GRID = """grid:
            indicator: crime.total
            rows:
              - {title: Force, whole: true}
              - %s
            columns:
              - {title: Then, period: 2019}
              - %s
"""
ROW, COLUMN = "{title: Dudley, area: dudley}", "{title: Now, period: 2020}"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def faults(definitions: Path, folder: Path, item: str) -> str:
    shutil.copytree(definitions, folder, dirs_exist_ok=True)
    (folder / "reports" / "tested.yaml").write_text(REPORT % item)
    try:
        load_catalogue(folder)
    except BrokenDefinitions as broken:
        return str(broken)
    return ""


def test_a_table_that_is_right_has_no_faults(definitions: Path, tmp_path: Path) -> None:
    assert faults(definitions, tmp_path, GRID % (ROW, COLUMN)) == ""


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("{title: A, indicator: crime.none}", COLUMN, "rows.1.indicator: no indicator crime.none"),
        ("{title: A, area: atlantis}", COLUMN, "rows.1.area: no area atlantis"),
        ("{title: A, force: atlantis}", COLUMN, "rows.1.force: no force atlantis"),
        ("{title: Force}", COLUMN, "rows.0.title: stands here twice"),
        ("{title: A, breakdown: {offence: treason}}", COLUMN, "breakdown.offence: no offence is"),
        ("{title: A, breakdown: {ethnicity: White}}", COLUMN, "is not kept by ethnicity"),
        ("{each_area_of: canton}", COLUMN, "rows.1.each_area_of: no area of this kind"),
        ("{each_wave_of: gossip}", COLUMN, "rows.1.each_wave_of: no survey gossip"),
        ("{title: A, rank: {of: Nobody}}", COLUMN, "no line is called Nobody"),
        ("{title: A, rank: {of: Force, among: [A]}}", COLUMN, "Force has no rank among lines"),
        (
            "{title: A, gap: [Force, Force]}\n              - {title: B, rank: {of: A}}",
            COLUMN,
            "rows.2.rank.of: A is worked out, and not among `all`: say `among`",
        ),
        ("{each: fortnight}", COLUMN, "rows.1.each: Input should be"),
        (ROW, "{title: Now, period: 2010-11}", "columns.1.period: say 2010/11"),
        (ROW, "{title: Now, period: soon}", "columns.1.period: 'soon' is no period"),
        (ROW, "{title: C, change: {from: Then, to: Never}}", "no line is called Never"),
        (ROW, "{title: C, share: C}", "C is worked out from itself"),
        (ROW, "{title: C, share: Then, gap: [Then, C]}", "is worked out in one way"),
        (ROW, "{title: C, change: {from: Then, to: Then}, always: Rome}", "always: no line of"),
        (ROW, "{title: C, changed: Then}", "columns.1.changed: unknown field"),
    ],
)
def test_faults_name_the_line_of_the_table(
    definitions: Path, tmp_path: Path, row: str, column: str, fault: str
) -> None:
    assert fault in faults(definitions, tmp_path, GRID % (row, column))


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("milestones: {plan: nothing, last: 2010-11}", "milestones.plan: no plan nothing"),
        (
            "milestones: {plan: strategic-policing-plan-2011-15, last: 1999}",
            "milestones.last:",
        ),
        (
            "milestones: {plan: strategic-policing-plan-2011-15, last: 2010-11, where: Nowhere}",
            "the plan sets none of these",
        ),
    ],
)
def test_a_table_of_milestones_agrees_with_its_plan(
    definitions: Path, tmp_path: Path, item: str, fault: str
) -> None:
    assert fault in faults(definitions, tmp_path, item)


REPORTED = Period(date(2020, 1, 1), date(2020, 3, 1))


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("report", "2020-01-01", "2020-03-01"),
        ("last-year", "2019-01-01", "2019-03-01"),
        ("before", "2019-11-02", "2020-01-01"),
        ("year-to-date", "2019-04-01", "2020-03-01"),
        ("rolling-12-months", "2019-03-01", "2020-03-01"),
        ("2018", "2018-01-01", "2019-01-01"),
        ("2020/21", "2020-04-01", "2021-04-01"),
        ("Q1 2020/21", "2020-04-01", "2020-07-01"),
        ("November 2019", "2019-11-01", "2019-12-01"),
        ("2019-11-30", "2019-11-30", "2019-12-01"),
        ("2018-12 to 2018-12-31", "2018-12-01", "2019-01-01"),
        ("2016/17 to 2020/21", "2016-04-01", "2021-04-01"),
        ("year ending September 2020", "2019-10-01", "2020-10-01"),
    ],
)
def test_a_period_has_the_days_of_its_name(name: str, first: str, end: str) -> None:
    found = period_named(name, REPORTED)
    assert (found.start.isoformat(), found.end.isoformat()) == (first, end)


def test_the_month_before_a_month_is_whole() -> None:
    march = Period(date(2020, 3, 1), date(2020, 4, 1))
    assert period_named("before", march) == fixed_period("February 2020")


def titles(catalogue: Catalogue, line: Several, period: Period) -> list[str]:
    lines = written_out(catalogue, Facet(), [line], "west-midlands", period)
    return [each.title for each in lines if isinstance(each, GridLine)]


def test_areas_are_those_of_the_time(catalogue: Catalogue) -> None:
    units = Several(each_area_of="neighbourhood-policing-unit")
    assert len(titles(catalogue, units, fixed_period("2020"))) == 8
    assert titles(catalogue, units, fixed_period("2012")) == []


def test_the_most_similar_forces_are_those_of_the_time(catalogue: Catalogue) -> None:
    similar = Several(each_of="most-similar-forces")
    assert titles(catalogue, similar, fixed_period("2020")) == [
        "Greater Manchester Police",
        "Merseyside Police",
        "West Yorkshire Police",
    ]
    assert titles(catalogue, similar, fixed_period("2030")) == []


CHART = """indicator: crime.total
          by: offence-group
          only: [Robbery]
          every: month
          chart: xmr
          steps: [{on: 2020-04-01, why: counted otherwise}]
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("every: month", "every: month", ""),
        ("every: month", "every: day", "chart: a process chart needs `every`: week, month"),
        ("every: month", "table: true", "chart: a process chart needs `every`: week, month"),
        ("chart: xmr", "chart: line", "steps: limits are those of a process chart"),
        ("chart: xmr", "chart: xmr\n          freeze: 24", ""),
        ("chart: xmr", "chart: xmr\n          freeze: 12", "freeze: Input should be greater"),
        ("steps: [{on: 2020-04-01, why: counted otherwise}]", "freeze: soon", "freeze: Input"),
        (
            "chart: xmr\n          steps: [{on: 2020-04-01, why: counted otherwise}]",
            "freeze: 24",
            "freeze: limits are those of a process chart",
        ),
        ("[Robbery]", "[Robery]", "only.0: no offence-group is ever printed as 'Robery'"),
        ("by: offence-group", "table: true", "only: names values of one dimension"),
        ("counted otherwise}", "a}, {on: 2020-04-01, why: b}", "steps.1.on: stands here twice"),
        ("counted otherwise", "''", "steps.0.why: says nothing"),
        ("every: month", "every: month\n          period: soon", "period: 'soon' is no period"),
    ],
)
def test_faults_of_a_process_chart_name_their_field(
    definitions: Path, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    found = faults(definitions, tmp_path, CHART.replace(old, new))
    assert fault in found
    assert bool(found) == bool(fault)
