"""Tables of rows by columns, from answers to their printed texts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.unit.reporting.documents import table_of
from tests.unit.reporting.results import for_board
from tests.unit.reporting.statistics import statistic

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.period_names import fixed_period
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.models.reports import GridItem
from oversight_contracts.definitions.models.surveys import Survey
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.registry import INDICATOR
from oversight_contracts.records.statistic import Statistic
from oversight_measures.periods.period import DAY, Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.published import quoted_result
from oversight_reporting.figures.query import FigureQuery, from_the_first
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.grid.cell import CellOf, GridCell, query_of
from oversight_reporting.grid.formulas import changed, share, summed
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.published import PublishedFigure, Quotations
from oversight_reporting.render.table import printed_table

CUT = Cut(generation=1, complete=True, definitions="x", positions=(), at=datetime.now(UTC))
REPORT = Period(date(2020, 1, 1), date(2021, 1, 1))
FORCE = "west-midlands"


def defined(name: str, **other: Any) -> Any:
    plain = {
        "id": name,
        "title": name,
        "description": name,
        "measure": "statistic",
        "unit": "members",
        "polarity": "neither",
        "decimals": 0,
        "breakdowns": ["unit"],
    }
    return INDICATOR.validate_python(plain | other)


BREAK = {"on": "2020-02-01", "why": "what counts as a complaint was widened"}


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    shipped = load_catalogue(definitions)
    found = (
        defined("wmnow.members"),
        defined("wmnow.share", unit="%", decimals=1),
        defined("wmnow.complaints", breaks=[BREAK]),
    )
    units = Dimension(title="Unit", values=("East", "West"))
    return replace(
        shipped,
        indicators={**shipped.indicators, **{each.id: each for each in found}},
        dimensions={**shipped.dimensions, "unit": units},
    )


def item(text: str) -> GridItem:
    return GridItem.model_validate({"title": "Table", "grid": yaml.safe_load(text)})


def table(catalogue: Catalogue, text: str, stated: Iterable[dict[str, Any]]) -> dict[str, Any]:
    records = [Statistic.model_validate(each) for each in stated]

    def answer(query: FigureQuery) -> QueryResult:
        known = [
            PublishedFigure(f"S-{number}", False, record)
            for number, record in enumerate(records)
            if (record.measure, record.force) == (query.indicator.id, query.force)
            and record.area == query.area
        ]
        quotations = Quotations(known, 100)
        if query.whole_record:
            query = from_the_first(query, None, quotations.periods)
        return for_board(quoted_result(catalogue, query, quotations, CUT))

    plan = plan_grid(catalogue, item(text), FORCE, REPORT)
    results = {query: answer(query) for query in plan.queries}
    return dump(plan.document(ReportInputs(CUT, results)))


def texts(document: dict[str, Any]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in printed_table(table_of(document)).rows]


def on(day: str) -> dict[str, str]:
    return {"first_day": day, "last_day": day}


def year(number: int) -> dict[str, str]:
    return {"first_day": f"{number}-01-01", "last_day": f"{number}-12-31"}


MEMBERS = """
indicator: wmnow.members
rows_are: Unit
rows:
  - {each_value_of: unit}
  - {title: Force, whole: true}
