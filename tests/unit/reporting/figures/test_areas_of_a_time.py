"""A unit that is valid between dates has no figure outside of them: that is no zero."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.reporting.covered import covered
from tests.unit.reporting.results import for_board

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Cut, Total
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.evaluate import evaluate
from oversight_reporting.figures.notes import notes_of
from oversight_reporting.figures.printing import printed
from oversight_reporting.figures.query import (
    FigureQuery,
    Refused,
    find_indicator,
    read_basis,
    read_query,
)
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.figures.table_writer import StoredTotals
from oversight_reporting.model.totals import BucketTotal, TotalsIndex

CUT = Cut(
    generation=1,
    complete=True,
    definitions="x",
    positions=(),
    at=datetime(2021, 1, 1, tzinfo=UTC),
)
AUTUMN = Period(date(2019, 9, 1), date(2019, 12, 1))
FORCE = "west-midlands"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def asked(catalogue: Catalogue, area: str, every: Every | None = None) -> QueryResult:
    records = covered(date(2019, 1, 1), date(2019, 12, 31))
    query = FigureQuery(catalogue.indicators["crime.total"], FORCE, area, AUTUMN, (), None, every)
    stored = [BucketTotal("2019-09-10", "", Total(n=7)), BucketTotal("2019-10-10", "", Total(n=8))]
    return for_board(evaluate(catalogue, query, StoredTotals(TotalsIndex(stored), records), CUT))


def test_months_outside_of_a_unit_have_no_figure(catalogue: Catalogue) -> None:
    found = asked(catalogue, "birmingham-north-lpu", Every.MONTH)
    texts = [printed(found.query.indicator, table.total) for table in found.tables]
    assert texts == ["7", "8", "no records"]
    assert [table.covers for table in found.tables] == ["whole", "whole", "none"]


def test_a_period_that_is_only_partly_inside_says_so(catalogue: Catalogue) -> None:
    found = asked(catalogue, "birmingham-north-lpu")
    assert [table.covers for table in found.tables] == ["part"]
    assert (
        "Birmingham North LPU begins on 6 April 2010 and ends with 31 October 2019: nothing is "
        "counted in it outside." in notes_of(catalogue, found)
    )
    assert not any(
        "outside" in note for note in notes_of(catalogue, asked(catalogue, "birmingham"))
    )


def test_nothing_that_is_counted_is_asked_of_a_comparator(catalogue: Catalogue) -> None:
    given = {"from": "2020-01-01", "to": "2020-02-01", "force": "england-and-wales"}
    with pytest.raises(Refused, match="is a comparator: nothing is counted in it"):
        read_query(catalogue, FORCE, "crime.total", given, series=False)


def test_residents_of_16_and_over_stand_in_for_nobody(catalogue: Catalogue) -> None:
    rate = find_indicator(catalogue, "crime.rate")
    assert read_basis(catalogue, rate, FORCE, "force", None) == "census-2021"
    assert read_basis(catalogue, rate, FORCE, "coventry-npu", "aged-16-and-over-2019")
    with pytest.raises(Refused, match="only residents aged 16 and over are known"):
        read_basis(catalogue, rate, FORCE, "coventry-npu", None)
