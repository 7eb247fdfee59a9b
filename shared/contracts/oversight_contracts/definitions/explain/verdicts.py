"""Whether a record counts in an indicator, what it adds, and why: one record, in words."""

from collections.abc import Iterator, Mapping

from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.contributions.verdict import Values, Verdict, unmet
from oversight_contracts.definitions.explain.matching import elements_of, fields_named, values_of
from oversight_contracts.definitions.explain.wording import field_in_words
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Part, Record


class Judge:
    """Judges records by an indicator; ``targets`` are those of the catalogue."""

    def __init__(self, indicator: Indicator, targets: Mapping[str, Target]) -> None:
        self._contributions = indicator.contributions
        self._targets = targets

    def verdicts(self, kind: str, record: Record) -> Iterator[Verdict]:
        """One for each population of this kind, and each part where parts are counted."""
        for word, each in self._contributions.items():
            if each.population.kind == kind:
                for element in elements_of(each.population, record):
                    yield self.verdict(word, record, element)

    def verdict(self, word: str, record: Record, element: Part | None) -> Verdict:
        """What the record (or the element of it) adds to the population named ``word``."""
        spec = self._contributions[word]
        values = values_of(spec.population, record, element, self._names(spec))
        why = _why_not(spec.population, values)
        return Verdict(None, why) if why else spec.verdict(values, self._targets)

    def _names(self, spec: ContributionSpec) -> list[str]:
        population = spec.population
        own = (population.at, *fields_named(population.where))
        return list(dict.fromkeys((*own, *spec.names(self._targets))))


def _why_not(population: Population, values: Values) -> str | None:
    reason = unmet(population.where, values)
    if reason is None and values[population.at] is None:
        return f"{field_in_words(population.at)} is blank, so it belongs to no day"
    return reason
