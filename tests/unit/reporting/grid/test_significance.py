"""Whether the change of two cells of a table is more than chance: a footnote at the change."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.reporting.documents import table_of
from tests.unit.reporting.in_memory import FORCE, Held, InMemory
from tests.unit.reporting.readers import Shelf

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Audience, GridItem, MilestonesItem
from oversight_contracts.facts.facts import Total
from oversight_measures.control_charts.series_chart import series_chart
from oversight_measures.periods.period import DAY, Every, Period, split
from oversight_measures.spread.observed import Kind, Observed
from oversight_reporting.comparison.error_rate import comparisons_in
from oversight_reporting.grid.milestones import plan_milestones
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.table import printed_table

AT = datetime(2011, 7, 10, 9, tzinfo=UTC)
YEAR = Period(date(2010, 4, 1), date(2011, 4, 1))
EVERY_MONTH = [each.period for each in split(Period(date(2007, 4, 1), YEAR.end), Every.MONTH)]
QUASI_POISSON = (
    "Whether a change is more than chance is judged by this test: "
    "quasi-Poisson, dispersion from what calendar month and year leave of 48 months (April 2007 to "
    "March 2011): 1.0 times that of independent cases."
)
TABLE = """
indicator: crime.total
rows:
  - {title: All}
  - {title: Burglary, breakdown: {offence-group: Burglary}}
columns:
  - {title: Before, period: 2009/10}
  - {title: Now, period: 2010/11}
  - {title: Change, change: {from: Before, to: Now}}
  - {title: In percent, percentage_change: {from: Before, to: Now}}
"""


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def a_month(counts: dict[int, int], name: str = "crime.total", by: str = "") -> Held:
    """So many on the first day of each month of a financial year, by the year it begins in."""
    return {
        (name, by, f"{month.start}"): Total(n=counts[(month.end - 92 * DAY).year])
        for month in EVERY_MONTH
        if (month.end - 92 * DAY).year in counts
    }


def fed() -> Held:
    days = [day for month in EVERY_MONTH for day in (month.start, month.end - DAY)]
    return {("crime.hate", "", f"{day}"): Total(n=1) for day in days}


async def document(
    catalogue: Catalogue, plan: Any, repository: InMemory, shown_to: Audience = "board"
) -> dict[str, Any]:
    reader = Reader(catalogue, repository, shown_to, Shelf())  # type: ignore[arg-type]
    return dump(plan.document(await reader.ask_all(plan.queries)))


def cells(document: dict[str, Any]) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    rows = printed_table(table_of(document)).rows
    return {row[0].text: [(cell.text, cell.marks) for cell in row[1:]] for row in rows}


def plan_of(catalogue: Catalogue, text: str = TABLE) -> Any:
    item = GridItem.model_validate({"title": "Table", "grid": yaml.safe_load(text)})
    return plan_grid(catalogue, item, FORCE, YEAR)


HELD = {
    **fed(),
    **a_month({2007: 90, 2008: 100, 2009: 100, 2010: 130}),
    **a_month({2009: 50, 2010: 51}, by="offence-group=Burglary"),
}


async def test_a_footnote_at_the_change_says_it_and_leaves_the_figures_alone(
    catalogue: Catalogue,
) -> None:
    repository = InMemory(catalogue, HELD, AT)
    found = await document(catalogue, plan_of(catalogue), repository)
    assert cells(found) == {
        "All": [("1,200", ()), ("1,560", ()), ("+360", (1,)), ("+30.0%", (1,))],
        "Burglary": [("600", ()), ("612", ()), ("+12", (2,)), ("+2.0%", (2,))],
    }
    first, second = found["footnotes"]
    assert first == "More than chance."
    assert second.startswith("No more than chance would give, only a rise of ")
    assert QUASI_POISSON in found["notes"]
    said = found["rows"][2]["chance"]
    assert (said["method"][:13], said["beyond_chance"]) == ("quasi-Poisson", True)
    assert found["rows"][0]["chance"] is None
    # The months of all crime, and those by offence: not those of each cell.
    assert repository.opened.reads["monthly"] == 2


@pytest.mark.parametrize(
    ("column", "printed"),
    [
        # What is not the same, not later, a sum, or no figure of its own.
        ("{title: Now, period: 2010/11, breakdown: {offence-group: Burglary}}", "-588"),
        ("{title: Now, period: 2007/08}", "-120"),
        ("{title: Now, sum: [Before, Other]}", "+1,200"),
        ("{title: Now, period: 2010-04-01 to 2011-03-31, show: numerator}", "+360"),
    ],
)
async def test_only_one_figure_at_two_times_is_tested(
    catalogue: Catalogue, column: str, printed: str
) -> None:
    text = f"""
indicator: crime.total
rows: [{{title: All}}]
columns:
  - {{title: Before, period: 2009/10}}
  - {{title: Other, period: 2008/09}}
  - {column}
  - {{title: Change, change: {{from: Before, to: Now}}}}
"""
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, HELD, AT))
    assert cells(found)["All"][-1] == (printed, ())
    assert found["notes"] == []


async def test_what_is_longer_has_more_without_a_change(catalogue: Catalogue) -> None:
    text = TABLE.replace("2010/11", "2009-04-01 to 2011-03-31").replace("2009/10", "2008/09")
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, HELD, AT))
    assert cells(found)["All"][2] == ("+1,560", ())


async def test_years_have_no_verdict_where_less_than_two_tell_how_much_they_differ(
    catalogue: Catalogue,
) -> None:
    without = {key: each for key, each in HELD.items() if not key[2].startswith("2009-06")}
    text = TABLE.replace("2009/10", "2008/09")
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, without, AT))
    assert [cell for cell, _ in cells(found)["All"][2:]] == ["+360", "+30.0%"]
    assert found["footnotes"] == ["No verdict: how much years differ is not known from 21 months."]
    assert found["rows"][2]["chance"]["beyond_chance"] is None


MONTHS_BESIDE = """
indicator: {indicator}
rows: [{{title: All}}]
columns:
  - {{title: Before, period: 2011-02-01 to 2011-02-28}}
  - {{title: Now, period: 2011-03-01 to 2011-03-31}}
  - {{title: Change, change: {{from: Before, to: Now}}}}
