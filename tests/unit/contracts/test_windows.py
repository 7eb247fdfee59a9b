from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.contracts.catalogues import Change, load

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.time_buckets import bucket_of_day, bucket_of_hour
from oversight_contracts.windows import (
    BucketRange,
    buckets_of,
    clipped,
    settled_until,
)
from oversight_measures.periods.period import Period, london_day, london_midnight

# By the hour with targets of up to an hour; by the day; by the hour with nothing to wait for.
HOURLY, DAILY, OPEN = "response.within", "crime.knife", "search.video"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), 2000 * DAY).map(lambda since: START + since)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    by_hour = Change("indicators/search.yaml", "hit: {body", "grain: hour\n  hit: {body")
    return load(tmp_path_factory.mktemp("windows"), by_hour)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def hours(buckets: BucketRange) -> int:
    first, end = (
        datetime.fromisoformat(f"{name}:00+00:00") for name in (buckets.first, buckets.end)
    )
    return (end - first) // HOUR


@pytest.mark.parametrize(
    ("day", "length", "first"),
    [
        ("2026-01-15", 24, "2026-01-15T00"),
        ("2026-07-15", 24, "2026-07-14T23"),
        ("2026-03-29", 23, "2026-03-29T00"),
        ("2026-10-25", 25, "2026-10-24T23"),
    ],
)
def test_a_london_day_has_the_hours_the_clocks_give_it(
    catalogue: Catalogue, day: str, length: int, first: str
) -> None:
    start = date.fromisoformat(day)
    buckets = buckets_of(catalogue.indicators[HOURLY], Period(start, start + DAY))
    assert (buckets.first, hours(buckets)) == (first, length)


def test_days_are_london_days(catalogue: Catalogue) -> None:
    buckets = buckets_of(catalogue.indicators[DAILY], period("2026-03-29", "2026-04-01"))
    assert buckets == BucketRange("2026-03-29", "2026-04-01")
    assert "2026-03-31" in buckets
    assert "2026-04-01" not in buckets


@given(MOMENTS)
def test_every_hour_is_in_its_own_day_and_no_other(catalogue: Catalogue, moment: datetime) -> None:
    day, name = london_day(moment), bucket_of_hour(moment)
    for offset in (-1, 0, 1):
        start = day + offset * DAY
        found = name in buckets_of(catalogue.indicators[HOURLY], Period(start, start + DAY))
        assert found == (offset == 0)


def test_a_response_is_settled_once_its_longest_target_has_passed(catalogue: Catalogue) -> None:
    hourly = catalogue.indicators[HOURLY]
    assert settled_until(catalogue, hourly, at("2026-01-15T12:59:59Z")) == at("2026-01-15T11:00Z")
    assert settled_until(catalogue, hourly, at("2026-01-15T13:00:00Z")) == at("2026-01-15T12:00Z")
    now = at("2026-01-15T12:34:56Z")
    for name in (DAILY, OPEN):
        assert settled_until(catalogue, catalogue.indicators[name], now) == now


@given(MOMENTS)
def test_nothing_is_judged_before_its_target(catalogue: Catalogue, now: datetime) -> None:
    until = settled_until(catalogue, catalogue.indicators[HOURLY], now)
    longest = timedelta(seconds=catalogue.targets["response"].longest())
    assert until <= now - longest < until + HOUR


def test_hours_that_cannot_be_judged_are_clipped(catalogue: Catalogue) -> None:
    now = at("2026-01-15T12:59:59Z")
    hourly = catalogue.indicators[HOURLY]
    day = buckets_of(hourly, period("2026-01-15", "2026-01-16"))
    assert clipped(catalogue, hourly, day, now) == BucketRange("2026-01-15T00", "2026-01-15T11")
    tomorrow = buckets_of(hourly, period("2026-01-16", "2026-01-17"))
    assert hours(clipped(catalogue, hourly, tomorrow, now)) == 0
    yesterday = buckets_of(hourly, period("2026-01-14", "2026-01-15"))
    assert clipped(catalogue, hourly, yesterday, now) == yesterday


def test_where_nothing_is_awaited_the_current_hour_is_in(catalogue: Catalogue) -> None:
    now = at("2026-01-15T12:59:59Z")
    day = buckets_of(catalogue.indicators[OPEN], period("2026-01-15", "2026-01-16"))
    assert clipped(catalogue, catalogue.indicators[OPEN], day, now).end == "2026-01-15T13"


def test_days_are_never_clipped(catalogue: Catalogue) -> None:
    daily = catalogue.indicators[DAILY]
    day = buckets_of(daily, period("2026-01-15", "2026-02-16"))
    assert clipped(catalogue, daily, day, at("2026-01-15T12:00Z")) == day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_day_names_sort_as_days_do(day: date) -> None:
    assert bucket_of_day(day) < bucket_of_day(day + DAY)
    midnight = london_midnight(day)
    assert bucket_of_hour(midnight) < bucket_of_hour(midnight + HOUR)
