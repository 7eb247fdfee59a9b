"""The days with records of a kind, from what its indicators counted, and what is missing."""

from datetime import date

import pytest

from oversight_contracts.coverage import counted_days, days_of_kind, missing_in_words
from oversight_measures.periods.period import Period


def test_days_are_londons_and_no_record_is_counted_twice() -> None:
    counted = [
        # Two indicators of one day, and hours of it; 23 h in UTC is the next day in London.
        *[("2020-06-01", 5), ("2020-06-01", 9), ("2020-06-01T10", 4), ("2020-06-01T23", 7)],
        ("2020-06-04", 1),
    ]
    runs, records = counted_days(counted)
    assert runs == (
        Period(date(2020, 6, 1), date(2020, 6, 3)),
        Period(date(2020, 6, 4), date(2020, 6, 5)),
    )
    assert records == 9 + 7 + 1


def test_surveys_come_in_waves_and_searches_do_not() -> None:
    assert days_of_kind("survey-response", ((), 0)).in_waves
    assert not days_of_kind("stop-search", ((), 0)).in_waves


def month(number: int) -> Period:
    return Period(date(2020, number, 1), date(2020, number + 1, 1))


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ([], ""),
        ([month(7)], "records of July 2020 are missing"),
        ([month(8), month(7)], "records of July to August 2020 are missing"),
        ([month(7), month(9)], "records of July 2020 and September 2020 are missing"),
        (
            [Period(date(2020, 7, 5), date(2020, 7, 6)), month(9)],
            "records of 5 July 2020 and September 2020 are missing",
        ),
        (
            [month(number) for number in (1, 3, 5, 7, 9, 11)],
            "records of January 2020, March 2020, May 2020, July 2020 and 2 more stretches of days "
            "are missing",
        ),
    ],
)
def test_what_is_missing_is_named(missing: list[Period], words: str) -> None:
    assert missing_in_words(missing) == words
