"""Simulated feeds: how soon a stop and a fall to a tenth are found, and how often chance is one."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from oversight_alerts.projection.arrivals import RETENTION, hour_number
from oversight_alerts.rules.feeds.pace import Lull, Pace

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# How many come on average in an hour of London's week, Monday being 0.
Habit = Callable[[int, int], float]


def round_the_clock(_: int, hour: int) -> float:
    """As a control room's incidents: 40 an hour, fewest before dawn."""
    return 40 * (1 - 0.6 * math.cos((hour - 4) / 12 * math.pi))


def quiet_control_room(weekday: int, hour: int) -> float:
    """6 an hour."""
    return round_the_clock(weekday, hour) / 7


def rests_two_hours(_: int, hour: int) -> float:
    """20 an hour, but for two hours of the night."""
    return 0 if hour in (2, 3) else 20


def rests_at_night(_: int, hour: int) -> float:
    """20 an hour from seven to ten in the evening."""
    return 20 if 7 <= hour < 22 else 0


def nightly(_: int, hour: int) -> float:
    """300 at two in the morning."""
    return 300 if hour == 2 else 0


def weekly(weekday: int, hour: int) -> float:
    """500 on Wednesdays at six."""
    return 500 if (weekday, hour) == (2, 6) else 0


def office_hours(weekday: int, hour: int) -> float:
    """10 an hour from nine to five, Mondays to Fridays."""
    return 10 if weekday < 5 and 9 <= hour < 17 else 0


@dataclass(frozen=True)
class Promise:
    """A feed, and within how many hours of its last hour a stop of it is found."""

    words: str
    habit: Habit
    within: int


# They stand in the README of alerts.
PROMISES = (
    Promise("round the clock, 40 an hour", round_the_clock, 6),
    Promise("round the clock, 6 an hour", quiet_control_room, 12),
    Promise("20 an hour, but for 2 hours of the night", rests_two_hours, 6),
    # Last heard of at ten in the evening, begins at seven: found by eleven.
    Promise("by day, 20 an hour", rests_at_night, 13),
    # Two in the morning: found by six.
    Promise("nightly, 300", nightly, 27),
    # Eight days.
    Promise("weekly, 500", weekly, 8 * 24),
    # Nothing on Sundays: as long as offices may be closed.
    Promise("in office hours, 10 an hour", office_hours, 6 * 24),
)


def came(
    habit: Habit,
    until: datetime,
    weeks: int = 7,
    *,
    closed: frozenset[date] = frozenset(),
    dispersion: float = 1.5,
    days_vary: float = 0.0,
    seed: int = 1,
) -> dict[int, int]:
    """What came by hour (whole hours since 1970): a Poisson process whose level varies.

    ``dispersion`` is the variance of an hour over its mean, ``days_vary`` the coefficient of
    variation of whole days beside it; ``closed`` days are as Sundays.
    """
    chance, counts = random.Random(seed), dict[int, int]()
    at, level, day = until - weeks * WEEK, 1.0, None
    while at < until:
        local = at.astimezone(LONDON)
        if local.date() != day:
            day = local.date()
            level = chance.gammavariate(days_vary**-2, days_vary**2) if days_vary else 1.0
        mean = level * habit(6 if day in closed else local.weekday(), local.hour)
        if mean and (count := _count(chance, mean, dispersion)):
            counts[hour_number(at)] = count
        at += HOUR
    return counts


def _count(chance: random.Random, mean: float, dispersion: float) -> int:
    level = chance.gammavariate(mean / (dispersion - 1), dispersion - 1) if dispersion > 1 else mean
    # Rounded from a normal where many are expected, else by Knuth's multiplication.
    if level > 50:
        return max(0, round(chance.gauss(level, math.sqrt(level))))
    count, product = 0, chance.random()
    while product > math.exp(-level):
        count, product = count + 1, product * chance.random()
    return count


def lulls(counts: dict[int, int], start: datetime, hours: int) -> list[Lull]:
    """Every lull that is seen by the hour."""
    first, found = hour_number(start), []
    known = {hour: count for hour, count in counts.items() if hour < first}
    for passed in range(hours):
        found.append(Pace(known, start + passed * HOUR).lull())
        if count := counts.get(first + passed):
            known[first + passed] = count
        known.pop(first + passed - RETENTION // HOUR, None)
    return [lull for lull in found if lull]


def found_after(counts: dict[int, int], days: int = 14) -> int:
    """Hours from the end of the last hour in which anything came to when it is missed."""
    last = max(counts) + 1
    for passed in range(days * 24):
        if (lull := Pace(counts, EPOCH + (last + passed) * HOUR).lull()) is not None:
            assert lull.since <= last
            return passed
    raise AssertionError(f"not missed in {days} days")


HEADINGS = ("feed", "days vary by", "a stop is found after", "at the latest", "lulls by chance")
START = datetime(2026, 9, 2, 12, tzinfo=UTC)


def delays(weeks: int) -> Iterator[list[str]]:
    """Of each feed how soon a stop at any hour is found, and lulls in so many weeks in control."""
    for promise in PROMISES:
        for spread in (0.05, 0.15, 0.3):
            stops = range(0, 168, 7)
            waits = sorted(
                found_after(
                    came(promise.habit, START + stop * HOUR, days_vary=spread, seed=stop), 30
                )
                for stop in stops
            )
            end, longer = START + weeks * WEEK, weeks + 8
            well = came(promise.habit, end, longer, dispersion=2, days_vary=spread)
            chance = len({lull.since for lull in lulls(well, START, weeks * 168)})
            found = [f"{waits[len(waits) // 2]} h", f"{waits[-1]} h"]
            yield [promise.words, f"{spread:.0%}", *found, f"{chance} in {weeks} weeks"]
