"""A kind of rule: what it observes, and what an e-mail says of it beyond any rule's."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.totals import Totals
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import (
    LevelRule,
    RuleBase,
    ShiftRule,
    interval_name,
)
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.indicator import Indicator

R = TypeVar("R", bound=RuleBase)
Row = tuple[str, str]
"""A label and a text."""


@dataclass(frozen=True)
class Area:
    """One area of a rule, with the buckets that are over, from the oldest that is kept on."""

    catalogue: Catalogue
    indicator: Indicator
    force: str
    area: str
    buckets: Sequence[ClosedBucket]
    totals: Totals

    def key(self, by: str = "") -> SeriesKey:
        """The series of the area for one breakdown value, or for all."""
        return SeriesKey(self.indicator.id, self.force, self.area, by)


class RuleKind(ABC, Generic[R]):
    """One class for each ``kind`` that a rules file can name."""

    @abstractmethod
    def observe(self, rule: R, area: Area) -> Iterator[Observation]:
        """An observation of each series that the rule looks at in the area."""

    def compared(self, observation: Observation) -> tuple[str, ...]:
        """The groups that a subject line adds to force and area; none by default."""
        return ()

    @abstractmethod
    def terms(self, rule: R, indicator: Indicator) -> str:
        """When it opens and when it is over, in words; without a full stop."""

    def counts(self, indicator: Indicator, observation: Observation) -> str:
        """The counts that the figure stands on."""
        return indicator.counts_in_words(observation.figure)

    def sample_details(self, observation: Observation) -> Iterator[Row]:
        """The rows of an e-mail on records that the figure leaves out; none by default."""
        yield from ()

    def rule_details(self, rule: R) -> Iterator[Row]:
        """The rows of an e-mail on the rule beyond its limits; none by default."""
        yield from ()


def level_terms(rule: LevelRule, indicator: Indicator) -> str:
    """When a rule on a level opens and is over."""
    limit, worse = formatting.limit(indicator, rule.threshold), formatting.worse(rule.direction)
    one = rule.window == 1
    lies, vary, they = (
        ("lies", "it varies by itself", "it is")
        if one
        else ("lie", "they vary by themselves", "they are")
    )
    last = formatting.last_buckets(rule.window, rule.bucket)
    return (
        f"opens once {last} {lies} {worse} {limit} by more than {vary} ({interval_name(rule)}); "
        f"is over once {they} back at {limit} or better"
    )


def shift_terms(rule: ShiftRule, indicator: Indicator) -> str:
    """When a rule on drift opens and is over."""
    every = formatting.span(rule.once_in)
    return (
        f"adds up, {rule.bucket} by {rule.bucket}, what speaks for {formatting.bare(rule.times)} "
        "times its baseline and against it; opens where that would come by chance once in "
        f"{every} on average; is over once all of it is used up"
    )


def among_residents(figure: Figure) -> str:
    """190 among 236,047 residents."""
    residents = formatting.number(figure.denominator or 0, 0)
    return f"{formatting.number(figure.numerator, 0)} among {residents} residents"
