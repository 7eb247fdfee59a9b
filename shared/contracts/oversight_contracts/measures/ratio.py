"""The measure ratio: one count over another, each with its own kind, day and conditions."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.contributions.count import CountSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import population_in_words
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.disclosed import Disclosed, records_of
from oversight_contracts.measures.indicator import Indicator, Markup
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.estimates.ratios import ratio


class RatioIndicator(Indicator):
    """One count over another, each with its own kind, day and conditions."""

    measure: Literal["ratio"]
    numerator: Population
    denominator: Population
    times: int = Field(100, description="100 for a percentage, 1 for a plain ratio")

    shows_numerator: ClassVar[bool] = True
    counted_over: ClassVar[str] = "{count} over {of}"
    change_test: ClassVar[ChangeTest] = ChangeTest.COUNT_RATIOS

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {
            "numerator": CountSpec(self.numerator),
            "denominator": CountSpec(self.denominator, side="of"),
        }

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        return Figure(ratio(total.n, total.of, self.times), total.n, total.of)

    @property
    def nothing_counted(self) -> Figure | str:
        return self.figure(Total())

    def records_in(self, total: Total) -> int | None:
        return None

    def sample(self, figure: Figure) -> int:
        return figure.denominator or 0

    @property
    def adds_once(self) -> bool:
        # To one side alone, where the sides are of two kinds of record.
        return not self.shares_records

    @property
    def shares_records(self) -> bool:
        return self.numerator.kind == self.denominator.kind

    @property
    def published_factor(self) -> int:
        return self.times

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        yield Disclosed(records_of(self.grain, self.numerator), figure.numerator)
        yield Disclosed(records_of(self.grain, self.denominator), figure.denominator or 0)

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        of = rule.rounded(figure.denominator or 0)
        return self.figure(Total(n=rule.rounded(figure.numerator), of=of))

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Numerator: {population_in_words(self.numerator)}."
        yield f"Denominator: {population_in_words(self.denominator)}."

    def in_brief(self, markup: Markup) -> str:
        return f"{markup.population(self.numerator)}, over {markup.population(self.denominator)}"
