"""Milestones that a plan sets: which figure, for which period, at which level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.documents import RowId
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Slug
from oversight_measures.milestones import (
    Benchmark,
    Level,
    Milestone,
    NotApplicable,
    PercentageOfBaseline,
    RateLevel,
    level,
)
from oversight_measures.periods.period import Period


def _a_number(value: object) -> object:
    # YAML reads `yes` and `on` as true, which would be a level of 1.
    if isinstance(value, bool):
        raise ValueError("is no number")
    return value


Number = Annotated[Decimal, BeforeValidator(_a_number), Field(allow_inf_nan=False)]


class NamedPeriod(Definition):
    """London days from `from` up to, not including, `to`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: date = Field(alias="from")
    end: date = Field(alias="to")

    @model_validator(mode="after")
    def _has_days(self) -> "NamedPeriod":
        if self.end <= self.start:
            raise misplaced("to", "is not after from")
        return self

    @property
    def period(self) -> Period:
        """As a period of the measures."""
        return Period(self.start, self.end)


class SetBase(Definition):
    """What every milestone has: the figure it is set for, and where it stands."""

    indicator: IndicatorId
    by: str = Field("", description="the series, for example about=crime; empty for all")
    area: Slug = "force"
    period: str = Field(description="one of the plan's periods")
    row: RowId = Field(description="the row of the plan's document")
    where: str = Field("", description="in words: a chapter, a table, a paragraph")
    printed: str | None = Field(
        None, description="the level as the plan prints it, where it is rounded or counted out"
    )


class SetChange(SetBase):
    """A change in per cent on the figure of a named baseline period."""

    kind: Literal["percentage-of-baseline"]
    change: Number
    baseline: str = Field(description="one of the plan's periods")

    @property
    def milestone(self) -> Milestone:
        """As the measures judge it."""
        return PercentageOfBaseline(self.change, self.baseline)


class SetLevel(SetBase):
    """A level in the figure's own unit."""

    kind: Literal["level"]
    value: Number

    @property
    def milestone(self) -> Milestone:
        """As the measures judge it."""
        return Level(self.value)


class SetRate(SetBase):
    """A rate: `value` per so many."""

    kind: Literal["rate"]
    value: Number
    per: int = Field(gt=0)

    @property
    def milestone(self) -> Milestone:
        """As the measures judge it."""
        return RateLevel(self.value, self.per)


class SetBenchmark(SetBase):
    """No target: the figure of the period becomes the baseline of the next."""

    kind: Literal["benchmark"]

    @property
    def milestone(self) -> Milestone:
        """As the measures judge it."""
        return Benchmark()


class SetNothing(SetBase):
    """Printed N/A: the plan set nothing, which is not a target of zero."""

    kind: Literal["not-applicable"]

    @property
    def milestone(self) -> Milestone:
        """As the measures judge it."""
        return NotApplicable()


SetMilestone = Annotated[
    SetChange | SetLevel | SetRate | SetBenchmark | SetNothing, Field(discriminator="kind")
]


class Plan(Definition):
    """The milestones of one plan for one force."""

    id: Slug
    title: str
    document: Slug = Field(description="its name in documents.yaml")
    force: Slug
    periods: dict[str, NamedPeriod] = {}
    milestones: tuple[SetMilestone, ...] = ()


# One entry of a milestones file.
PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


@dataclass(frozen=True)
class PlannedMilestone:
    """A milestone with its plan and dates; ``baseline`` where it is a change on one."""

    plan: Plan
    set: SetMilestone
    period: Period
    baseline: Period | None

    def level(self, baseline: Fraction | None, per: int) -> Fraction | None:
        """The level in the figure's unit, from the figure of its baseline; None where none is set.

        ``per`` is what the figure itself is per.
        """
        known = {}
        if baseline is not None and isinstance(self.set, SetChange):
            known[self.set.baseline] = baseline
        return level(self.set.milestone, known, per)


def milestones_of(plans: Iterable[Plan], indicator: str) -> Iterator[PlannedMilestone]:
    """Everything that plans set for an indicator, in the order of the plans."""
    for plan in plans:
        for each in plan.milestones:
            if each.indicator == indicator:
                yield _dated(plan, each)


def planned(plan: Plan, figure: tuple[str, str, str, str]) -> PlannedMilestone | None:
    """What a plan sets for an indicator, a series, an area and a period; None for nothing."""
    for each in plan.milestones:
        if (each.indicator, each.by, each.area, each.period) == figure:
            return _dated(plan, each)
    return None


def _dated(plan: Plan, each: SetMilestone) -> PlannedMilestone:
    named: Mapping[str, NamedPeriod] = plan.periods
    baseline = named[each.baseline].period if isinstance(each, SetChange) else None
    return PlannedMilestone(plan, each, named[each.period].period, baseline)


def milestone_in_words(each: SetMilestone, unit: str) -> str:
    """``-7% on 2010-11``, ``88%``, ``benchmark``; N/A is printed as such and is no zero."""
    words = _level(each, unit)
    return f"{words}, printed as {each.printed}" if each.printed else words


def _level(each: SetMilestone, unit: str) -> str:
    if isinstance(each, SetChange):
        return f"{each.change:+f}% on {each.baseline}"
    if isinstance(each, SetLevel):
        return f"{_plain(each.value)}%" if unit == "%" else f"{_plain(each.value)} {unit}"
    if isinstance(each, SetRate):
        return f"{_plain(each.value)} per {each.per:,}"
    if isinstance(each, SetBenchmark):
        return "benchmark: no target, this period's figure is the baseline of the next"
    return "N/A: nothing was set"


def _plain(value: Decimal) -> str:
    return f"{value:f}"
