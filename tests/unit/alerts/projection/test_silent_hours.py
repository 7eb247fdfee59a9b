"""Hours of a window that lack records where there are some at that time of day."""

from datetime import UTC, datetime, timedelta

import pytest

from oversight_alerts.projection.silent_hours import silent_hours, silent_in_words
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_contracts.windows import BucketRange

# 14:00 in London, in summer time.
NOW = datetime(2026, 7, 14, 13, 2, tzinfo=UTC)
DAY = BucketRange("2026-07-13T14", "2026-07-14T14")


def records(
    each: int, days: int = 9, *, silent: tuple[str, ...] = (), night: int = 0
) -> dict[str, int]:
    """So many in each hour up to now, other from 22 to 4 in UTC, none in the silent ones."""
    hours = [NOW.replace(minute=0) - timedelta(hours=n) for n in range(24 * days)]
    counts = {h: night if night and (h.hour >= 22 or h.hour < 4) else each for h in hours}
    return {
        bucket_of_hour(h): n for h, n in counts.items() if bucket_of_hour(h) not in silent and n
    }


def found(held: dict[str, int], window: BucketRange = DAY) -> list[str]:
    return [f"{each.first} {each.end}" for each in silent_hours(held, window, NOW)]


def test_a_window_with_records_in_all_its_hours_lacks_none() -> None:
    assert found(records(60)) == []


def test_hours_that_are_silent_as_never_before_lack_their_records() -> None:
    silent = ("2026-07-14T10", "2026-07-14T11", "2026-07-14T12")
    assert found(records(60, silent=silent)) == ["2026-07-14T10 2026-07-14T13"]
    assert found(records(60, silent=("2026-07-14T02",))) == ["2026-07-14T02 2026-07-14T03"]


def test_the_hour_that_is_not_over_lacks_nothing() -> None:
    assert found(records(60, silent=("2026-07-14T13",))) == []


@pytest.mark.parametrize("each", [1, 10])
def test_an_hour_without_any_is_no_wonder_where_few_are_usual(each: int) -> None:
    assert found(records(each, silent=("2026-07-14T12",))) == []


def test_it_is_by_the_time_of_day_that_records_are_usual() -> None:
    quiet = ("2026-07-14T00", "2026-07-14T01", "2026-07-14T02")
    assert found(records(60, night=2, silent=quiet)) == []
    assert found(records(60, night=40, silent=quiet)) != []


def test_a_feed_that_began_today_lacks_nothing_before() -> None:
    assert found(records(60, days=1)) == []


def test_a_window_of_an_hour_is_judged_too() -> None:
    window = BucketRange("2026-07-14T12", "2026-07-14T13")
    assert found(records(60, silent=("2026-07-14T12",)), window) == ["2026-07-14T12 2026-07-14T13"]


def test_hours_are_named_by_the_clock_in_london() -> None:
    run = BucketRange("2026-07-14T09", "2026-07-14T12")
    words = "records of 14 July 2026, 10:00 to 13:00 are missing"
    assert silent_in_words([run, run]) == words
    over_midnight = BucketRange("2026-07-13T21", "2026-07-14T01")
    assert "13 July 2026, 22:00 to 14 July 2026, 02:00" in silent_in_words([over_midnight])
    assert silent_in_words([]) == ""
