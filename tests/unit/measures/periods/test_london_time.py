from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.periods.period import LONDON, london_day, london_hour, london_midnight

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
MOMENTS = st.builds(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds),
    st.floats(min_value=0, max_value=61 * 365.25 * 86_400),
)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2019, 3, 31), 23), (date(2019, 10, 27), 25), (date(2019, 6, 1), 24)],
)
def test_the_clock_change_days_have_23_and_25_hours(day: date, hours: int) -> None:
    start, end = london_midnight(day), london_midnight(day + timedelta(days=1))
    assert end - start == hours * HOUR
    assert len({london_hour(start + n * HOUR / 4) for n in range(4 * hours)}) == hours


def test_a_summer_evening_in_utc_is_the_next_london_day() -> None:
    assert london_day(datetime(2019, 3, 31, 23, 30, tzinfo=UTC)) == date(2019, 4, 1)
    assert london_day(datetime(2019, 12, 31, 23, 30, tzinfo=UTC)) == date(2019, 12, 31)


def test_the_repeated_hour_is_two_hours() -> None:
    first = datetime(2019, 10, 27, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)
    assert london_hour(first) == datetime(2019, 10, 27, 0, tzinfo=UTC)
    assert london_hour(second) == datetime(2019, 10, 27, 1, tzinfo=UTC)


def test_any_offset_names_the_same_moment() -> None:
    moment = datetime(2019, 7, 1, 5, 15, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert london_day(moment) == date(2019, 7, 1)
    assert london_hour(moment) == datetime(2019, 6, 30, 23, tzinfo=UTC)


@given(MOMENTS)
def test_a_moment_lies_in_its_day_and_its_hour(moment: datetime) -> None:
    day = london_day(moment)
    assert london_midnight(day) <= moment < london_midnight(day + timedelta(days=1))
    assert timedelta(0) <= moment - london_hour(moment) < HOUR
    assert london_day(london_hour(moment)) == day


@given(DAYS)
def test_the_midnight_of_a_day_belongs_to_it(day: date) -> None:
    assert london_midnight(day).tzinfo is UTC
    assert london_day(london_midnight(day)) == day
    assert london_day(london_midnight(day) - timedelta(microseconds=1)) < day


@pytest.mark.parametrize("read", [london_day, london_hour])
def test_a_moment_without_a_zone_is_refused(read: object) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match="^moment"):
        read(datetime(2019, 1, 1))  # noqa: DTZ001
