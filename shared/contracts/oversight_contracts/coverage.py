"""The coverage of an indicator: by which kinds of record, and in words what is missing."""

from collections.abc import Iterable, Mapping
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.kinds import IN_WAVES
from oversight_contracts.time_buckets import day_of_bucket
from oversight_measures.coverage import RecordDays
from oversight_measures.periods.period import Period
from oversight_measures.periods.stretches import Stretches, joined, runs_of
from oversight_measures.periods.wording import months_in_words

# More stretches than these are counted, not named.
NAMED = 4


def indicators_by_kind(catalogue: Catalogue, indicator: Indicator) -> Mapping[str, list[str]]:
    """For each kind of record that ``indicator`` reads, every indicator of that kind alone.

    A rare event has no record on most days; that its kind is fed shows in the others.
    """
    source, _ = indicator.totals_source(())
    populations = catalogue.indicators[source].populations.values()
    kinds = dict.fromkeys(population.kind for population in populations)
    return {
        kind: [
            name
            for name, other in catalogue.indicators.items()
            if {population.kind for population in other.populations.values()} == {kind}
        ]
        for kind in kinds
    }


def days_of_kind(kind: str, runs: Stretches, records: int) -> RecordDays:
    """The days that records of a kind are of, as their coverage is judged by."""
    return RecordDays(runs, records, in_waves=kind in IN_WAVES)


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


def missing_in_words(stretches: Iterable[Period]) -> str:
    """``records of July 2020 to March 2021 are missing``; empty where none are."""
    found = joined(stretches)
    named = [months_in_words(each) for each in found[:NAMED]]
    if len(found) > NAMED:
        named.append(f"{len(found) - NAMED} more stretches of days")
    if not named:
        return ""
    *others, last = named
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"records of {listed} are missing"
