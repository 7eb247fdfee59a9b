"""Where no record names an area below the force an area has no figure, which is no zero."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.reporting.documents import report_of
from tests.unit.reporting.in_memory import FORCE, InMemory

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import DAY, Period
from oversight_reporting.figures.document import values_document
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.document_base import dump
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.csv import report_csv
from oversight_reporting.report.items.figures import plan_figures

AT = datetime(2020, 4, 10, 9, tzinfo=UTC)
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
SEARCHES = "stop-search.searches"
NO_AREAS = "no record names an area"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def repository(catalogue: Catalogue, *, has_areas: bool) -> InMemory:
    days = [date(2018, 12, 1) + n * DAY for n in range(490)]
    found = InMemory(catalogue, {(SEARCHES, "", f"{day}"): Total(n=9) for day in days}, AT)
    found.opened.has_areas = has_areas
    return found


async def test_an_area_that_no_record_names_has_no_figure(catalogue: Catalogue) -> None:
    reader = Reader(catalogue, repository(catalogue, has_areas=False))  # type: ignore[arg-type]
    indicator = catalogue.indicators[SEARCHES]
    found = await reader.ask(FigureQuery(indicator, FORCE, "birmingham", QUARTER))
    document = dump(values_document(catalogue, found))
    total = document["total"]
    assert (total["printed"], total["value"], total["numerator"]) == (NO_AREAS, None, None)
    assert (total["lower"], document["records"]["covers"]) == (None, "none")
    whole = await reader.ask(FigureQuery(indicator, FORCE, "force", QUARTER))
    assert whole.tables[0].total.value == 91 * 9


async def test_where_others_are_named_one_without_any_is_counted(catalogue: Catalogue) -> None:
    reader = Reader(catalogue, repository(catalogue, has_areas=True))  # type: ignore[arg-type]
    indicator = catalogue.indicators[SEARCHES]
    found = await reader.ask(FigureQuery(indicator, FORCE, "birmingham", QUARTER))
    assert found.tables[0].total.figure is not None


async def test_a_report_of_such_an_area_says_so_in_its_table_and_its_csv(
    catalogue: Catalogue,
) -> None:
    item = ReportItem(indicator=SEARCHES, compare="same-dates-last-year")
    plan = plan_figures(catalogue, item, FORCE, "birmingham", QUARTER)
    reader = Reader(catalogue, repository(catalogue, has_areas=False))  # type: ignore[arg-type]
    document = dump(plan.document(await reader.ask_all(plan.queries)))
    (row,) = document["rows"]
    assert (row["printed"], row["change"]["printed"]) == (NO_AREAS, NO_AREAS)
    assert any("names an area below it" in note for note in document["notes"])
    assert not any("first record" in note for note in document["notes"])
    written = report_csv(report_of(document)).decode()
    (line,) = csv.DictReader(io.StringIO(written, newline=""))
    assert NO_AREAS in line.values()
