"""Where no record states what a figure rests on it is not recorded, which is no zero."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reporting.documents import report_of
from tests.unit.reporting.in_memory import FORCE, InMemory, item_of, reader_of
from tests.unit.reporting.statistics import statistic

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Total
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.records.statistic import Statistic
from oversight_measures.periods.period import DAY, Every, Period, period_of
from oversight_reporting.figures.document import values_document
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.render.csv import report_csv

AT = datetime(2020, 4, 10, 9, tzinfo=UTC)
FIRST = date(2019, 1, 1)
DAYS = [FIRST + n * DAY for n in range(456)]
MONTHS = sorted({day.replace(day=1) for day in DAYS})
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
NOT_RECORDED = "not recorded"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def crimes(
    catalogue: Catalogue, *fields: str, since: date = FIRST, until: date = date.max, each: int = 100
) -> InMemory:
    """A hundred crimes a day, of which some state ``fields`` from a month to another."""
    held = {("crime.total", "", f"{day}"): Total(n=100) for day in DAYS}
    held |= {("crime.solved", "", f"{day}"): Total(of=100) for day in DAYS}
    held |= {
        (STATED, "crime=recorded_at", f"{month}"): Total(n=100 * period_of(month, Every.MONTH).days)
        for month in MONTHS
    }
    held |= {
        (STATED, f"crime={field}", f"{month}"): Total(n=each)
        for month in MONTHS
        for field in fields
        if since <= month < until
    }
    return InMemory(catalogue, held, AT)


async def total(
    catalogue: Catalogue, held: InMemory, name: str, period: Period = QUARTER
) -> dict[str, Any]:
    query = FigureQuery(catalogue.indicators[name], FORCE, "force", period)
    found = await reader_of(catalogue, held, "board").ask(query)
    document: dict[str, Any] = dump(values_document(catalogue, found))["total"]
    return document


@pytest.mark.parametrize(
    "name", ["crime.domestic-abuse", "crime.solved", "crime.business-share", "crime.hate"]
)
async def test_what_no_record_states_is_not_recorded(catalogue: Catalogue, name: str) -> None:
    found = await total(catalogue, crimes(catalogue), name)
    assert found["printed"] == NOT_RECORDED
    assert [found[part] for part in ("value", "numerator", "denominator", "lower")] == [None] * 4


async def test_what_needs_no_more_than_each_record_has_is_counted(catalogue: Catalogue) -> None:
    # That a crime is not cancelled no source need say.
    assert (await total(catalogue, crimes(catalogue), "crime.total"))["value"] == 9_100


async def test_a_field_that_is_stated_elsewhere_gives_a_count_of_none(
    catalogue: Catalogue,
) -> None:
    held = crimes(catalogue, "markers", "outcomes")
    assert (await total(catalogue, held, "crime.domestic-abuse"))["value"] == 0
    solved = await total(catalogue, held, "crime.solved")
    assert (solved["value"], solved["numerator"], solved["denominator"]) == (0, 0, 9_100)
    assert (await total(catalogue, held, "crime.hate"))["printed"] == NOT_RECORDED


async def test_before_a_source_with_the_field_it_is_not_recorded(catalogue: Catalogue) -> None:
    held = crimes(catalogue, "markers", since=date(2020, 1, 1), each=900)
    assert (await total(catalogue, held, "crime.business"))["value"] == 0
    year = Period(date(2019, 1, 1), date(2020, 1, 1))
    assert (await total(catalogue, held, "crime.business", year))["printed"] == NOT_RECORDED


async def test_a_change_from_what_is_not_recorded_is_none(catalogue: Catalogue) -> None:
    held = crimes(catalogue, "markers", since=date(2020, 1, 1), each=900)
    item = ReportItem(indicator="crime.business", compare="same-dates-last-year")
    document = await item_of(catalogue, held, item, QUARTER)
    (row,) = document["rows"]
    assert (row["printed"], row["earlier"]["printed"]) == ("0", NOT_RECORDED)
    assert (row["change"]["printed"], row["change"]["value"]) == (NOT_RECORDED, None)


async def test_a_period_of_which_it_is_recorded_in_part_is_not_compared(
    catalogue: Catalogue,
) -> None:
    held = crimes(catalogue, "markers", since=date(2020, 2, 1), each=900)
    item = ReportItem(indicator="crime.business", compare="same-dates-last-year")
    document = await item_of(catalogue, held, item, QUARTER)
    (row,) = document["rows"]
    assert (row["covers"], row["lacking"]) == ("part", "it is not recorded in January 2020")
    assert any("the figures are of the rest" in note for note in document["notes"])


async def test_a_report_says_so_in_its_table_its_notes_and_its_csv(catalogue: Catalogue) -> None:
    item = ReportItem(indicator="crime.domestic-abuse", compare="same-dates-last-year")
    document = await item_of(catalogue, crimes(catalogue), item, QUARTER)
    (row,) = document["rows"]
    assert (row["printed"], row["change"]["printed"]) == (NOT_RECORDED, NOT_RECORDED)
    assert (
        "January to March 2020: no record says anything of “markers”, so it is not known. "
        "That is not a figure of zero."
    ) in document["notes"]
    assert not any("first record" in note for note in document["notes"])
    written = report_csv(report_of(document)).decode()
    (line,) = csv.DictReader(io.StringIO(written, newline=""))
    assert NOT_RECORDED in line.values()
    assert "0" not in (line["value"], line["numerator"])


async def test_no_point_is_drawn_of_months_in_which_it_is_not_recorded(
    catalogue: Catalogue,
) -> None:
    held = crimes(catalogue, "markers", since=date(2020, 1, 1), each=900)
    item = ReportItem(indicator="crime.business", every=Every.MONTH, chart="xmr")
    year = Period(date(2019, 4, 1), date(2020, 4, 1))
    document = await item_of(catalogue, held, item, year)
    values = [row["value"] for row in document["rows"]]
    assert values == [None] * 9 + [0] * 3
    assert [row["process"]["in_limits"] for row in document["rows"][:9]] == [False] * 9


async def test_a_published_statistic_stands_where_no_record_states_it(
    catalogue: Catalogue,
) -> None:
    year = Period(date(2019, 4, 1), date(2020, 4, 1))
    held = crimes(catalogue)
    record = Statistic.model_validate(
        statistic("crime.domestic-abuse", "37", first_day="2019-04-01", last_day="2020-03-31")
    )
    held.opened.stated = [PublishedFigure("S-1", False, record)]
    item = ReportItem(indicator="crime.domestic-abuse")
    document = await item_of(catalogue, held, item, year)
    (row,) = document["rows"]
    assert (row["value"], row["covers"]) == (37, "published")
    assert row["remarks"] == ["published as no record states it"]
    assert any("Figures that no record states are as they were" in n for n in document["notes"])


def street_then_feed(
    catalogue: Catalogue,
    since: date = date(2020, 1, 1),
    homicides: int = 1000,
    other: str = "rape",
) -> InMemory:
    """Crimes whose offences were published together at first, and told apart from a day on."""
    held = dict(crimes(catalogue).opened.held)
    for number, day in enumerate(DAYS, start=-(since - FIRST).days):
        some = 1 if number < homicides else 0
        parts = {"homicide": some, other: 100 - some} if day >= since else {TOGETHER: 100}
        for offence, count in parts.items():
            held["crime.total", f"offence={offence}", f"{day}"] = Total(n=count)
            month = (STATED, f"crime=offence:{offence}", f"{day.replace(day=1)}")
            held[month] = Total(n=held.get(month, Total()).n + count)
    return InMemory(catalogue, held, AT)


TOGETHER = "violence-and-sexual-offences"


async def by_offence(catalogue: Catalogue, period: Period) -> dict[str, dict[str, Any]]:
    item = ReportItem(indicator="crime.total", by=("offence",), compare="same-dates-last-year")
    document = await item_of(catalogue, street_then_feed(catalogue), item, period)
    return {row["breakdown"].get("offence", ""): row for row in document["rows"]} | {
        "notes": document["notes"]
    }


async def test_a_row_is_not_recorded_where_records_of_several_may_be_of_it(
    catalogue: Catalogue,
) -> None:
    rows = await by_offence(catalogue, Period(date(2019, 4, 1), date(2019, 7, 1)))
    for name in ("homicide", "rape"):
        assert (rows[name]["printed"], rows[name]["value"]) == (NOT_RECORDED, None)
    assert (rows[TOGETHER]["value"], rows[""]["value"]) == (9_100, 9_100)
    assert any("Homicide, Rape: records of a value" in note for note in rows["notes"])


async def test_a_fall_of_a_row_that_was_not_recorded_is_not_told(catalogue: Catalogue) -> None:
    rows = await by_offence(catalogue, QUARTER)
    assert (rows["rape"]["value"], rows["rape"]["earlier"]["printed"]) == (9_009, NOT_RECORDED)
    assert (rows["rape"]["change"]["value"], rows["rape"]["change"]["printed"]) == (
        None,
        NOT_RECORDED,
    )
    # Of part of the period what is told of the rest would be read as a fall.
    half = await by_offence(catalogue, Period(date(2019, 10, 1), date(2020, 4, 1)))
    assert half["rape"]["printed"] == NOT_RECORDED


async def test_a_small_count_of_a_row_that_is_not_recorded_is_still_protected(
    catalogue: Catalogue,
) -> None:
    held = street_then_feed(catalogue, date(2020, 2, 1), homicides=2, other="shoplifting")
    query = FigureQuery(
        catalogue.indicators["crime.total"], FORCE, "force", QUARTER, by=("offence",)
    )
    found = await reader_of(catalogue, held, "public").ask(query)
    (table,) = found.tables
    rows = {row.breakdown["offence"]: row for row in table.rows}
    # All but two are of the two others, so not both of them stand beside their sum.
    shown = [row.figure is not None for row in (table.total, rows["shoplifting"], rows[TOGETHER])]
    assert not all(shown)
    everything = await reader_of(catalogue, held, "board").ask(query)
    (row,) = [r for r in everything.tables[0].rows if r.breakdown["offence"] == "homicide"]
    assert (row.figure, row.missing) == (None, NOT_RECORDED)
