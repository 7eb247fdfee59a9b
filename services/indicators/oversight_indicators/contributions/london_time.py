"""London days and hours as small integers, looked up once per UTC hour."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from oversight_contracts.time_buckets import bucket_of_day, bucket_of_hour
from oversight_measures.periods.period import london_day, london_hour

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_HOUR = _EPOCH.toordinal() * 24
# London has been a whole number of hours from UTC since December 1847: before that, no cache.
_WHOLE_HOURS_SINCE = -1_000_000


class Instant(NamedTuple):
    """A moment's London day (proleptic ordinal), its hour, and the era of that day."""

    day: int
    hour: int
    era: int


class LondonClock:
    """Reads moments. An era is a span of days on which no validity of reference data changes."""

    def __init__(self, boundaries: Iterable[date] = ()) -> None:
        self._boundaries = sorted({day.toordinal() for day in boundaries})
        self._known: dict[int, Instant] = {}

    def read(self, moment: datetime) -> Instant:
        """The instant of an aware moment. Raises ``OverflowError`` at the ends of the calendar."""
        hours = int(moment.timestamp() // 3600)
        known = self._known.get(hours)
        if known is None:
            known = self._look_up(moment, hours)
            if hours > _WHOLE_HOURS_SINCE:
                self._known[hours] = known
        return known

    def first_day(self, era: int) -> date:
        """A day of the era, for looking up what is valid in it."""
        return date.fromordinal(self._boundaries[era - 1]) if era else date.min

    def _look_up(self, moment: datetime, hours: int) -> Instant:
        day = london_day(moment).toordinal()
        if hours > _WHOLE_HOURS_SINCE:
            hour = hours + _EPOCH_HOUR
        else:
            start = london_hour(moment)
            hour = start.toordinal() * 24 + start.hour
        return Instant(day, hour, bisect_right(self._boundaries, day))


def bucket_name(bucket: int, *, hourly: bool) -> str:
    """The name of a bucket as facts have it, from its number."""
    if not hourly:
        return bucket_of_day(date.fromordinal(bucket))
    return bucket_of_hour(_EPOCH + timedelta(hours=bucket - _EPOCH_HOUR))
