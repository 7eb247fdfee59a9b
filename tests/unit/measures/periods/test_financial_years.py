from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.periods.financial_years import quarter, quarter_name, year_name, year_named
from oversight_measures.periods.period import Every, Period, financial_year, period_of, split

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2120, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "name"),
    [
        ("2020-04-01", "2020/21", "Q1 2020/21"),
        ("2020-09-30", "2020/21", "Q2 2020/21"),
        ("2020-12-31", "2020/21", "Q3 2020/21"),
        ("2021-03-31", "2020/21", "Q4 2020/21"),
        ("2000-01-01", "1999/00", "Q4 1999/00"),
    ],
)
def test_a_day_has_the_year_and_quarter_of_its_april(day: str, year: str, name: str) -> None:
    assert year_name(date.fromisoformat(day)) == year
    assert quarter_name(date.fromisoformat(day)) == name


@given(DAYS)
def test_names_lead_back_to_the_period(day: date) -> None:
    year = financial_year(day)
    assert year_named(year_name(day)) == year
    number = int(quarter_name(day)[1])
    assert quarter(year, number) == period_of(day, Every.QUARTER)


@given(DAYS)
def test_the_four_quarters_are_the_year(day: date) -> None:
    year = financial_year(day)
    pieces = [piece.period for piece in split(year, Every.QUARTER)]
    assert [quarter(year, number) for number in (1, 2, 3, 4)] == pieces


@pytest.mark.parametrize("name", ["2010/11", "2010-11", "2010/2011"])
def test_reports_write_a_year_in_several_ways(name: str) -> None:
    assert year_named(name) == Period(date(2010, 4, 1), date(2011, 4, 1))


@pytest.mark.parametrize("name", ["2010", "2010/12", "2010-10", "10/11", "2010/1", "2010/11 "])
def test_what_names_no_year_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="^name "):
        year_named(name)


def test_bad_quarters_are_named() -> None:
    with pytest.raises(ValueError, match="^number "):
        quarter(year_named("2010/11"), 5)
    with pytest.raises(ValueError, match="^year "):
        quarter(Period(date(2010, 1, 1), date(2011, 1, 1)), 1)
