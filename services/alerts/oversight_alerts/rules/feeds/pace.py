"""The pace of a feed by the hour of London's week, and how unlikely a lull of it is. Pure.

What came since an hour is held against what came in the same hours of the four weeks before: the
worst of them is left out, since a feed may have been away before, and of the others the one with
the fewest is what is usual. Until six days have passed any day may be a holiday, on which a feed
sends as on a Sunday. A seventh of the time since, and two hours at least, is left to a feed that is
late. How much the level of days varies is learned from them; counts are negative binomial about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from math import log
from typing import NamedTuple

from oversight_measures.periods.period import LONDON

WEEK = 7 * 24
WEEKS = 4
# So many weeks of a series, and so many days of it with anything, have to be known.
LEAST_WEEKS, LEAST_DAYS = 2, 3
# The longest that offices are closed: Easter, or Christmas and a weekend.
HOLIDAY_HOURS = 6 * 24
GRACE_HOURS, GRACE_SHARE = 2.0, 7
# A lull is a tenth of what is usual, or less, where chance alone would leave so few less often than
# once in so many times.
SHARE = 10
CERTAIN = 10_000
# Counts of a control room vary by so much more than chance alone even within the hour.
DISPERSION = 2.0
# What varies more about its days of the week, as a share squared, comes on none of its own.
ERRATIC = 1.0
# Fewer than so many a feed that is back may have by chance.
LEAST_BACK = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Hours back from now at which a lull is looked for first; where there is one, at every hour.
_LADDER = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 60, 72, 96, 120, 144, 167)


@dataclass(frozen=True, slots=True)
class Lull:
    """A lull since the hour ``since`` (whole hours since 1970, UTC): what came, what is usual."""

    since: int
    observed: int
    usual: int

    @property
    def began(self) -> datetime:
        """The moment since when."""
        return _EPOCH + timedelta(hours=self.since)


class Pace:
    """The pace of one series: how many came by hour (whole hours since 1970, UTC)."""

    def __init__(self, counts: Mapping[int, int], now: datetime) -> None:
        self._counts = counts
        self._now = (now - _EPOCH) / timedelta(hours=1)
        # Clocks may differ: what came is not ahead of now.
        self._hour = max(int(self._now), max(counts))
        self._first, self._last = min(counts), max(counts)
        self._sums: dict[tuple[int, bool], list[int]] = {}
        self._varies: Variation | None = None

    @property
    def learned(self) -> bool:
        """Whether enough is known of it to expect anything: what is loaded now and then is not."""
        if self._hour - self._first < LEAST_WEEKS * WEEK or not self._on_days():
            return False
        return self._variation().square <= ERRATIC

    def _on_days(self) -> bool:
        days: set[int] = set()
        for hour in self._counts:
            days.add(_clock(hour) // 24)
            if len(days) >= LEAST_DAYS:
                return True
        return False

    def lull(self, once_in: float = CERTAIN, *, grace: bool = True) -> Lull | None:
        """The lull that it is in, if any; since when is what explains it best.

        ``grace`` leaves time to a feed that is late; ``once_in`` is how seldom chance alone makes
        such a lull.
        """
        if not self.learned:
            return None
        least = log(once_in)
        starts = (self._last, *(self._hour - back for back in _LADDER))
        strength, strongest = max((self._strength(each, grace), each) for each in starts)
        if strength < least:
            return None
        if self._observed(strongest + 1):
            every = range(self._hour - WEEK + 1, self._hour)
            _, strongest = max((self._strength(each, grace), each) for each in every)
        found = self.since(strongest + 1, grace=grace)
        if found is None or self._is_back(found):
            return None
        # Of a feed that rests before it is missed, since it rested.
        return found if found.observed else replace(found, since=self._last + 1)

    def since(self, hour: int, *, grace: bool = True) -> Lull | None:
        """What came from ``hour`` on, and what is usual; None where nobody can say."""
        passed = self._now - hour
        length = passed - max(GRACE_HOURS, passed / GRACE_SHARE) if grace else passed
        if length <= 0:
            return None
        # Each week of a long absence is as the first: those before are forgotten in time.
        whole, rest = divmod(length, WEEK)
        parts = ((float(WEEK), int(whole)), (rest, 1)) if whole else ((rest, 1),)
        usual = self._summed(hour, parts, alone=False)
        if usual is not None and passed < HOLIDAY_HOURS:
            on_sundays = self._summed(hour, parts, alone=True)
            usual = None if on_sundays is None else min(usual, on_sundays)
        return None if usual is None else Lull(hour, self._observed(hour), usual)

    def lately(self, start: datetime) -> Lull | None:
        """What came since ``start``, and what is usual."""
        return self.since(int((start - _EPOCH) / timedelta(hours=1)))

    def _is_back(self, lull: Lull) -> bool:
        """Whether half of what is usual has come again, in any hours up to now."""
        starts = (lull.since, *(self._hour - back for back in _LADDER))
        looked = (self.since(each, grace=False) for each in starts if each >= lull.since)
        return any(each and 2 * each.observed >= each.usual >= LEAST_BACK for each in looked)

    def _strength(self, last: int, grace: bool) -> float:
        """How seldom chance leaves what came after the hour ``last``, as a log of once in so many.

        Chernoff's bound of a negative binomial count, of a Poisson one where days do not vary, both
        with hours twice as wide; 0 where it is no lull.
        """
        found = self.since(last + 1, grace=grace)
        if found is None or SHARE * found.observed > found.usual or not found.usual:
            return 0.0
        came, usual = found.observed / DISPERSION, found.usual / DISPERSION
        less = came * log(came / usual) if came else 0.0
        variation = self._variation()
        if not variation.square:
            return usual - came + less
        # The levels of days are apart: of more days, together, they vary less.
        shape = max(1.0, found.usual / variation.day) / variation.square
        return less + (shape + came) * log((shape + usual) / (shape + came))

    def _observed(self, hour: int) -> int:
        if hour > self._last:
            return 0
        return sum(self._counts.get(each, 0) for each in range(hour, self._hour + 1))

    def _summed(self, hour: int, parts: Sequence[tuple[float, int]], *, alone: bool) -> int | None:
        """What is usual in hours from ``hour`` on, of each length so many times."""
        found = [(self._usual(hour, length, alone=alone), times) for length, times in parts]
        known = [times * usual for usual, times in found if usual is not None]
        return sum(known) if len(known) == len(found) else None

    def _usual(self, hour: int, length: float, *, alone: bool) -> int | None:
        """The fewest of the same hours in weeks before but the worst; of Sundays ``alone``."""
        furthest = 6 * 24 if alone else 0
        known = [
            self._came(hour, length, WEEK * week, alone)
            for week in range(1, WEEKS + 1)
            if hour - WEEK * week - furthest >= self._first
        ]
        if len(known) < (1 if alone else LEAST_WEEKS):
            return None
        return int(sorted(known)[1 if len(known) > LEAST_WEEKS else 0])

    def _came(self, hour: int, length: float, back: int, alone: bool) -> float:
        """What came in ``length`` hours like those from ``hour`` on, ``back`` hours before."""
        whole, start = int(length), hour - (self._hour - WEEK)
        if start < 0:
            full = sum(self._like(each, back, alone) for each in range(hour, hour + whole))
        else:
            sums = self._sums_of(back, alone)
            full = sums[start + whole] - sums[start]
        return full + (length - whole) * self._like(hour + whole, back, alone)

    def _sums_of(self, back: int, alone: bool) -> list[int]:
        found = self._sums.get((back, alone))
        if found is None:
            hours = range(self._hour - WEEK, self._hour + 1)
            like = (self._like(each, back, alone) for each in hours)
            found = self._sums[back, alone] = list(accumulate(like, initial=0))
        return found

    def _like(self, hour: int, back: int, alone: bool) -> int:
        clock = _clock(hour) - back
        if alone:
            clock -= 24 * ((_weekday(clock) + 1) % 7)
        return self._counts.get(_hour_at(clock), 0)

    def _variation(self) -> "Variation":
        if self._varies is None:
            self._varies = _variation_of(self._days())
        return self._varies

    def _days(self) -> dict[int, int]:
        """What came on each day of the four weeks before the last week in which anything came."""
        end = _clock(min(self._last, self._hour - WEEK)) // 24
        begin = max(end - WEEKS * 7, _clock(self._first) // 24 + 1)
        days = dict.fromkeys(range(begin, end), 0)
        for hour, count in self._counts.items():
            day = _clock(hour) // 24
            if day in days:
                days[day] += count
        return days


class Variation(NamedTuple):
    """How days vary about their day of the week beyond hours: squared, as a share of what comes.

    ``day`` is how many come on a day on which any do.
    """

    square: float
    day: float


def _variation_of(days: Mapping[int, int]) -> Variation:
    """By moments; of each day of the week the worst is left out."""
    excess = scale = 0.0
    means = []
    for kept in _by_weekday(days):
        mean, freedom = sum(kept) / len(kept), len(kept) - 1
        excess += sum((each - mean) ** 2 for each in kept) - freedom * DISPERSION * mean
        scale += freedom * mean**2
        means.append(mean)
    square = max(0.0, excess / scale) if scale else 0.0
    return Variation(square, sum(means) / len(means) if means else 1.0)


def _by_weekday(days: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """The counts of each day of the week that has any, but for the worst of three and more."""
    for weekday in range(7):
        counts = sorted(count for day, count in days.items() if _weekday(day * 24) == weekday)
        kept = counts[1:] if len(counts) > LEAST_WEEKS else counts
        if any(kept):
            yield kept


def _weekday(clock: int) -> int:
    """Monday is 0, as 1 January 1970 was a Thursday."""
    return (clock // 24 + 3) % 7


@lru_cache(maxsize=8192)
def _clock(hour: int) -> int:
    """What London's clock shows at an hour, as hours since 1970 there."""
    offset = (_EPOCH + timedelta(hours=hour)).astimezone(LONDON).utcoffset()
    assert offset is not None
    return hour + int(offset / timedelta(hours=1))


@lru_cache(maxsize=8192)
def _hour_at(clock: int) -> int:
    """The hour at which London's clock shows ``clock``; the later where it does twice."""
    return clock if _clock(clock) == clock else clock - 1
