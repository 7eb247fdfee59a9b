"""Numbers, periods and times in words."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.unit.alerts.builders import shipped

from oversight_alerts.rules import formatting
from oversight_contracts.definitions.spans import YEAR
from oversight_contracts.windows import BucketRange

SHARE = shipped().indicators["response.within-target"]
COUNT = shipped().indicators["complaints.logged"]


def test_values_have_the_indicators_decimals_rounded_half_up() -> None:
    assert formatting.amount(SHARE, Fraction(5825, 100)) == "58.3%"
    assert formatting.amount(SHARE, 58.25) == "58.3%"
    assert formatting.amount(COUNT, 12345) == "12,345 cases"


@pytest.mark.parametrize(
    ("value", "text"), [("65", "65%"), ("4.0", "4.0%"), ("6E+2", "600%"), ("1200", "1,200%")]
)
def test_limits_are_printed_as_written(value: str, text: str) -> None:
    assert formatting.limit(SHARE, Decimal(value)) == text


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    assert formatting.difference(SHARE, Decimal(5)) == "5 percentage points"
    assert formatting.difference(COUNT, Decimal(100)) == "100 cases"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=7), "7 days"),
        (timedelta(minutes=90), "90 minutes"),
        (YEAR, "1 year"),
        (5 * YEAR, "5 years"),
        (65.5 * YEAR / 12, "5.5 years"),
    ],
)
def test_spans(length: timedelta, text: str) -> None:
    assert formatting.span(length) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3, minutes=10), "3 hours 10 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=2, hours=4, minutes=5), "2 days 4 hours"),
    ],
)
def test_how_long_it_lasted(length: timedelta, text: str) -> None:
    assert formatting.lasting(length) == text


def test_a_window_names_its_first_and_last_day() -> None:
    assert formatting.period(BucketRange("2026-06-17", "2026-07-15")) == (
        "the 28 days from Wednesday 17 June 2026 to Tuesday 14 July 2026"
    )
    assert formatting.period(BucketRange("2026-07-13", "2026-07-14")) == "Monday 13 July 2026"


def test_a_window_of_hours_is_of_its_london_days() -> None:
    # 25 October has 25 hours in London.
    window = BucketRange("2026-10-24T23", "2026-10-26T00")
    assert formatting.period(window) == "Sunday 25 October 2026"
