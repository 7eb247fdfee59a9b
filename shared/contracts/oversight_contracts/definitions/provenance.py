"""What is known about an indicator beyond what it counts; none of it decides a total."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.records.statistic import Measure
from oversight_measures.periods import Period

Comparator = Literal[
    "most-similar-forces",
    "england-and-wales",
    "last-year",
    "baseline-year",
    "between-areas",
    "between-groups",
]


class Break(Definition):
    """Figures of before ``on`` and from ``on`` are not comparable."""

    on: date
    why: str = Field(description="what changed, without a full stop")


class History(Definition):
    """What stands for the time before records begin."""

    statistic: Measure = Field(description="the measure by which the statistic is published")


def break_between(breaks: Iterable[Break], earlier: Period, later: Period) -> Break | None:
    """The first break that makes two periods (half-open) incomparable, or None."""
    first, end = min(earlier.start, later.start), max(earlier.end, later.end)
    return break_inside(breaks, Period(first, end))


def break_inside(breaks: Iterable[Break], period: Period) -> Break | None:
    """The first break after the period's first day and before its end, or None."""
    found = (each for each in breaks if period.start < each.on < period.end)
    return min(found, key=lambda each: each.on, default=None)
