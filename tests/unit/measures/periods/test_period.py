from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oversight_measures.periods.period import (
    Every,
    Period,
    Piece,
    financial_year,
    period_of,
    rolling_months,
    same_dates_last_year,
    split,
    year_ending,
    year_to_date,
)

DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
PERIODS = st.builds(
    lambda start, days: Period(start, start + days * DAY), DAYS, st.integers(1, 1200)
)
CUTS = st.sampled_from(Every)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def test_a_period_is_half_open() -> None:
    february = period("2020-02-01", "2020-03-01")
    assert february.days == 29
    assert date(2020, 2, 1) in february
    assert date(2020, 2, 29) in february
    assert date(2020, 3, 1) not in february
    assert date(2020, 1, 31) not in february


@pytest.mark.parametrize("end", ["2020-01-01", "2019-12-31"])
def test_a_period_without_days_is_refused(end: str) -> None:
    with pytest.raises(ValueError, match="^end"):
        period("2020-01-01", end)


@given(PERIODS, CUTS)
def test_the_pieces_cover_the_period_exactly(whole: Period, every: Every) -> None:
    pieces = [piece.period for piece in split(whole, every)]
    assert pieces[0].start == whole.start
    assert pieces[-1].end == whole.end
    assert all(a.end == b.start for a, b in zip(pieces, pieces[1:], strict=False))
    assert sum(piece.days for piece in pieces) == whole.days


@given(PERIODS, CUTS)
def test_only_the_first_and_last_piece_can_be_cut_short(whole: Period, every: Every) -> None:
    pieces = split(whole, every)
    assert all(piece.whole for piece in pieces[1:-1])
    assert all(
        piece.whole == (period_of(p.start, every) == p) for piece in pieces for p in [piece.period]
    )


@given(DAYS, CUTS)
def test_a_natural_period_is_one_whole_piece(day: date, every: Every) -> None:
    natural = period_of(day, every)
    assert day in natural
    assert split(natural, every) == [Piece(natural, whole=True)]
    assert period_of(natural.end, every).start == natural.end


@pytest.mark.parametrize(
    ("every", "start", "end"),
    [
        ("day", "2020-02-29", "2020-03-01"),
        ("week", "2020-02-24", "2020-03-02"),
        ("month", "2020-02-01", "2020-03-01"),
        ("quarter", "2020-01-01", "2020-04-01"),
        ("year", "2019-04-01", "2020-04-01"),
        ("calendar-year", "2020-01-01", "2021-01-01"),
    ],
)
def test_where_each_kind_begins(every: str, start: str, end: str) -> None:
    assert period_of(date(2020, 2, 29), Every(every)) == period(start, end)


def test_pieces_say_whether_they_are_whole() -> None:
    assert split(period("2020-01-15", "2020-03-01"), Every.MONTH) == [
        Piece(period("2020-01-15", "2020-02-01"), whole=False),
        Piece(period("2020-02-01", "2020-03-01"), whole=True),
    ]


def test_the_financial_year_begins_on_1_april() -> None:
    assert financial_year(date(2020, 3, 31)) == period("2019-04-01", "2020-04-01")
    assert financial_year(date(2020, 4, 1)) == period("2020-04-01", "2021-04-01")


def test_the_year_to_date_includes_the_day() -> None:
    assert year_to_date(date(2020, 4, 1)) == period("2020-04-01", "2020-04-02")
    assert year_to_date(date(2021, 3, 31)) == financial_year(date(2021, 3, 31))


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        # A February of 28 days on one of 29, as a whole.
        ("2021-02-01", "2021-03-01", ("2020-02-01", "2020-03-01")),
        ("2020-04-01", "2021-03-01", ("2019-04-01", "2020-03-01")),
        ("2019-04-01", "2020-03-01", ("2018-04-01", "2019-03-01")),
        ("2020-02-29", "2020-03-01", ("2019-02-28", "2019-03-01")),
        ("2020-03-01", "2020-04-01", ("2019-03-01", "2019-04-01")),
        ("2021-01-01", "2021-02-28", ("2020-01-01", "2020-02-28")),
    ],
)
def test_last_year_has_the_same_dates(start: str, end: str, before: tuple[str, str]) -> None:
    assert same_dates_last_year(period(start, end)) == period(*before)


@given(PERIODS)
def test_last_year_keeps_both_dates(whole: Period) -> None:
    assume(not whole.start.day == whole.end.day == 1)
    before = same_dates_last_year(whole)
    for new, old in [(whole.start, before.start), (whole.end - DAY, before.end - DAY)]:
        assert old.year == new.year - 1
        day = 28 if (new.month, new.day) == (2, 29) else new.day
        assert (old.month, old.day) == (new.month, day)


@pytest.mark.parametrize(
    ("last", "months", "start"),
    [
        ("2020-03-31", 12, "2019-04-01"),
        ("2021-02-28", 1, "2021-02-01"),
        ("2021-02-28", 12, "2020-03-01"),
        ("2020-02-29", 12, "2019-03-01"),
        ("2020-02-28", 12, "2019-03-01"),
        ("2020-12-31", 3, "2020-10-01"),
        ("2021-05-30", 3, "2021-03-01"),
        ("2021-01-15", 13, "2019-12-16"),
        ("2020-06-30", 24, "2018-07-01"),
    ],
)
def test_rolling_months_end_with_the_day(last: str, months: int, start: str) -> None:
    day = date.fromisoformat(last)
    assert rolling_months(day, months) == Period(date.fromisoformat(start), day + DAY)


@given(DAYS)
def test_a_year_holds_no_date_twice(day: date) -> None:
    year = year_ending(day)
    dates = [(d.month, d.day) for d in (year.start + n * DAY for n in range(year.days))]
    assert len(dates) == len(set(dates)) in {365, 366}
    assert dates[-1] == (day.month, day.day)


def test_no_months_are_refused() -> None:
    with pytest.raises(ValueError, match="^months"):
        rolling_months(date(2020, 1, 1), 0)
