"""When a digest is due: once a London day or week, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from oversight_alerts.digest.schedule import Schedule

DAILY, WEEKLY = Schedule("daily", 7), Schedule("weekly", 7)


@pytest.mark.parametrize(
    ("schedule", "now", "day"),
    [
        (DAILY, "2026-07-14T05:59:59Z", date(2026, 7, 13)),
        (DAILY, "2026-07-14T06:00Z", date(2026, 7, 14)),
        (DAILY, "2026-01-14T06:59:59Z", date(2026, 1, 13)),
        (DAILY, "2026-01-14T07:00Z", date(2026, 1, 14)),
        # Mondays.
        (WEEKLY, "2026-07-13T05:59:59Z", date(2026, 7, 6)),
        (WEEKLY, "2026-07-13T06:00Z", date(2026, 7, 13)),
        (WEEKLY, "2026-07-19T22:00Z", date(2026, 7, 13)),
        # Monday begins in London an hour before it does in UTC.
        (Schedule("weekly", 0), "2026-07-12T23:00Z", date(2026, 7, 13)),
    ],
)
def test_the_newest_that_is_due(schedule: Schedule, now: str, day: date) -> None:
    assert schedule.last_day(datetime.fromisoformat(now)) == day


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        # Clocks are put forward on 29 March 2026 at 01:00, back on 25 October at 02:00.
        (date(2026, 3, 28), 7, "2026-03-28T07:00Z"),
        (date(2026, 3, 29), 7, "2026-03-29T06:00Z"),
        (date(2026, 3, 29), 1, "2026-03-29T01:00Z"),
        (date(2026, 10, 24), 7, "2026-10-24T06:00Z"),
        (date(2026, 10, 25), 7, "2026-10-25T07:00Z"),
        # The hour comes twice: the first is meant.
        (date(2026, 10, 25), 1, "2026-10-25T00:00Z"),
    ],
)
def test_it_is_due_by_londons_clock(day: date, hour: int, due: str) -> None:
    assert Schedule("daily", hour).due_at(day).astimezone(UTC) == datetime.fromisoformat(due)


@pytest.mark.parametrize("hour", [0, 1, 2, 7, 23])
@pytest.mark.parametrize("first", ["2026-03-28T00:00Z", "2026-10-24T00:00Z"])
def test_over_a_change_of_the_clocks_each_day_has_one(first: str, hour: int) -> None:
    schedule = Schedule("daily", hour)
    quarters = (
        datetime.fromisoformat(first) + timedelta(minutes=15 * each) for each in range(4 * 72)
    )
    days = list(dict.fromkeys(schedule.last_day(each) for each in quarters))
    # In order, none left out, and none again.
    assert days == [days[0] + timedelta(days=each) for each in range(len(days))]
    assert len(days) in (3, 4)


def test_another_hour_makes_no_second_one_of_a_day() -> None:
    now = datetime(2026, 7, 13, 8, 30, tzinfo=UTC)
    assert WEEKLY.last_day(now) == Schedule("weekly", 9).last_day(now)
