"""The measure statistic: a figure that somebody publishes."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.models.reference import Dimension, Target
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.disclosed import Disclosed
from oversight_contracts.measures.indicator import Indicator, Markup
from oversight_contracts.records.statistic import Measure
from oversight_measures.disclosure.small_numbers import SmallNumbers


class StatisticIndicator(Indicator):
    """A figure that somebody publishes: quoted from a statement of the period, never counted.

    ``breakdowns`` are the dimensions that the statement's ``by`` may name.
    """

    measure: Literal["statistic"]
    statistic: Measure | None = Field(
        None, description="which statistics it quotes; those of its own id where not said"
    )
    times: int | None = Field(
        None, gt=0, description="times a numerator over its denominator; 100 where the unit is %"
    )
    signed: bool = Field(False, description="a change: a rise is printed with its sign")

    is_published: ClassVar[bool] = True
    adds_up: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.NONE

    @property
    def quotes(self) -> str:
        """The measure of the statistics that it quotes."""
        return self.statistic or self.id

    @property
    def factor(self) -> int:
        """What a numerator over its denominator is multiplied by."""
        return self.times or (100 if self.unit == "%" else 1)

    @property
    def published_measure(self) -> str | None:
        return self.quotes

    @property
    def published_factor(self) -> int:
        return self.factor

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {}

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        raise TypeError(f"{self.id} is quoted from statistics and has no totals")

    def records_in(self, total: Total) -> int | None:
        return None

    @property
    def adds_once(self) -> bool:
        # No record adds to what others published.
        return False

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        """None: whoever published it has told it already."""
        yield from ()

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        return figure

    @property
    def is_signed(self) -> bool:
        return self.signed

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Counts nothing: quotes the published statistics “{self.quotes}”."

    def in_brief(self, markup: Markup) -> str:
        return f"nothing: quotes the published statistics {markup.code(self.quotes)}"

    def why_no_rule(self) -> str:
        return f"{self.id} is published by others and never counted: no rule can judge it"

    def check(self, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
        if self.grain != "day":
            yield ("grain",), "a statistic is stated for whole days"
