"""What every indicator's definition has: its words, its populations and what changed in it."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.documents import Citation
from oversight_contracts.records.statistic import Measure
from oversight_measures.periods.period import Period

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


IndicatorId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$")]


class IndicatorBase(Definition):
    """What every measure has."""

    id: IndicatorId
    title: str
    description: str
    documents: tuple[Citation, ...] = Field((), description="where it is asked for or printed")
    lead: str | None = Field(None, description="the post that answers for it: ACC Operations")
    breaks: tuple[Break, ...] = Field((), description="days on which its meaning changed")
    comparators: tuple[Comparator, ...] = Field((), description="what it is held against")
    history: History | None = Field(None, description="what stands for it before records begin")
    not_collected: str | None = Field(
        None, description="why no figure of it is collected any more, without a full stop"
    )
    unit: str = Field(description="in words, as printed after a figure: crimes, %, per 1,000")
    polarity: Literal["higher-is-better", "lower-is-better", "neither"]
    decimals: int = Field(1, ge=0, le=4, description="places printed")
    grain: Literal["day", "hour"] = "day"
    breakdowns: tuple[Annotated[tuple[str, ...], Field(min_length=1, max_length=2)], ...] = Field(
        (), description="dimensions (or lists of two) that the totals are kept by"
    )

    @field_validator("breakdowns", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [[each] if isinstance(each, str) else each for each in value]
