"""The measure count: how many."""

from fractions import Fraction
from typing import ClassVar, Literal

from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted import CountedIndicator
from oversight_measures.disclosure.small_numbers import SmallNumbers


class CountIndicator(CountedIndicator):
    """How many."""

    measure: Literal["count"]

    is_count: ClassVar[bool] = True
    adds_up: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.COUNTS

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        return Figure(Fraction(total.n), total.n)

    @property
    def nothing_counted(self) -> Figure | str:
        return self.figure(Total())

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        return self.figure(Total(n=rule.rounded(figure.numerator)))