"""


async def test_neighbours_say_what_the_chart_asks_of_the_later_one(catalogue: Catalogue) -> None:
    """The limits are those of the chart that had its word, for the days of that month."""
    first = date(2010, 1, 1)
    rates = [100, 104, 98, 102, 99, 103, 97, 101, 100, 104, 98, 102, 99, 103, 97]
    months = [month for month in EVERY_MONTH if month.start >= first]
    held: Held = {
        ("crime.total", "", f"{month.start}"): Total(n=rate * month.days)
        for month, rate in zip(months, rates, strict=True)
    }
    since = {key: each for key, each in fed().items() if key[2] >= f"{first}"}
    plan = plan_of(catalogue, MONTHS_BESIDE.format(indicator="crime.total"))
    found = await document(catalogue, plan, InMemory(catalogue, {**since, **held}, AT))
    said = found["rows"][2]["chance"]
    assert said["beyond_chance"] is False
    assert said["detectable"] is None
    counts = [
        Observed(each.start, r * each.days, each.days)
        for each, r in zip(months, rates, strict=True)
    ]
    (shown,) = series_chart(counts, Kind.COUNT).shown
    limits = shown.limits[-1]
    assert said["stands_out_below"] == pytest.approx(float(limits.lower))
    assert said["stands_out_above"] == pytest.approx(float(limits.upper))
    assert said["printed"] == (
        "no more than chance would give, to stand out by itself the month has to lie outside "
        f"{float(limits.lower):,.1f} to {float(limits.upper):,.1f} (limits move with the month)"
    )
    assert found["footnotes"][-1] == f"N{said['printed'][1:]}."


async def test_a_change_and_the_same_in_percent_are_one_comparison(catalogue: Catalogue) -> None:
    """Ten rows of a change and its percentage are ten comparisons, and half a false alarm."""
    groups = [f"Group {number}" for number in range(9)]
    held = dict(HELD)
    for number, group in enumerate(groups):
        years = {2008: 50 + number, 2009: 50, 2010: 51 + number}
        held |= a_month(years, by=f"offence-group={group}")
    rows = "".join(
        f"  - {{title: {group}, breakdown: {{offence-group: {group}}}}}\n" for group in groups
    )
    text = TABLE.replace("  - {title: Burglary, breakdown: {offence-group: Burglary}}\n", rows)
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, held, AT))
    assert sum(row["chance"] is not None for row in found["rows"]) == 20
    assert comparisons_in([GridDocument.model_validate(found)]).steady == 10


async def test_a_quarter_on_the_one_before_has_no_verdict_before_its_season_is_known(
    catalogue: Catalogue,
) -> None:
    text = """
indicator: crime.total
rows: [{title: All}]
columns:
  - {title: Before, period: 2010-07-01 to 2010-09-30}
  - {title: Now, period: 2010-10-01 to 2010-12-31}
  - {title: Change, change: {from: Before, to: Now}}
"""
    short = {key: each for key, each in HELD.items() if key[2] >= "2008-10-01"}
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, short, AT))
    assert cells(found)["All"][2] == ("0", ())
    held = {
        key: replace(each, n=3 * each.n) if key[2] > "2010-10" else each
        for key, each in short.items()
    }
    found = await document(catalogue, plan_of(catalogue, text), InMemory(catalogue, held, AT))
    said = (
        "No verdict: the season cannot be told from a change with 9 quarters of history, of 12 "
        "needed."
    )
    assert found["footnotes"] == [said]
    assert found["rows"][2]["chance"]["beyond_chance"] is None
    assert found["notes"] == []


async def test_a_suppressed_cell_leaves_its_change_without_a_verdict(catalogue: Catalogue) -> None:
    few = {**HELD, **a_month({2009: 0, 2010: 0}, by="offence-group=Burglary")}
    few["crime.total", "offence-group=Burglary", "2010-05-01"] = Total(n=2)
    found = await document(
        catalogue, plan_of(catalogue), InMemory(catalogue, few, AT), shown_to="public"
    )
    assert cells(found)["Burglary"][1:3] == [("suppressed", ()), ("suppressed", ())]
    assert [row["chance"] for row in found["rows"] if row["row"] == "Burglary"] == [None] * 4


async def test_the_change_on_a_baseline_is_judged_by_the_months_up_to_the_milestone(
    catalogue: Catalogue,
) -> None:
    item = MilestonesItem.model_validate(
        {
            "title": "Reducing crime",
            "milestones": {
                "plan": "strategic-policing-plan-2011-15",
                "last": "2010-11",
                "next": "2011-12",
                "baseline": "2007-08",
                "where": "Reducing crime",
            },
        }
    )
    plan = plan_milestones(catalogue, item, FORCE)
    found = await document(catalogue, plan, InMemory(catalogue, HELD, AT))
    said = [row["chance"] for row in found["rows"] if row["column"] == "Change on baseline"]
    assert said[0] is not None
    assert said[0]["beyond_chance"] is True
    assert QUASI_POISSON in found["notes"]