columns:
  - {title: Nov-19, period: 2019-11-30}
  - {title: Nov-20, period: 2020-11-30}
  - {title: Share, share: Nov-20}
  - {title: Change, change: {from: Nov-19, to: Nov-20}}
  - {title: Change in %, percentage_change: {from: Nov-19, to: Nov-20}}
  - {title: Force's change, percentage_change: {from: Nov-19, to: Nov-20}, always: Force}
  - {title: Over, show: residents, basis: aged-16-and-over-2019, area: birmingham-east-npu}
  - {title: Rate, rate: {of: Nov-20, over: Over, per: 1000}}
"""


def members() -> list[dict[str, Any]]:
    figures = {"": ("77999", "107478"), "unit=East": ("17211", "22568")}
    return [
        statistic("wmnow.members", value, by=by, **on(day))
        for by, values in figures.items()
        for day, value in zip(("2019-11-30", "2020-11-30"), values, strict=True)
    ]


def test_the_columns_of_a_printed_table(catalogue: Catalogue) -> None:
    rows = texts(table(catalogue, MEMBERS, members()))
    assert rows[0] == [
        *("East", "17,211", "22,568", "21.0%", "+5,357", "+31.1%", "+37.8%", "423,436", "53.3")
    ]
    assert rows[1][:4] == ["West", "no figure", "no figure", "no figure"]
    assert rows[2][:6] == ["Force", "77,999", "107,478", "100.0%", "+29,479", "+37.8%"]


YEARS = """
indicator: wmnow.complaints
rows:
  - {each: calendar-year, period: 2019 to 2020}
  - {title: Change, percentage_change: {from: "2019", to: "2020"}}
columns:
  - {title: Complaints}
"""


def test_nothing_is_compared_across_a_change_of_definition(catalogue: Catalogue) -> None:
    stated = [statistic("wmnow.complaints", str(400 * n), **year(2018 + n)) for n in (1, 2)]
    document = table(catalogue, YEARS, stated)
    assert texts(document) == [["2019", "400"], ["2020", "800"], ["Change", "not comparable"]]
    before, after, change = document["rows"]
    assert before["marks"] == []
    assert "The definition changed on 1 February 2020" in after["remarks"][0]
    assert "change of definition of 1 February 2020" in change["remarks"][0]


PARTS = """
indicator: wmnow.members
rows:
  - {title: 2019/20, period: 2019/20}
  - {title: 2020/21, period: 2020-04-01 to 2020-09-30}
  - {title: Change, change: {from: 2019/20, to: 2020/21}}
  - {title: Total, sum: all}
columns:
  - {title: Victims supported}
"""


def test_a_part_of_a_year_says_so_and_is_not_compared(catalogue: Catalogue) -> None:
    stated = [
        statistic("wmnow.members", "36641", first_day="2019-04-01", last_day="2020-03-31"),
        statistic("wmnow.members", "30000", first_day="2020-04-01", last_day="2020-09-30"),
    ]
    document = table(catalogue, PARTS, stated)
    assert [row[1] for row in texts(document)] == ["36,641", "30,000", "not comparable", "66,641"]
    assert document["rows"][1]["remarks"] == ["Part of a year: 1 April 2020 to 30 September 2020."]
    assert "part of a year" in document["rows"][2]["remarks"][0]


def test_a_sum_without_a_part_is_no_sum(catalogue: Catalogue) -> None:
    stated = [statistic("wmnow.members", "1", first_day="2019-04-01", last_day="2020-03-31")]
    document = table(catalogue, PARTS, stated)
    assert [row[1] for row in texts(document)] == [
        *("1", "no figure", "no figure", "a part is missing")
    ]


AREAS = """
indicator: wmnow.share
rows:
  - {each_area_of: local-authority}
  - {title: Gap, gap: all}
columns:
  - {title: Satisfied}
"""


FORCES = """
indicator: wmnow.share
rows:
  - {title: Dudley, area: dudley-npu}
  - {title: Coventry, area: coventry-npu}
  - {title: Walsall, area: walsall-npu}
  - {title: Mean of the three, mean: [Dudley, Coventry, Walsall], weights: Residents}
columns:
  - {title: Share}
  - {title: Residents, show: residents, basis: aged-16-and-over-2019}
"""


def test_a_mean_is_weighted_by_cases_and_names_whom_it_lacks(catalogue: Catalogue) -> None:
    stated = [
        statistic("wmnow.share", "10", area="dudley-npu"),
        statistic("wmnow.share", "20", area="coventry-npu"),
    ]
    mean = table(catalogue, FORCES, stated)["rows"][6]
    expected = Fraction(10 * 259_239 + 20 * 299_236, 259_239 + 299_236)
    assert mean["value"] == pytest.approx(float(expected))
    assert (mean["printed"], mean["remarks"]) == ("15.4%", ["Without Walsall."])


@pytest.mark.parametrize(
    ("weights", "value", "printed"),
    [
        (("0.5", "1.5"), 17.5, "17.5%"),
        (("0.4", "0.4"), 15, "15.0%"),
        (("-1", "2"), None, "no figure"),
    ],
)
def test_published_weights_of_a_mean_are_taken_as_they_are(
    catalogue: Catalogue, weights: tuple[str, str], value: float | None, printed: str
) -> None:
    text = FORCES.replace(
        "show: residents, basis: aged-16-and-over-2019", "indicator: wmnow.members"
    )
    areas = ("dudley-npu", "coventry-npu")
    stated = [
        *(statistic("wmnow.share", n, area=at) for n, at in zip(("10", "20"), areas, strict=True)),
        *(statistic("wmnow.members", n, area=at) for n, at in zip(weights, areas, strict=True)),
    ]
    mean = table(catalogue, text, stated)["rows"][6]
    assert (mean["value"], mean["printed"]) == (value, printed)


@pytest.mark.parametrize(
    ("before", "now", "printed"), [(90, 60, "-30 s"), (60, 150, "+1 min 30 s"), (60, 60, "0 s")]
)
def test_a_change_of_a_time_is_printed_with_its_sign(before: int, now: int, printed: str) -> None:
    cells = [GridCell(REPORT, Fraction(each), unit="seconds") for each in (before, now)]
    assert changed(*cells).printed == printed


SEEN = """
indicator: confidence.in-this-area
rows: [{each_value_of: wave}]
columns: [{title: Confident}, {title: Change, change: {from: Confident, to: Confident}}]
"""


def test_a_table_of_what_occurs_says_when_nothing_did(catalogue: Catalogue) -> None:
    document = table(catalogue, SEEN, [])
    assert document["rows"] == []
    assert document["notes"][0].startswith("Nothing is known of this period")


PEERS = """
indicator: wmnow.share
rows_are: Force
rows:
  - {title: West Midlands}
  - {each_of: most-similar-forces}
  - {title: Rank, rank: {of: West Midlands}}
columns: [{title: Then, period: 2020-04-01 to 2020-09-30}, {title: Later, period: 2020-10}]
"""


def test_a_force_has_a_rank_among_its_most_similar_forces(catalogue: Catalogue) -> None:
    half = {"first_day": "2020-04-01", "last_day": "2020-09-30"}
    stated = [
        statistic("wmnow.share", "90.4", **half),
        statistic("wmnow.share", "94.2", force="merseyside", **half),
        statistic("wmnow.share", "90.4", force="west-yorkshire", **half),
    ]
    document = table(catalogue, PEERS, stated)
    rank, later = document["rows"][-2:]
    assert [row["title"] for row in document["lines"]][-1] == "Rank"
    assert (rank["printed"], rank["value"]) == ("joint lowest of 3", 1)
    assert rank["remarks"] == ["Without Greater Manchester Police."]
    # Without a figure of its own there is no place.
    assert later["printed"] == "no figure"


def test_a_place_is_as_provisional_as_the_figures_beside_it(catalogue: Catalogue) -> None:
    half = {"first_day": "2020-04-01", "last_day": "2020-09-30"}
    own = statistic("wmnow.share", "94.2", **half)
    other = statistic("wmnow.share", "90.4", force="merseyside", **half)
    rank = table(catalogue, PEERS, [own, {**other, "provisional": True}])["rows"][-2]
    assert rank["printed"] == "2nd lowest of 2"
    assert "Provisional: it may still change." in rank["remarks"]


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        ("wmnow.complaints", "change of definition of 1 February 2020"),
        ("wmnow.members", "part of a year"),
    ],
)
def test_a_place_is_not_given_among_what_is_not_alike(
    catalogue: Catalogue, indicator: str, reason: str
) -> None:
    text = f"""
    indicator: {indicator}
    rows:
      - {{title: Before, period: 2019}}
      - {{title: Since, period: 2021-01 to 2021-06}}
      - {{title: Rank, rank: {{of: Since}}}}
    columns: [{{title: Complaints}}]
    """
    stated = [
        statistic(indicator, "900", **year(2019)),
        statistic(indicator, "400", first_day="2021-01-01", last_day="2021-06-30"),
    ]
    rank = table(catalogue, text, stated)["rows"][-1]
    assert rank["printed"] == "not comparable"
    assert reason in rank["remarks"][0]


def test_a_table_of_similar_forces_says_where_no_group_is_known(catalogue: Catalogue) -> None:
    document = table(catalogue, PEERS.replace("rows:", "period: 2014\nrows:"), [])
    assert document["notes"][0] == (
        "No group of most similar forces is known for this period, so none is listed."
    )
    assert [row["title"] for row in document["lines"]] == ["West Midlands", "Rank"]


WAVES = """
indicator: wmnow.share
rows_are: Wave
period: 2014 to 2020
rows:
  - {each_wave_of: neighbours}
  - {title: Change, change: {from: Spring 2019, to: Summer 2019}}
columns: [{title: Confident}]
"""


def test_a_survey_is_read_wave_by_wave(catalogue: Catalogue) -> None:
    waves = [
        {"wave": "w2", "title": "Summer 2019", "from": "2019-06-01", "to": "2019-09-01"},
        {"wave": "w1", "title": "Spring 2019", "from": "2019-03-01", "to": "2019-05-11"},
        {"wave": "w3", "title": "Winter 2020", "from": "2020-12-01", "to": "2021-03-01"},
    ]
    said = {"title": "Neighbours", "source": "Those who asked", "waves": waves}
    survey = Survey.model_validate(said)
    stated = [
        statistic("wmnow.share", "61", first_day="2019-03-01", last_day="2019-05-10"),
        statistic("wmnow.share", "63.5", first_day="2019-06-01", last_day="2019-08-31"),
    ]
    document = table(replace(catalogue, surveys={"neighbours": survey}), WAVES, stated)
    assert texts(document) == [
        ["Spring 2019", "61%"],
        ["Summer 2019", "63.5%"],
        ["Change", "+2.5 points"],
    ]
    assert document["notes"][0] == "Waves of Neighbours: Those who asked."
    # A wave that is named and has not been asked yet is no reason to print nothing.
    early = WAVES.replace("2014 to 2020", "2014 to 2019-05")
    document = table(replace(catalogue, surveys={"neighbours": survey}), early, stated)
    assert texts(document) == [["Spring 2019", "61%"], ["Change", "no figure"]]


def test_the_gap_between_areas_names_them(catalogue: Catalogue) -> None:
    stated = [
        statistic("wmnow.share", "57.7", area="dudley"),
        statistic("wmnow.share", "22.2", area="solihull"),
        statistic("wmnow.share", "40", area="walsall"),
    ]
    document = table(catalogue, AREAS, stated)
    gap = document["rows"][-1]
    assert (gap["printed"], gap["remarks"]) == ("35.5 points", ["From Solihull to Dudley."])
    assert texts(document)[0] == ["Birmingham", "no figure"]


def test_a_published_change_is_printed_with_its_sign(catalogue: Catalogue) -> None:
    changes = defined("wmnow.change", unit="%", signed=True)
    known = replace(catalogue, indicators={**catalogue.indicators, "wmnow.change": changes})
    stated = [
        statistic("wmnow.change", "8.60", by="unit=East"),
        statistic("wmnow.change", "-2.1", by="unit=West"),
    ]
    text = "{indicator: wmnow.change, rows: [{each_value_of: unit}], columns: [{title: Change}]}"
    assert texts(table(known, text, stated)) == [["East", "+8.60%"], ["West", "-2.1%"]]


def test_provisional_is_a_footnote_also_of_what_hangs_on_it(catalogue: Catalogue) -> None:
    stated = [
        {**each, "provisional": each["last_day"] == "2020-11-30" and not each["by"]}
        for each in members()
    ]
    document = table(catalogue, MEMBERS, stated)
    force = {cell["column"]: cell["remarks"] for cell in document["rows"] if cell["row"] == "Force"}
    provisional = ["Provisional: it may still change."]
    assert (force["Nov-19"], force["Nov-20"]) == ([], provisional)
    assert force["Change"] == provisional
    assert document["footnotes"] == provisional


MONTHS = """
indicator: wmnow.complaints
call_out: true
rows:
  - {each: month, period: 2020-03 to 2020-05}
columns:
  - {title: Complaints}
"""


def test_the_lowest_month_ever_is_called_out(catalogue: Catalogue) -> None:
    months = {"2019-06": 1, "2020-02": 7, "2020-03": 9, "2020-04": 5, "2020-05": 6}
    stated = [
        statistic(
            "wmnow.complaints",
            str(value),
            first_day=fixed_period(f"{month}").start.isoformat(),
            last_day=(fixed_period(month).end - DAY).isoformat(),
        )
        for month, value in months.items()
    ]
    document = table(catalogue, MONTHS, stated)
    # June 2019 lies before the change of definition: nothing is compared with it.
    assert [cell["remarks"] for cell in document["rows"]] == [
        ["Highest on record, since 1 February 2020."],
        ["Lowest on record, since 1 February 2020."],
        [],
    ]


def test_a_published_rate_needs_no_residents_and_one_of_records_says_so(
    catalogue: Catalogue,
) -> None:
    of = CellOf("crime.homicide-rate", FORCE, "dudley-npu", {}, REPORT, None, "value")
    query = query_of(catalogue, of)
    assert query is not None
    assert query.basis is None


@drawn(st.lists(st.integers(0, 10**6), min_size=2, max_size=2).filter(any))
def test_shares_of_a_sum_are_exact(parts: list[int]) -> None:
    cells = [GridCell(REPORT, Fraction(value)) for value in parts]
    whole = summed(cells)
    found = [share(cell, whole).value for cell in cells]
    assert sum(value for value in found if value is not None) == 100
