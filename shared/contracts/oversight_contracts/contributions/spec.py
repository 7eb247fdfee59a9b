"""The specification of a contribution: what a record of one population adds to an indicator.

The service that counts compiles each form once; explanations and checks read it as it is here.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from oversight_contracts.contributions.verdict import Values, Verdict
from oversight_contracts.definitions.models.conditions import Conditions, Tests
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.definitions.yaml_source import Finding

# How far apart the moments of a record made up are: within any target, and beyond it.
QUICK, SLOW = timedelta(minutes=3), timedelta(hours=5)


@dataclass(frozen=True)
class ContributionSpec(ABC):
    """What each record (or element) of ``population`` adds."""

    population: Population

    @abstractmethod
    def verdict(self, values: Values, targets: Mapping[str, Target]) -> Verdict:
        """What a record that meets the population's conditions adds, and why.

        ``values`` has each field of ``names``.
        """

    def names(self, targets: Mapping[str, Target]) -> Iterator[str]:
        """The fields that decide beyond the population's own."""
        yield from ()

    def needs(self) -> Iterator[frozenset[str]]:
        """The ways in which a record can add something, each by the fields that it takes.

        A field takes part that leaving out would keep a record from being counted, or from being a
        hit. Of two conditions one of which has to hold there are two ways.
        """
        population = self.population
        dated = {population.at, *([population.each] if population.each else [])}
        for way in ways_to_meet(population.where):
            for more in self._needs_more():
                yield way | more | dated

    def conditions(self) -> Iterator[Conditions]:
        """What a record is asked to be counted, and to be a hit."""
        yield self.population.where

    def _needs_more(self) -> Iterator[frozenset[str]]:
        """The same beyond the population's own."""
        yield frozenset()

    def timed(self, targets: Mapping[str, Target]) -> Tests:
        """What a record needs to be held to a target: that its clock started, and a target."""
        return {}

    def varieties(self, timed: Tests) -> Iterator[tuple[Tests, timedelta]]:
        """What else can differ among the records that count, and how far apart moments are."""
        yield {}, QUICK

    def check(self, targets: Mapping[str, Target]) -> Iterator[Finding]:
        """Every field and target of the definition that nothing stands behind."""
        yield from ()

    def check_possible(self) -> Iterator[Finding]:
        """Every condition of the definition that contradicts the population's."""
        yield from ()


def ways_to_meet(conditions: Conditions) -> Iterator[frozenset[str]]:
    """The ways to meet conditions, each by the fields that have to have a value for it."""
    own = {name for name, test in conditions.fields.items() if test.test in ("in", "present")}
    if not conditions.any:
        yield frozenset(own)
    for group in conditions.any:
        for way in ways_to_meet(group):
            yield way | own
