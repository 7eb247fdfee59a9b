"""The level that a plan sets for the pieces of a process chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import (
    CountIndicator,
    RateIndicator,
    SeverityIndicator,
    StatisticIndicator,
)
from oversight_contracts.definitions.plans import SetLevel, SetRate, milestones_of
from oversight_measures.milestones import level
from oversight_reporting.questions import Question

# What is set for a year of these says nothing of one month.
ADDS_UP = CountIndicator | RateIndicator | SeverityIndicator | StatisticIndicator


@dataclass(frozen=True)
class Target:
    """A level in the indicator's unit, and the plan that sets it."""

    value: Fraction
    plan: str


def target_of(
    catalogue: Catalogue, question: Question, breakdown: Mapping[str, str], day: date
) -> Target | None:
    """The level that is set for a series on a day; None where none is, or for a year's sum."""
    indicator = question.indicator
    if isinstance(indicator, ADDS_UP):
        return None
    series = ",".join(f"{name}={value}" for name, value in sorted(breakdown.items()))
    place = (question.force, question.area, series)
    per = 100 if indicator.unit == "%" else 1
    for each in milestones_of(catalogue.plans.values(), indicator.id):
        here = (each.plan.force, each.set.area, each.set.by) == place
        if here and day in each.period and isinstance(each.set, SetLevel | SetRate):
            found = level(each.set.milestone, per=per)
            return Target(found, each.plan.title) if found is not None else None
    return None
