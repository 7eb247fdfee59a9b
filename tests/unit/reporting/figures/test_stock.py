"""Stocks as they are read: opening balance + opened - closed, or why there is no figure."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reporting.covered import covered
from tests.unit.reporting.stocks import (
    AT,
    DAY,
    MARCH,
    Moved,
    answered,
    document,
    printed,
    stock,
)

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Cut
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.evaluate import bucket_range
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import only_table, row_in


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_a_stock_is_its_opening_balance_and_what_moved_since(catalogue: Catalogue) -> None:
    opened = stock(catalogue, {**DAY, "source": "Return of the department"})
    found = answered(opened)
    told = document(opened, found)
    # Of February only what moved on the 10th and after it.
    assert [row["printed"] for row in told["rows"]] == ["before the opening balance", "83", "89"]
    assert [row["value"] for row in told["rows"]] == [None, 83, 89]
    assert told["notes"] == [
        "The first record is of 20 January 2020, the latest of 31 March 2020. Days without records "
        "are not counted as zero: they are not known.",
        "Records of 1 January 2020 to 19 January 2020 are missing: the figures are of the rest.",
        "A stock is what is open at the end of the last day.",
        "It is what was open at the beginning of 10 February 2020, and what was opened less what "
        "was closed since. Opening balance: Return of the department.",
        "Before 10 February 2020 there is no figure: how many were open then is not known.",
    ]


def test_the_day_of_the_opening_balance_has_a_figure_and_the_one_before_has_none(
    catalogue: Catalogue,
) -> None:
    opened = stock(catalogue, DAY)
    days = Period(date(2020, 2, 9), date(2020, 2, 12))
    found = answered(opened, period=days, every=Every.DAY)
    assert printed(opened, found) == ["before the opening balance", "103", "103"]
    # A balance of a day to come says nothing of today.
    early = answered(opened, period=days, every=None, at=datetime(2020, 2, 9, 12, tzinfo=UTC))
    assert printed(opened, early) == ["before the opening balance"]


def test_no_more_is_read_than_the_stock_is_made_of(catalogue: Catalogue) -> None:
    opened = stock(catalogue, DAY)
    cut = Cut(generation=1, complete=True, definitions="x", positions=(), at=AT)
    for given_, first in ((opened, "2020-02-10"), (stock(catalogue, None), "")):
        indicator = given_.indicators["complaints.open"]
        query = FigureQuery(indicator, "west-midlands", "force", MARCH)
        assert bucket_range(given_, query, cut) == BucketRange(first, "2020-04-01")


def test_a_stock_by_the_hour_begins_with_the_london_day(catalogue: Catalogue) -> None:
    opened = stock(catalogue, {**DAY, "day": date(2020, 6, 10)}, grain="hour")
    # In summer a London day begins at 23 h of the day before, in UTC.
    moved = {"2020-06-09T22": (50, 0), "2020-06-09T23": (4, 1), "2020-06-10T22": (0, 2)}
    records = covered(date(2020, 6, 9), date(2020, 6, 10))
    day = Period(date(2020, 6, 10), date(2020, 6, 11))
    at = datetime(2020, 6, 12, tzinfo=UTC)
    found = answered(opened, moved, period=day, every=None, at=at, records=records)
    assert printed(opened, found) == ["101"]


def test_without_an_opening_balance_a_stock_says_what_is_not_in_it(catalogue: Catalogue) -> None:
    plain = stock(catalogue, None)
    told = document(plain, answered(plain))
    assert [row["printed"] for row in told["rows"]] == ["5", "38", "44"]
    assert told["notes"][-1] == (
        "What was open before records begin is not in it: no opening balance is given."
    )


def test_where_others_have_a_balance_none_is_not_zero(catalogue: Catalogue) -> None:
    opened = stock(catalogue, DAY)
    found = answered(opened, area="dudley", period=MARCH, every=None)
    told = document(opened, found)
    assert [(row["printed"], row["value"]) for row in told["rows"]] == [
        ("no opening balance", None)
    ]
    assert told["notes"][-1] == (
        "No opening balance is given for Dudley (West Midlands Police): how many were open on "
        "10 February 2020 is not known, so there is no figure. That is not a figure of zero."
    )
    other = answered(opened, force="staffordshire", period=MARCH, every=None)
    assert "is given for Staffordshire Police: how" in document(opened, other)["notes"][-1]
    both = stock(catalogue, {**DAY, "balances": {"west-midlands": {"force": 100, "dudley": 9}}})
    assert printed(both, answered(both, area="dudley", period=MARCH, every=None)) == [
        "shortfall of 8"
    ]


def test_a_balance_is_not_split_by_a_breakdown(catalogue: Catalogue) -> None:
    opened = stock(catalogue, DAY)
    by = ("handling",)
    found = answered(opened, period=MARCH, every=None, by=by)
    told = document(opened, found)
    assert [row["printed"] for row in told["rows"]] == ["89", "no opening balance"]
    assert told["notes"][-1].endswith(
        "how many were open of each is not known, so there is no figure of them. That is not a "
        "figure of zero."
    )
    # One that did not occur may have been open all the while.
    table, indicator = only_table(found), opened.indicators["complaints.open"]
    assert row_in(table, indicator, {by[0]: "formal"}).missing == "no opening balance"
    plain = stock(catalogue, None)
    assert printed(plain, answered(plain, period=MARCH, every=None, by=by)) == ["44", "44"]
    early = only_table(
        answered(opened, period=Period(date(2020, 1, 1), date(2020, 2, 1)), every=None, by=by)
    )
    assert {line.missing for line in (early.total, *early.rows)} == {"before the opening balance"}


def test_days_that_nothing_is_known_of_are_named(catalogue: Catalogue) -> None:
    opened = stock(catalogue, {**DAY, "day": date(2020, 1, 1)})
    late = document(opened, answered(opened, period=MARCH, every=None))["notes"]
    assert late[-1] == (
        "The first record is of 20 January 2020: what was opened or closed between the opening "
        "balance and that day is not in the stock."
    )
    gap = covered(date(2020, 1, 20), date(2020, 3, 31), "2020-02")
    notes = document(opened, answered(opened, period=MARCH, every=None, records=gap))["notes"]
    assert notes[-1] == (
        "Records of February 2020 are missing: what was opened or closed on those days is not in "
        "the stock."
    )


@given(
    st.dictionaries(
        st.dates(date(2020, 1, 1), date(2020, 3, 31)).map(date.isoformat),
        st.tuples(st.integers(0, 9), st.integers(0, 9)),
        max_size=20,
    ),
    st.integers(0, 60),
)
def test_each_month_goes_on_where_the_last_one_ended(
    catalogue: Catalogue, moved: Moved, balance: int
) -> None:
    opening = {"day": date(2020, 1, 1), "balances": {"west-midlands": balance}}
    found = answered(stock(catalogue, opening), moved)
    so_far = balance
    for table in found.tables:
        month = table.period.start.isoformat()[:7]
        so_far += sum(n - of for day, (n, of) in moved.items() if day.startswith(month))
        assert table.total.value == (None if so_far < 0 else so_far)
