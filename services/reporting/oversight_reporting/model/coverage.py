"""The coverage of records by day: no records is another answer than none counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.time_buckets import start_of_hour
from oversight_measures.periods.period import Every, Period, london_day, split

# `published`: no records, but a statistic that somebody published for the period.
Covers = Literal["whole", "part", "none", "published"]


@dataclass(frozen=True)
class Span:
    """The first and the last bucket of one kind of record, and the months (``2020-06``) between."""

    first: str
    last: str
    months: frozenset[str]


@dataclass(frozen=True)
class Coverage:
    """The London days of the first and the latest record, and the months that have any.

    A feed can pause: two loads can lie years apart.
    """

    first: date | None = None
    last: date | None = None
    months: frozenset[str] = frozenset()

    def cover(self, period: Period, today: date) -> Covers:
        """The cover of ``period``, as far as it has come by ``today``, by days with records."""
        if self.first is None or self.last is None:
            return "none"
        if self.first >= period.end or self.last < period.start:
            return "none"
        expected = min(period.end - timedelta(days=1), today)
        wanted = _months(period)
        if not wanted & self.months:
            return "none"
        reached = {month for month in wanted if month <= _month(expected)}
        inside = self.first <= period.start and expected <= self.last
        return "whole" if inside and reached <= self.months else "part"

    def skip(self, period: Period) -> bool:
        """True where a month of ``period`` between the first and the last record has none."""
        if self.first is None or self.last is None:
            return False
        first, last = _month(self.first), _month(self.last)
        return any(first < each < last for each in _months(period) - self.months)


def records_between(spans: Iterable[Span | None]) -> Coverage:
    """The coverage that several kinds of record have in common."""
    known = list(spans)
    found = [span for span in known if span is not None]
    if not found or len(found) < len(known):
        return Coverage()
    first = max(day_of_bucket(span.first) for span in found)
    last = min(day_of_bucket(span.last) for span in found)
    months = frozenset.intersection(*(span.months for span in found))
    return Coverage(first, last, months) if first <= last else Coverage()


def _months(period: Period) -> set[str]:
    return {_month(piece.period.start) for piece in split(period, Every.MONTH)}


def _month(day: date) -> str:
    return day.isoformat()[:7]


def day_of_bucket(bucket: str) -> date:
    """The London day of a day's bucket or of an hour's."""
    if "T" not in bucket:
        return date.fromisoformat(bucket)
    return london_day(start_of_hour(bucket))


def indicators_by_kind(catalogue: Catalogue, indicator: Indicator) -> list[list[str]]:
    """For each kind of record that ``indicator`` reads, every indicator of that kind alone.

    A rare event has no record on most days; that its kind is fed shows in the others.
    """
    source, _ = indicator.totals_source(())
    populations = catalogue.indicators[source].populations.values()
    kinds = dict.fromkeys(population.kind for population in populations)
    return [
        [
            name
            for name, other in catalogue.indicators.items()
            if {population.kind for population in other.populations.values()} == {kind}
        ]
        for kind in kinds
    ]
