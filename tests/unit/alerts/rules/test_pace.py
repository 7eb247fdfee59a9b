"""How soon a lull of a feed is found, and that holidays and chance are none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.simulations.feeds import (
    HOUR,
    PROMISES,
    WEEK,
    Habit,
    Promise,
    came,
    found_after,
    lulls,
    nightly,
    office_hours,
    quiet_control_room,
    rests_at_night,
    round_the_clock,
    weekly,
)

from oversight_alerts.projection.arrivals import hour_number
from oversight_alerts.rules.feeds.pace import Pace

# A Wednesday.
NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.words)
def test_silence_is_found_within_the_stated_time(promise: Promise) -> None:
    stops = [NOW + n * timedelta(hours=8) for n in range(3)]
    waits = [found_after(came(promise.habit, stop, seed=n)) for n, stop in enumerate(stops)]
    assert max(waits) <= promise.within
    assert min(waits) >= 2


def test_a_fall_to_a_tenth_is_found_as_soon_and_told_since_when() -> None:
    before = came(round_the_clock, NOW)
    few = {hour: 3 for hour in range(hour_number(NOW), hour_number(NOW) + 48)}
    waits = (n for n in range(1, 48) if Pace(_up_to(before | few, n), NOW + n * HOUR).lull())
    assert next(waits) <= 5
    lull = Pace(_up_to(before | few, 24), NOW + 24 * HOUR).lull()
    assert lull is not None
    assert lull.began == NOW
    assert (lull.observed, lull.usual > 500) == (24 * 3, True)


def _up_to(counts: dict[int, int], hours: int) -> dict[int, int]:
    return {hour: count for hour, count in counts.items() if hour < hour_number(NOW) + hours}


def test_half_of_what_is_usual_is_no_lull() -> None:
    counts = came(round_the_clock, NOW)
    half = came(lambda day, hour: round_the_clock(day, hour) / 2, NOW + 72 * HOUR, weeks=1)
    counts |= {hour: count for hour, count in half.items() if hour >= hour_number(NOW)}
    assert Pace(counts, NOW + 72 * HOUR).lull() is None


def test_what_was_away_for_two_days_before_is_missed_again_at_once() -> None:
    counts = came(round_the_clock, NOW)
    gone = range(hour_number(NOW - WEEK - 30 * HOUR), hour_number(NOW - WEEK + 18 * HOUR))
    assert found_after({hour: n for hour, n in counts.items() if hour not in gone}) <= 7


def test_an_office_that_is_closed_at_easter_and_christmas_is_not_missed() -> None:
    easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    christmas = frozenset({date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)})
    for closed, first, days in ((easter, date(2026, 4, 2), 8), (christmas, date(2025, 12, 24), 10)):
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        counts = came(office_hours, start + days * timedelta(days=1), weeks=8, closed=closed)
        assert lulls(counts, start, days * 24) == []


@pytest.mark.parametrize(
    "habit", [round_the_clock, quiet_control_room, rests_at_night, nightly, weekly]
)
def test_chance_alone_is_no_lull(habit: Habit) -> None:
    counts = came(habit, NOW + 2 * WEEK, weeks=8, dispersion=4)
    assert lulls(counts, NOW, 14 * 24) == []


@pytest.mark.parametrize("offset", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_clock_may_change(offset: date) -> None:
    start = datetime(offset.year, offset.month, offset.day, tzinfo=UTC) - 24 * HOUR
    counts = came(rests_at_night, start + 72 * HOUR)
    assert lulls(counts, start, 72) == []


def test_nobody_waits_for_what_was_loaded() -> None:
    loads = [NOW - 20 * timedelta(days=1), NOW - 12 * timedelta(days=1), NOW - 3 * 24 * HOUR]
    for some in (loads[:1], loads[:2], loads):
        counts = {hour_number(at) + n: 9000 for at in some for n in range(3)}
        assert lulls(counts, NOW, 24 * 14) == []
    fifty_hours = {hour_number(NOW) - n: 9000 for n in range(1, 51)}
    assert lulls(fifty_hours, NOW, 24 * 21) == []


def test_a_feed_is_known_after_two_weeks() -> None:
    assert found_after(came(round_the_clock, NOW, weeks=3)) <= 7
    young = came(round_the_clock, NOW, weeks=1)
    assert lulls(young, NOW, 24 * 6) == []


def test_without_grace_and_with_less_certainty_a_doubt_comes_within_the_hour() -> None:
    counts = came(round_the_clock, NOW)
    soon = NOW + timedelta(minutes=30)
    assert Pace(counts, soon).lull() is None
    doubt = Pace(counts, soon).lull(once_in=20, grace=False)
    assert doubt is not None
    assert doubt.began == NOW
