"""The buckets that a period takes in, as far as figures can be judged by now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.time_buckets import bucket_of_day, bucket_of_hour, start_of_hour
from oversight_measures.periods.period import (
    DAY,
    Period,
    london_day,
    london_hour,
    london_midnight,
)

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class BucketRange:
    """Half-open, in bucket names, which sort as their times do."""

    first: str
    end: str

    def __contains__(self, bucket: str) -> bool:
        return self.first <= bucket < self.end


def buckets_of(indicator: Indicator, period: Period) -> BucketRange:
    """The buckets of whole London days."""
    if indicator.grain == "day":
        return BucketRange(bucket_of_day(period.start), bucket_of_day(period.end))
    return BucketRange(
        bucket_of_hour(london_midnight(period.start)), bucket_of_hour(london_midnight(period.end))
    )


def settled_until(catalogue: Catalogue, indicator: Indicator, now: datetime) -> datetime:
    """The moment up to which the indicator can be judged.

    A response not attended yet is a miss only once its target has passed, so those figures end at
    the last whole hour before now less the target. All others end now.
    """
    settling = indicator.settling_time(catalogue.targets)
    return now if settling is None else london_hour(now - settling)


def clipped(
    catalogue: Catalogue, indicator: Indicator, buckets: BucketRange, now: datetime
) -> BucketRange:
    """The range without the buckets that cannot be judged yet."""
    if indicator.grain == "day":
        return buckets
    until = bucket_of_hour(_last_hours_end(catalogue, indicator, now))
    return BucketRange(min(buckets.first, until), min(buckets.end, until))


def days_of(window: BucketRange) -> Period:
    """The London days that a window touches."""
    if "T" not in window.first:
        return Period(date.fromisoformat(window.first), date.fromisoformat(window.end))
    first, end = start_of_hour(window.first), start_of_hour(window.end)
    return Period(london_day(first), london_day(end - HOUR) + DAY)


def _last_hours_end(catalogue: Catalogue, indicator: Indicator, now: datetime) -> datetime:
    """The end, in UTC, of the last hour that can be judged; where nothing is awaited, this one."""
    until = settled_until(catalogue, indicator, now)
    return until if until < now else london_hour(now) + HOUR
