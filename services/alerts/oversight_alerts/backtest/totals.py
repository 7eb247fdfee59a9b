"""Stored totals of a long time in memory, of which a replay asks the same things day after day."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from oversight_alerts.projection.totals import TotalsStore
from oversight_contracts.coverage import Telling
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey, Total, TotalFact
from oversight_contracts.figures.figure import summed
from oversight_contracts.recorded_fields import Months
from oversight_contracts.time_buckets import start_of_hour
from oversight_contracts.windows import BucketRange
from oversight_measures.coverage import RecordDays
from oversight_measures.periods.period import DAY, Period, london_day, london_midnight

MOST_SUMS = 4_096


class StoredTotals:
    """Totals that do not change any more: no question walks all of them twice."""

    def __init__(self, facts: Iterable[TotalFact]) -> None:
        self._store = TotalsStore()
        self._store.put(facts)
        self._names: dict[SeriesKey, list[str]] = {}
        self._areas: dict[tuple[str, str], list[str]] = {}
        self._days: dict[tuple[Telling, str], RecordDays | None] = {}
        self._hours: dict[tuple[Telling, str], Mapping[str, int]] = {}
        self._stated: dict[tuple[str, str], Mapping[str, Months]] = {}
        self._sums: dict[tuple[SeriesKey, BucketRange], Total] = {}
        for series in self._store.series():
            if not series.by and series.area != WHOLE_FORCE:
                self._areas.setdefault((series.indicator, series.force), []).append(series.area)

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
        key = series, window
        if key not in self._sums:
            # Rules ask for the same windows side by side, and never again.
            if len(self._sums) > MOST_SUMS:
                self._sums.clear()
            self._sums[key] = self._sum(series, window)
        return self._sums[key]

    def _sum(self, series: SeriesKey, window: BucketRange) -> Total:
        if days := _whole_days(window):
            known = self.days(series)
            found = (known.get(days.start + number * DAY) for number in range(days.days))
            return summed(each for each in found if each is not None)
        held = self._store.buckets(series)
        if series not in self._names:
            self._names[series] = sorted(held)
        names = self._names[series]
        first, end = (bisect_left(names, each) for each in (window.first, window.end))
        return summed(held[name].total for name in names[first:end])

    def days(self, series: SeriesKey) -> Mapping[date, Total]:
        """The total of each London day on which anything was counted."""
        return self._store.days(series)

    def breakdowns(self, indicator: str, force: str, area: str) -> Iterator[str]:
        """The breakdown values of which an indicator has totals in an area."""
        return self._store.breakdowns(indicator, force, area)

    def record_days(self, telling: Telling, force: str) -> RecordDays | None:
        """The days on which any of the indicators that tell them counted anything in a force."""
        if (telling, force) not in self._days:
            self._days[telling, force] = self._store.record_days(telling, force)
        return self._days[telling, force]

    def record_hours(self, telling: Telling, force: str) -> Mapping[str, int]:
        """How many records of its kind there were at least in each hour."""
        if (telling, force) not in self._hours:
            self._hours[telling, force] = self._store.record_hours(telling, force)
        return self._hours[telling, force]

    def stated_fields(self, force: str, kind: str) -> Mapping[str, Months]:
        """How many records of each month state each field that is told of a kind."""
        if (force, kind) not in self._stated:
            self._stated[force, kind] = self._store.stated_fields(force, kind)
        return self._stated[force, kind]

    def names_areas(self, indicator: str, force: str, window: BucketRange) -> bool:
        """False where something was counted in the force, and none of it in an area below it."""
        if not self.total(SeriesKey(indicator, force, WHOLE_FORCE), window):
            return True
        areas = self._areas.get((indicator, force), [])
        return any(self.total(SeriesKey(indicator, force, each), window) for each in areas)


@lru_cache(maxsize=4_096)
def _whole_days(window: BucketRange) -> Period | None:
    """The London days of a window of hours that is made of whole ones; None of others."""
    if "T" not in window.first or window.first >= window.end:
        return None
    first, end = start_of_hour(window.first), start_of_hour(window.end)
    days = Period(london_day(first), london_day(end))
    whole = (london_midnight(days.start), london_midnight(days.end)) == (first, end)
    return days if whole else None
