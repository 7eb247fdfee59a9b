"""A kind of rule: what it observes, and what an e-mail says of it beyond any rule's."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from oversight_alerts.rules import formatting
from oversight_alerts.rules.observation import Observation
from oversight_contracts.coverage import Telling
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RuleBase
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import Months
from oversight_contracts.windows import BucketRange
from oversight_measures.coverage import RecordDays

R = TypeVar("R", bound=RuleBase)
Row = tuple[str, str]
"""A label and a text."""


class Totals(Protocol):
    """A source of totals."""

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
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


@dataclass(frozen=True)
class Area:
    """One area of a rule: its indicator over the window that ends now."""

    catalogue: Catalogue
    indicator: Indicator
    force: str
    area: str
    window: BucketRange
    totals: Totals

    def key(self, by: str = "") -> SeriesKey:
        """The series of the area for one breakdown value, or for all."""
        return SeriesKey(self.indicator.id, self.force, self.area, by)

    def total(self, by: str = "") -> Total:
        """The total of that series over the window."""
        return self.totals.total(self.key(by), self.window)


class RuleKind(ABC, Generic[R]):
    """One class for each ``kind`` that a rules file can name."""

    @abstractmethod
    def observe(self, rule: R, area: Area) -> Iterator[Observation]:
        """An observation of each series that the rule looks at in the area."""

    def compared(self, observation: Observation) -> tuple[str, ...]:
        """The groups that a subject line adds to force and area; none by default."""
        return ()

    def counts(self, indicator: Indicator, observation: Observation) -> str:
        """The counts that the figure stands on."""
        return indicator.counts_in_words(observation.figure)

    def sample_details(self, observation: Observation) -> Iterator[Row]:
        """The rows of an e-mail on records that the figure leaves out; none by default."""
        yield from ()

    def rule_details(self, rule: R) -> Iterator[Row]:
        """The rows of an e-mail on the rule beyond its limits; none by default."""
        yield from ()


def among_residents(figure: Figure) -> str:
    """190 among 236,047 residents."""
    residents = formatting.number(figure.denominator or 0, 0)
    return f"{formatting.number(figure.numerator, 0)} among {residents} residents"
