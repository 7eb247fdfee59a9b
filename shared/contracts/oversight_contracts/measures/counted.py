"""Measures that count the records of one population: count, rate, disparity."""

from abc import ABC
from collections.abc import Iterator, Mapping

from oversight_contracts.contributions.count import CountSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import population_in_words
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.counted_records import CountedRecords, counted_records
from oversight_contracts.measures.disclosed import Disclosed, What, records_of
from oversight_contracts.measures.indicator import Indicator, Markup


class CountedIndicator(Indicator, ABC):
    """What counts the records of one population."""

    counts: Population

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {"counts": CountSpec(self.counts)}

    def records_in(self, total: Total) -> int | None:
        return total.n

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        yield Disclosed(records_of(self.grain, self.counts), figure.numerator)

    def counted_records(self) -> Mapping[What, CountedRecords]:
        what = records_of(self.grain, self.counts)
        return {what: counted_records(self.grain, self.counts)}

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Counts: {population_in_words(self.counts)}."

    def in_brief(self, markup: Markup) -> str:
        return markup.population(self.counts)
