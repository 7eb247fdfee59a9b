"""Live figures for the public: standard periods alone, and what snapshots told is remembered."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.reporting.in_memory import FORCE, InMemory, reader_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.query import FigureQuery, Refused
from oversight_reporting.figures.result import only_table
from oversight_reporting.model.published_counts import by_what
from oversight_reporting.model.snapshot import Published
from oversight_reporting.web.live import Live

AT = datetime(2020, 7, 10, 9, tzinfo=UTC)
CRIME = "crime.total"
MONTHS = {"2020-01": 3, "2020-02": 50, "2020-03": 60, "2020-04": 70, "2020-05": 80, "2020-06": 90}
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.fixture
def repository(catalogue: Catalogue) -> InMemory:
    held = {(CRIME, "", f"{month}-01"): Total(n=n) for month, n in MONTHS.items()}
    edges = {(CRIME, "", f"{month}-28"): Total(n=0) for month in MONTHS}
    return InMemory(catalogue, {**held, **edges}, AT)


def query(catalogue: Catalogue, period: Period, every: Every | None = None) -> FigureQuery:
    return FigureQuery(catalogue.indicators[CRIME], FORCE, "force", period, every=every)


def test_days_of_the_readers_choice_are_for_the_board_alone(
    catalogue: Catalogue, repository: InMemory
) -> None:
    week = query(catalogue, Period(date(2020, 2, 3), date(2020, 2, 10)))
    asyncio.run(reader_of(catalogue, repository, "board").ask(week))
    public = reader_of(catalogue, repository, "public")
    for ask in (public.ask, Live(catalogue, public).page):
        with pytest.raises(Refused, match="no standard period"):
            asyncio.run(ask(week))


def test_a_page_of_a_month_is_charted_by_the_month_and_of_a_short_record_by_the_year(
    catalogue: Catalogue, repository: InMemory
) -> None:
    live = Live(catalogue, reader_of(catalogue, repository, "public"))
    month = query(catalogue, Period(date(2020, 2, 1), date(2020, 3, 1)))
    assert asyncio.run(live.page(month)).every is Every.MONTH
    year = asyncio.run(live.latest_year(CRIME, FORCE))
    assert year.end.day == 1
    assert (year.end.year - year.start.year) * 12 + year.end.month - year.start.month == 12


def test_a_live_answer_does_not_give_back_what_a_snapshot_hid(
    catalogue: Catalogue, repository: InMemory
) -> None:
    alone = reader_of(catalogue, repository, "public")
    whole = query(catalogue, QUARTER)
    assert only_table(asyncio.run(alone.ask(whole))).total.numerator == 113
    months = asyncio.run(alone.ask_all([query(catalogue, QUARTER, Every.MONTH)]))
    assert {each.telling for each in months.told or ()} == {"printed", "hidden"}
    told = by_what(months.told or ())
    for published, shown in (
        (Published("one", "public", told), None),
        (Published("one", "board", told), 113),
    ):
        reader = reader_of(catalogue, repository, "public", [published])
        assert only_table(asyncio.run(reader.ask(whole))).total.numerator == shown
