"""A rate of part of a year says that it is as counted, and was not brought to a whole one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from tests.unit.reporting.in_memory import FORCE, InMemory, item_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import GridItem, ReportItem
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.notes import NOT_ANNUALISED
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.web.overview import Group, Headline, headline

YEAR = Period(date(2019, 4, 1), date(2020, 4, 1))
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
RUNNING = Period(date(2020, 4, 1), date(2021, 4, 1))
HELD = {
    (name, by, day): Total(n=500)
    for name, by in (
        ("crime.rate", ""),
        ("crime.total", ""),
        ("stop-search.disparity", ""),
        ("stop-search.disparity", "ethnicity=White"),
    )
    for day in ("2019-04-01", "2020-01-01", "2020-03-31", "2020-04-01")
}


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def held(catalogue: Catalogue) -> InMemory:
    return InMemory(catalogue, HELD, datetime(2020, 4, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "period", "every", "said"),
    [
        ("crime.rate", YEAR, None, False),
        ("crime.rate", QUARTER, None, True),
        ("crime.rate", YEAR, Every.MONTH, True),
        # So far: the rate of the days that there were.
        ("crime.rate", RUNNING, None, True),
        ("stop-search.disparity", QUARTER, None, True),
        ("crime.total", QUARTER, None, False),
    ],
)
async def test_the_notes_of_an_item_say_it(
    catalogue: Catalogue, name: str, period: Period, every: Every | None, said: bool
) -> None:
    item = ReportItem(indicator=name, every=every)
    document = await item_of(catalogue, held(catalogue), item, period)
    assert (NOT_ANNUALISED in document["notes"]) is said


async def headline_of(catalogue: Catalogue, item: ReportItem, period: Period) -> Headline:
    document = await item_of(catalogue, held(catalogue), item, period)
    return headline(FiguresDocument.model_validate(document), FORCE)


async def test_the_overview_says_it_of_its_months(catalogue: Catalogue) -> None:
    item = ReportItem(indicator="crime.rate", compare="same-dates-last-year")
    month = Period(date(2020, 3, 1), date(2020, 4, 1))
    months, year = [
        Group("Crime", (await headline_of(catalogue, item, each),)) for each in (month, YEAR)
    ]
    assert (months.notes, year.notes) == ((NOT_ANNUALISED,), ())
    ratio = item.model_copy(update={"indicator": "stop-search.disparity"})
    assert (await headline_of(catalogue, ratio, month)).notes == ()


TABLE = """
indicator: crime.rate
basis: census-2011
rows: [{title: Crime}]
columns:
  - {title: Rate of the year, period: 2019/20}
  - {title: Rate of the quarter, period: 2020-01-01 to 2020-03-31}
  - {title: Year, indicator: crime.total, period: 2019/20}
  - {title: Quarter, indicator: crime.total, period: 2020-01-01 to 2020-03-31}
  - {title: Residents, show: residents}
  - {title: Worked out of the year, rate: {of: Year, over: Residents, per: 1000}}
  - {title: Worked out of the quarter, rate: {of: Quarter, over: Residents, per: 1000}}
  - {title: In percent, rate: {of: Quarter, over: Year, per: 100}}
"""


async def test_a_table_says_it_at_the_rate(catalogue: Catalogue) -> None:
    item = GridItem.model_validate({"title": "Table", "grid": yaml.safe_load(TABLE)})
    plan = plan_grid(catalogue, item, FORCE, YEAR)
    reader = Reader(catalogue, held(catalogue))  # type: ignore[arg-type]
    document = dump(plan.document(await reader.ask_all(plan.queries)))
    assert {row["column"] for row in document["rows"] if NOT_ANNUALISED in row["remarks"]} == {
        "Rate of the quarter",
        "Worked out of the quarter",
    }
