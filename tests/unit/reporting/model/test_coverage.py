"""Which period is shown for the records that there are."""

from datetime import date

import pytest
from tests.unit.reporting.covered import covered

from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.default_period import latest_month, latest_year, pieces_of

KNOWN = covered(date(2019, 1, 15), date(2020, 6, 20))


@pytest.mark.parametrize("today", [date(2020, 6, 20), date(2020, 7, 1), date(2020, 9, 1)])
def test_the_latest_whole_month_is_over_and_lacks_no_records(today: date) -> None:
    assert latest_month(KNOWN, today).start == date(2020, 5, 1)


def test_a_feed_that_began_this_month_shows_this_month() -> None:
    today = date(2020, 6, 20)
    assert latest_month(covered(date(2020, 6, 3), today), today).start == date(2020, 6, 1)
    assert latest_month(Coverage(), today).start == date(2020, 6, 1)


def test_the_latest_year_does_not_begin_before_records() -> None:
    until = date(2020, 7, 1)
    assert latest_year(KNOWN, until) == Period(date(2019, 6, 1), date(2020, 6, 1))
    short = covered(date(2020, 2, 3), date(2020, 6, 30))
    assert latest_year(short, until).start == date(2020, 2, 1)


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
