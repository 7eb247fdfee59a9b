"""What rules ask of the totals that are held. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from oversight_contracts.coverage import Telling
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.recorded_fields import Months
from oversight_contracts.windows import BucketRange
from oversight_measures.coverage import RecordDays


class Totals(Protocol):
    """A source of totals."""

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
        ...

    def days(self, series: SeriesKey) -> Mapping[date, Total]:
        """The total of each London day on which anything was counted."""
        ...

    def breakdowns(self, indicator: str, force: str, area: str) -> Iterator[str]:
        """The breakdown values of which an indicator has totals in an area."""
        ...

    def record_days(self, telling: Telling, force: str) -> RecordDays | None:
        """The days on which any of the indicators that tell them counted anything in a force."""
        ...

    def record_hours(self, telling: Telling, force: str) -> Mapping[str, int]:
        """How many records of its kind there were at least in each hour."""
        ...

    def stated_fields(self, force: str, kind: str) -> Mapping[str, Months]:
        """How many records of each month state each field that is told of a kind."""
        ...

    def names_areas(self, indicator: str, force: str, window: BucketRange) -> bool:
        """False where something was counted in the force, and none of it in an area below it."""
        ...
