from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.periods.parts_of_year import is_part_of_year, years_in
from oversight_measures.periods.period import Period, financial_year, rolling_months

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2020-04-01", "2021-04-01", Fraction(1)),
        ("2019-04-01", "2020-04-01", Fraction(1)),
        ("2018-04-01", "2021-04-01", Fraction(3)),
        ("2014-04-01", "2014-12-01", Fraction(244, 365)),
        ("2019-04-01", "2020-03-01", Fraction(335, 366)),
        ("2018-01-01", "2019-04-01", 1 + Fraction(90, 365)),
        ("2020-02-29", "2020-03-01", Fraction(1, 366)),
    ],
)
def test_years_are_counted_back_from_the_end(start: str, end: str, years: Fraction) -> None:
    assert years_in(period(start, end)) == years
    assert is_part_of_year(period(start, end)) is (years.denominator != 1)


@given(DAYS, st.integers(1, 6))
def test_whole_years_are_whole_whatever_february_does(day: date, years: int) -> None:
    end = financial_year(day).end
    assert years_in(Period(rolling_months(end - timedelta(days=1), 12 * years).start, end)) == years


@given(DAYS, st.integers(1, 1500))
def test_a_longer_period_has_more_years(day: date, days: int) -> None:
    end = day + timedelta(days=days)
    shorter = years_in(Period(day, end))
    assert shorter < years_in(Period(day - timedelta(days=1), end))
    assert abs(shorter - Fraction(days, 365)) < Fraction(1, 100)
