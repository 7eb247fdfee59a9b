"""Figures in words."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from oversight_measures.periods.period import Period
from oversight_reporting.formatting import (
    age_in_words,
    change_in_words,
    moment_in_words,
    months_in_words,
    number,
    period_in_words,
    seconds_in_words,
    share,
)


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (24_631, 0, "24,631"),
        (Fraction(9, 2), 0, "5"),
        (Fraction(25, 1000), 2, "0.03"),
        (Fraction(-1, 1000), 1, "0.0"),
        (Fraction(1_234_567, 10), 1, "123,456.7"),
    ],
)
def test_numbers_round_half_up(value: Fraction, places: int, printed: str) -> None:
    assert number(value, places) == printed


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min 0 s"),
        (492, "8 min 12 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min 0 s"),
        (Fraction(119, 2), "1 min 0 s"),
        (-30, "-30 s"),
        (-60, "-1 min 0 s"),
        (-3690, "-1 h 1 min 30 s"),
        (Fraction(-1, 3), "0 s"),
    ],
)
def test_durations(seconds: int, printed: str) -> None:
    assert seconds_in_words(seconds) == printed


def test_a_period_names_its_last_day() -> None:
    year = Period(date(2019, 4, 1), date(2020, 4, 1))
    assert period_in_words(year) == "1 April 2019 to 31 March 2020"
    assert period_in_words(Period(date(2020, 2, 29), date(2020, 3, 1))) == "29 February 2020"


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        (date(2019, 4, 1), date(2019, 5, 1), "April 2019"),
        (date(2019, 10, 1), date(2020, 1, 1), "October to December 2019"),
        (date(2019, 4, 1), date(2020, 4, 1), "April 2019 to March 2020"),
        (date(2019, 4, 1), date(2019, 12, 2), "1 April 2019 to 1 December 2019"),
        (date(2019, 4, 2), date(2019, 5, 1), "2 April 2019 to 30 April 2019"),
    ],
)
def test_whole_months_are_named_and_other_periods_keep_their_days(
    start: date, end: date, printed: str
) -> None:
    assert months_in_words(Period(start, end)) == printed


def test_moments_are_in_london() -> None:
    assert moment_in_words(datetime(2020, 7, 1, 8, 5, tzinfo=UTC)) == "9:05 on 1 July 2020 (BST)"
    assert moment_in_words(datetime(2020, 1, 1, 8, 5, tzinfo=UTC)) == "8:05 on 1 January 2020 (GMT)"


@pytest.mark.parametrize(
    ("percent", "points", "printed"),
    [
        (Fraction(32, 10), None, "up 3.2%"),
        (None, Fraction(-14, 10), "down 1.4 points"),
        (Fraction(1, 100), None, "up less than 0.1%"),
        (Fraction(0), None, "no change"),
        (None, None, "cannot be compared"),
    ],
)
def test_changes(percent: Fraction | None, points: Fraction | None, printed: str) -> None:
    assert change_in_words(percent, points) == printed


def test_shares_and_ages() -> None:
    assert share(Fraction(1, 8)) == "12.5%"
    assert share(None) == ""
    assert age_in_words(timedelta(seconds=1)) == "1 second"
    assert age_in_words(timedelta(hours=47)) == "1 day"
    assert age_in_words(timedelta(seconds=-3)) == "0 seconds"
