"""A measure of an indicator: which of its series a record adds to, and what.

Everything but the bucket and a duration follows from a few fields of few values, so it is worked
out once for each combination and looked up from then on.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.matching import fields_named, holds
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.measures.indicator import Indicator
from oversight_indicators.contributions.accumulator import (
    Contribution,
    Increment,
    Series,
    SeriesRegistry,
    bases_of,
)
from oversight_indicators.contributions.areas import Areas
from oversight_indicators.contributions.breakdowns import breakdown_values, fields_broken_down
from oversight_indicators.contributions.fields import FieldValues

Values = Mapping[str, Any]
C = TypeVar("C")
# More combinations than any real catalogue has; a bound, so that a strange one cannot eat memory.
_REMEMBERED = 200_000


@dataclass(frozen=True)
class CompileContext:
    """Context of the compilation, the same for all measures."""

    catalogue: Catalogue
    areas: Areas
    registry: SeriesRegistry


@dataclass(frozen=True, slots=True)
class Selection(Generic[C]):
    """A measure's choice for a record's values, and which instant's day or hour is its bucket."""

    measure: "Measure[C]"
    choice: C
    at: int
    hour: int

    @property
    def increment(self) -> Increment | None:
        """What is added whatever the durations are, None where these decide."""
        return (
            self.choice
            if isinstance(self.choice, Increment) and not self.measure.needs_duration
            else None
        )


class Measure(ABC, Generic[C]):
    """One population of one indicator. ``C`` is what a combination of values leads to.

    ``needs_duration`` says that what a record adds depends on a duration as well.
    """

    needs_duration = False

    def __init__(
        self, context: CompileContext, indicator: Indicator, population: Population
    ) -> None:
        self._context = context
        self.indicator = indicator
        self.population = population
        self._hour = int(indicator.grain == "hour")
        self._known: dict[Any, C | None] = {}

    def names(self) -> list[str]:
        """The fields that decide; the first three are force, area and the bucket's moment."""
        population, indicator = self.population, self.indicator
        kind, dimensions = population.kind, self._context.catalogue.dimensions
        named = ["force", "area", population.at, *fields_named(population.where), *self.needs()]
        named += fields_broken_down(kind, indicator.breakdowns, dimensions)
        return list(dict.fromkeys(named))

    def needs(self) -> Iterable[str]:
        """The fields that decide beyond the population's own."""
        return ()

    def timed(self) -> Iterable[str]:
        """The moments whose day or hour is needed."""
        return (self.population.at,)

    def reads(self) -> Iterable[str]:
        """The fields that are read besides, and decide nothing."""
        return ()

    def bind(self, positions: Mapping[str, int]) -> None:
        """Learn the position of each field in the values that will be read."""
        self._names = self.names()
        self._at = positions[self.population.at]
        self._pick: Callable[[list[Any]], Any] = itemgetter(*(positions[n] for n in self._names))

    def key(self, fields: FieldValues) -> Any:
        """The record's values that decide, the same for records that add the same."""
        return self._pick(fields.keys)

    def choose(self, fields: FieldValues) -> "Selection[C] | None":
        """What the record's values lead to, or None where the indicator does not count it."""
        key = self.key(fields)
        try:
            choice = self._known[key]
        except KeyError:
            choice = self._remember(key)
        return None if choice is None else Selection(self, choice, self._at, self._hour)

    @abstractmethod
    def _choice(self, values: Values, series: tuple[int, ...]) -> C | None:
        """What values that meet the population's conditions lead to."""

    @abstractmethod
    def contribution(self, choice: C, fields: FieldValues) -> Contribution:
        """The contribution of a record with this choice."""

    def _bucket(self, fields: FieldValues) -> int:
        bucket: int = fields.instants[self._at][self._hour]
        return bucket

    def _remember(self, key: Any) -> C | None:
        values = dict(zip(self._names, key, strict=True))
        counts = values[self.population.at] is not None and holds(self.population.where, values)
        choice = self._choice(values, self._series(values)) if counts else None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = choice
        return choice

    def _series(self, values: Values) -> tuple[int, ...]:
        context, indicator = self._context, self.indicator
        force, era = values["force"], values[self.population.at]
        by = breakdown_values(
            self.population.kind, indicator.breakdowns, context.catalogue.dimensions, values
        )
        return bases_of(context.registry, self._each_series(force, values["area"], era, by))

    def _each_series(self, force: str, area: str, era: int, by: list[str]) -> Iterator[Series]:
        for name in self._context.areas.valid(force, area, era):
            for each in by:
                key = SeriesKey(self.indicator.id, force, name, each)
                yield Series(key, hourly=bool(self._hour))
