"""The coverage of an indicator: by which kinds of record, and in words what is missing."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.kinds import DATED_BY_MONTH, IN_WAVES
from oversight_contracts.time_buckets import day_of_bucket
from oversight_measures.coverage import RecordDays
from oversight_measures.periods.period import Period
from oversight_measures.periods.stretches import Stretches, common, joined, runs_of, without
from oversight_measures.periods.wording import months_in_words

# More stretches than these are counted, not named.
NAMED = 4


class Telling(NamedTuple):
    """The indicators that tell which days have records of a ``kind``, all of it alone.

    ``on_date`` are those that count on one date of it: closed cases say nothing of logged ones.
    """

    kind: str
    of_kind: tuple[str, ...]
    on_date: tuple[str, ...]


def telling_of(catalogue: Catalogue, indicator: Indicator) -> list[Telling]:
    """What tells the days of each kind and date that ``indicator`` counts on.

    A rare event has no record on most days; that its kind is fed shows in the others.
    """
    source, _ = indicator.totals_source(())
    counted = catalogue.dates_counted_on
    return [
        Telling(
            kind,
            tuple(name for name, dates in counted.items() if _kinds(dates) == {kind}),
            tuple(name for name, dates in counted.items() if set(dates) == {(kind, at)}),
        )
        for kind, at in dict.fromkeys(counted[source])
    ]


@lru_cache(maxsize=512)
def _kinds(dates: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(kind for kind, _ in dates)


def days_of_kind(
    kind: str, of_kind: tuple[Stretches, int], on_date: tuple[Stretches, int] | None = None
) -> RecordDays:
    """The days that records of a kind are of, as their coverage is judged by.

    Both are runs of days and how many records: of all of the kind, and by the date counted on.
    """
    by_month, in_waves = kind in DATED_BY_MONTH, kind in IN_WAVES
    dated = RecordDays(*on_date, in_waves, by_month) if on_date else None
    return RecordDays(*of_kind, in_waves, by_month, dated)


def counted_days(counted: Iterable[tuple[str, int]]) -> tuple[Stretches, int]:
    """The runs of days with any record, and how many there were at least, from counts of buckets.

    As many as one indicator counted in one bucket there were on its day at least.
    """
    # Many indicators count in one bucket, whose London day takes its time to be told.
    buckets: dict[str, int] = {}
    for bucket, count in counted:
        buckets[bucket] = max(buckets.get(bucket, 0), count)
    days: dict[date, int] = {}
    for bucket, count in buckets.items():
        day = day_of_bucket(bucket)
        days[day] = max(days.get(day, 0), count)
    return runs_of(days), sum(days.values())


def missing_in_words(stretches: Iterable[Period], unrecorded: Stretches = ()) -> str:
    """``records of July 2020 to March 2021 are missing``; empty where none are.

    Of the days among them that are ``unrecorded`` it is said that there are records, which do not
    state what is counted.
    """
    days = joined(stretches)
    missing, untold = without(days, unrecorded), common(days, unrecorded)
    words = (
        f"records of {_listed(missing)} are missing" if missing else "",
        f"it is not recorded in {_listed(untold)}" if untold else "",
    )
    return ", and ".join(filter(None, words))


def _listed(stretches: Stretches) -> str:
    named = [months_in_words(each) for each in stretches[:NAMED]]
    if len(stretches) > NAMED:
        named.append(f"{len(stretches) - NAMED} more stretches of days")
    *others, last = named
    return f"{', '.join(others)} and {last}" if others else last
