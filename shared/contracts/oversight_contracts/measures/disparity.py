"""The measure disparity: the rate of each group over that of a reference group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.validate.fields import check_dimension
from oversight_contracts.definitions.validate.printed_values import printed_values
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted import CountedIndicator
from oversight_contracts.measures.indicator import Detail, Markup, ReferenceGroup
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.estimates.disparity import rate_ratio, rate_ratio_interval
from oversight_measures.estimates.rates import rate


class DisparityIndicator(CountedIndicator):
    """The rate of each group over the rate of the reference group."""

    measure: Literal["disparity"]
    group: str = Field(description="the dimension compared; residents are known by it")
    reference: str

    counted_over: ClassVar[str] = "{count} among {of} residents"
    change_test: ClassVar[ChangeTest] = ChangeTest.GROUP_RATIOS

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        raise TypeError(f"{self.id} is read for all its groups at once")

    def figure_of_all(self, total: Total, residents: int | None) -> Figure:
        return Figure(None, total.n, residents)

    def figures_of_groups(
        self, totals: Mapping[str, Total], residents: Mapping[str, int]
    ) -> dict[str, Figure]:
        """The figure of every group that has residents, the reference group (1) among them."""
        reference = totals.get(self.reference, Total()).n
        base = residents.get(self.reference)
        if not base:
            return {}
        return {
            group: _ratio(totals.get(group, Total()).n, count, reference, base)
            for group, count in residents.items()
            if count
        }

    @property
    def reference_group(self) -> ReferenceGroup:
        return ReferenceGroup(self.group, self.reference)

    @property
    def possible_breakdowns(self) -> tuple[tuple[str, ...], ...]:
        return ((self.group,),)

    @property
    def over_residents(self) -> bool:
        return True

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        return replace(figure, numerator=rule.rounded(figure.numerator))

    @property
    def details(self) -> tuple[Detail, ...]:
        return (Detail("Per 1,000 residents", "rate", "rate"),)

    def without_value(self, figure: Figure, *, of_all: bool) -> str:
        if of_all:
            return "not applicable"
        return "not compared" if figure.denominator is None else "nothing to compare with"

    def formula_sentences(self, weights: Sequence[Weights]) -> Iterator[str]:
        yield f"Each group's rate of residents over that of {self.reference}."

    def in_brief(self, markup: Markup) -> str:
        counted = markup.population(self.counts)
        return f"{counted}, per resident of each group over per resident of {self.reference}"

    def check(self, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
        yield from check_dimension([self.counts], self.group, ("group",), dimensions)
        if (self.group,) not in self.breakdowns:
            yield ("group",), "must stand among the breakdowns"
        dimension = dimensions.get(self.group)
        printed = printed_values(dimension) if dimension else None
        if printed is not None and self.reference not in printed:
            yield ("reference",), f"no {self.group} is ever printed as {self.reference!r}"


def _ratio(events: int, residents: int, reference: int, base: int) -> Figure:
    return Figure(
        value=rate_ratio(events, residents, reference, base),
        numerator=events,
        denominator=residents,
        interval=rate_ratio_interval(events, residents, reference, base),
        details={"rate": rate(events, residents)},
    )
