"""Which days have records, and which period is shown for them."""

from datetime import date

import pytest

from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.default_period import latest_month, latest_year, pieces_of
from oversight_reporting.model.coverage import (
    Coverage,
    Covers,
    Span,
    day_of_bucket,
    records_between,
)

MONTHS = frozenset(f"{year}-{month:02}" for year in (2019, 2020) for month in range(1, 13))
KNOWN = Coverage(date(2019, 1, 15), date(2020, 6, 20), MONTHS)


@pytest.mark.parametrize(
    ("start", "end", "today", "covers"),
    [
        (date(2019, 2, 1), date(2020, 1, 1), date(2020, 7, 1), "whole"),
        (date(2019, 1, 1), date(2020, 1, 1), date(2020, 7, 1), "part"),
        (date(2020, 6, 1), date(2020, 7, 1), date(2020, 7, 1), "part"),
        (date(2020, 6, 1), date(2020, 7, 1), date(2020, 6, 20), "whole"),
        (date(2018, 1, 1), date(2019, 1, 15), date(2020, 7, 1), "none"),
        (date(2020, 6, 21), date(2020, 7, 1), date(2020, 7, 1), "none"),
    ],
)
def test_cover(start: date, end: date, today: date, covers: Covers) -> None:
    assert KNOWN.cover(Period(start, end), today) == covers


def test_none_cover_nothing() -> None:
    assert Coverage().cover(Period(date(2020, 1, 1), date(2020, 2, 1)), date(2020, 3, 1)) == "none"


def test_two_kinds_have_the_days_of_both() -> None:
    one = Span("2019-01-01", "2020-05-31", frozenset({"2019-01", "2019-03", "2020-05"}))
    other = Span("2019-03-01", "2020-06-30T12", frozenset({"2019-03", "2020-06"}))
    common = Coverage(date(2019, 3, 1), date(2020, 5, 31), frozenset({"2019-03"}))
    assert records_between([one, other]) == common
    assert records_between([one, None]) == Coverage()


@pytest.mark.parametrize(
    ("start", "end", "covers"),
    [
        (date(2019, 5, 1), date(2019, 6, 1), "none"),
        (date(2019, 4, 1), date(2019, 7, 1), "part"),
        (date(2019, 6, 1), date(2019, 9, 1), "whole"),
    ],
)
def test_a_month_in_which_nothing_was_fed_is_not_a_month_of_zeros(
    start: date, end: date, covers: Covers
) -> None:
    paused = Coverage(KNOWN.first, KNOWN.last, MONTHS - {"2019-05"})
    assert paused.cover(Period(start, end), date(2020, 7, 1)) == covers


def test_an_hour_belongs_to_its_london_day() -> None:
    assert day_of_bucket("2020-05-31T23") == date(2020, 6, 1)


@pytest.mark.parametrize(
    ("today", "month"),
    [(date(2020, 6, 20), date(2020, 5, 1)), (date(2020, 7, 1), date(2020, 6, 1))],
)
def test_the_latest_whole_month(today: date, month: date) -> None:
    assert latest_month(KNOWN, today).start == month


def test_a_feed_that_began_this_month_shows_this_month() -> None:
    today = date(2020, 6, 20)
    assert latest_month(Coverage(date(2020, 6, 3), today), today).start == date(2020, 6, 1)


def test_the_latest_year_does_not_begin_before_records() -> None:
    assert latest_year(KNOWN, date(2020, 7, 1)) == Period(date(2019, 7, 1), date(2020, 7, 1))
    short = Coverage(date(2020, 2, 3), date(2020, 6, 30))
    assert latest_year(short, date(2020, 7, 1)).start == date(2020, 2, 1)


def test_pieces_that_can_be_read() -> None:
    start = date(2020, 1, 1)
    ends = [
        date(2020, 2, 1),
        date(2020, 6, 1),
        date(2021, 1, 1),
        date(2026, 1, 1),
        date(2040, 1, 1),
    ]
    assert [pieces_of(Period(start, end)) for end in ends] == [
        *(Every.DAY, Every.WEEK, Every.MONTH, Every.QUARTER, Every.YEAR)
    ]
