"""The hours of a window without any record, where there are records at that time of day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from math import exp

from oversight_contracts.time_buckets import bucket_of_hour, start_of_hour
from oversight_contracts.windows import HOUR, BucketRange
from oversight_measures.coverage import CHANCE
from oversight_measures.periods.period import DAY, LONDON
from oversight_measures.periods.wording import day_in_words
from oversight_measures.recorded_fields import DISPERSION

# Days before, at whose same hours it is seen how many records are usual.
USUAL = 7


def silent_hours(
    records: Mapping[str, int], window: BucketRange, now: datetime
) -> Iterator[BucketRange]:
    """The runs of hours that lack their records, of a window of hours that ends about ``now``.

    ``records`` are how many there were at least in each hour, of a week before the window too. A
    run lacks them where chance would leave hours as busy on the seven days before without any less
    than once in a thousand; counts vary several times more than chance alone. The hour that is not
    over lacks nothing yet.
    """
    end = min(start_of_hour(window.end), now)
    hours = list(_hours(start_of_hour(window.first), end))
    for silent, run in groupby(hours, lambda hour: not records.get(bucket_of_hour(hour))):
        own = list(run)
        expected = sum(_usual(records, hour) for hour in own)
        if silent and exp(-expected / DISPERSION) < CHANCE:
            yield BucketRange(bucket_of_hour(own[0]), bucket_of_hour(own[-1] + HOUR))


def silent_in_words(runs: Iterable[BucketRange]) -> str:
    """``records of 14 July 2026, 09:00 to 12:00 are missing``; empty where none are."""
    named = dict.fromkeys(map(_in_words, runs))
    return f"records of {' and '.join(named)} are missing" if named else ""


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    while start + HOUR <= end:
        yield start
        start += HOUR


def _usual(records: Mapping[str, int], hour: datetime) -> float:
    days = (bucket_of_hour(hour - back * DAY) for back in range(1, USUAL + 1))
    return sum(records.get(each, 0) for each in days) / USUAL


def _in_words(run: BucketRange) -> str:
    first, end = (start_of_hour(each).astimezone(LONDON) for each in (run.first, run.end))
    until = (
        f"{end:%H:%M}" if end.date() == first.date() else f"{day_in_words(end.date())}, {end:%H:%M}"
    )
    return f"{day_in_words(first.date())}, {first:%H:%M} to {until}"
