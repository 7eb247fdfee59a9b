"""The names of buckets: of London days, and of hours in UTC. They sort as their times do."""

from datetime import UTC, date, datetime
from functools import lru_cache

from oversight_measures.periods.period import london_day

_HOUR = "%Y-%m-%dT%H"


def bucket_of_day(day: date) -> str:
    """The name of a day's bucket."""
    return day.isoformat()


def bucket_of_hour(start: datetime) -> str:
    """The name of an hour's bucket; ``start`` is the aware UTC start of the hour."""
    return start.strftime(_HOUR)


# A year of hours is read over and over.
@lru_cache(maxsize=20_000)
def start_of_hour(bucket: str) -> datetime:
    """The aware UTC start of an hour's bucket. Raises ``ValueError`` on another name."""
    return datetime.strptime(bucket, _HOUR).replace(tzinfo=UTC)


def day_of_bucket(bucket: str) -> date:
    """The London day of a day's bucket or of an hour's."""
    if "T" not in bucket:
        return date.fromisoformat(bucket)
    return london_day(start_of_hour(bucket))
