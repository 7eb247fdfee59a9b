"""The totals in memory: one generation's, of what is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from oversight_contracts.coverage import Telling, counted_days, days_of_kind
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey, Total, TotalFact
from oversight_contracts.figures.figure import summed
from oversight_contracts.recorded_fields import STATED, Months, months_by_field
from oversight_contracts.time_buckets import day_of_bucket
from oversight_contracts.windows import BucketRange
from oversight_measures.coverage import RecordDays


@dataclass
class TotalsStore:
    """Facts by series and bucket; the higher revision wins."""

    _series: dict[SeriesKey, dict[str, TotalFact]] = field(default_factory=dict)
    # The sums of London days, of series that were asked for by the day.
    _days: dict[SeriesKey, dict[date, Total]] = field(default_factory=dict)

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
        buckets = self._series.get(series, {})
        return summed(fact.total for bucket, fact in buckets.items() if bucket in window)

    def series(self) -> Iterator[SeriesKey]:
        """The series of which anything is held."""
        return iter(self._series)

    def breakdowns(self, indicator: str, force: str, area: str) -> Iterator[str]:
        """The breakdown values of which an indicator has totals in an area."""
        where = (indicator, force, area)
        for each in self._series:
            if (each.indicator, each.force, each.area) == where:
                yield each.by

    def buckets(self, series: SeriesKey) -> Mapping[str, TotalFact]:
        """The facts of a series by their buckets."""
        return self._series.get(series, {})

    def days(self, series: SeriesKey) -> Mapping[date, Total]:
        """The total of each London day on which anything was counted."""
        known = self._days.get(series)
        if known is None:
            known = self._days[series] = {}
            for bucket, fact in self._series.get(series, {}).items():
                known.setdefault(day_of_bucket(bucket), Total()).add(fact.total)
        return known

    def record_days(self, telling: Telling, force: str) -> RecordDays | None:
        """The days on which any of the indicators that tell them counted anything in a force."""
        of_kind = self._counted(telling.of_kind, force)
        if not of_kind:
            return None
        on_date = self._counted(telling.on_date, force)
        dated = counted_days(on_date) if on_date else None
        return days_of_kind(telling.kind, counted_days(of_kind), dated)

    def record_hours(self, telling: Telling, force: str) -> Mapping[str, int]:
        """How many records of its kind there were at least in each hour."""
        hours: dict[str, int] = {}
        for bucket, count in self._counted(telling.of_kind, force):
            if "T" in bucket:
                hours[bucket] = max(count, hours.get(bucket, 0))
        return hours

    def stated_fields(self, force: str, kind: str) -> Mapping[str, Months]:
        """How many records of each month state each field that is told of a kind."""
        return months_by_field(
            (series.by, bucket, fact.n)
            for series, buckets in self._series.items()
            if (series.indicator, series.force) == (STATED, force)
            and series.by.startswith(f"{kind}=")
            for bucket, fact in buckets.items()
        )

    def names_areas(self, indicator: str, force: str, window: BucketRange) -> bool:
        """False where something was counted in the force, and none of it in an area below it."""
        if not self.total(SeriesKey(indicator, force, WHOLE_FORCE), window):
            return True
        areas = {
            series.area
            for series in self._series
            if (series.indicator, series.force, series.by) == (indicator, force, "")
        } - {WHOLE_FORCE}
        return any(self.total(SeriesKey(indicator, force, each), window) for each in areas)

    def _counted(self, indicators: Iterable[str], force: str) -> list[tuple[str, int]]:
        found = [self._series.get(SeriesKey(name, force, WHOLE_FORCE), {}) for name in indicators]
        return [
            (bucket, max(fact.n, fact.of, fact.pending))
            for buckets in found
            for bucket, fact in buckets.items()
            if fact.n or fact.of or fact.pending
        ]

    def newer(self, fact: TotalFact) -> bool:
        """True where ``fact`` is of a higher revision than what is held."""
        held = self._series.get(fact.series, {}).get(fact.bucket)
        return held is None or fact.revision > held.revision

    def put(self, facts: Iterable[TotalFact]) -> None:
        """Take in what is newer."""
        for fact in facts:
            if self.newer(fact):
                own = self._series.setdefault(fact.series, {})
                before, own[fact.bucket] = own.get(fact.bucket), fact
                self._sum_anew(fact, before)

    def clear(self) -> None:
        """Forget everything."""
        self._series.clear()
        self._days.clear()

    def prune(self, horizons: Mapping[str, str]) -> None:
        """Forget what lies before its indicator's horizon, or is of no use to any rule."""
        for series, buckets in self._series.items():
            first = horizons.get(series.indicator)
            gone = [bucket for bucket in buckets if first is None or bucket < first]
            for bucket in gone:
                del buckets[bucket]
            if gone:
                self._days.pop(series, None)

    def _sum_anew(self, fact: TotalFact, before: TotalFact | None) -> None:
        days = self._days.get(fact.series)
        if days is None:
            return
        day = days.setdefault(day_of_bucket(fact.bucket), Total()).add(fact.total)
        if before is not None:
            day.add(before.total, -1)
