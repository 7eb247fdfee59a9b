"""The measure rate: how many per so many residents."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted import CountedIndicator
from oversight_contracts.measures.indicator import Markup
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.estimates.rates import rate, rate_interval


class RateIndicator(CountedIndicator):
    """How many per so many residents."""

    measure: Literal["rate"]
    per: Literal[1000, 10000, 100000, 1000000] = 1000

    is_count: ClassVar[bool] = True
    adds_up: ClassVar[bool] = True
    has_interval: ClassVar[bool] = True
    counted_over: ClassVar[str] = "{count} among {of} residents"
    change_test: ClassVar[ChangeTest] = ChangeTest.COUNTS

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        if not residents:
            return Figure(None, total.n)
        interval = rate_interval(total.n, residents, self.per)
        return Figure(rate(total.n, residents, self.per), total.n, residents, interval)

    @property
    def per_residents(self) -> int | None:
        return self.per

    @property
    def scale(self) -> int:
        return self.per

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        return self.figure(Total(n=rule.rounded(figure.numerator)), figure.denominator)

    def without_value(self, figure: Figure, *, of_all: bool) -> str:
        return "not compared" if figure.denominator is None else "nothing to compare with"

    def formula_sentences(self, weights: Sequence[Weights]) -> Iterator[str]:
        yield f"Divided by usual residents of the census named, times {self.per:,}."

    def in_brief(self, markup: Markup) -> str:
        return f"{markup.population(self.counts)}, per {self.per:,} residents"
