"""The measure disparity: the rate of each group over that of a reference group."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.validate.fields import check_dimension
from oversight_contracts.definitions.validate.printed_values import printed_values
from oversight_contracts.definitions.yaml_source import Finding, Place
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted import CountedIndicator
from oversight_contracts.measures.indicator import Detail, Indicator, Markup, ReferenceGroup
from oversight_contracts.records.base import Slug
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.estimates.disparity import rate_ratio, rate_ratio_interval
from oversight_measures.estimates.rates import rate


class PanelPart(Definition):
    """A part of the records counted, without which the ratio is shown too."""

    indicator: IndicatorId = Field(description="a count of the part, kept by group")
    title: str = Field(description="what it is, as in `without section 60`")
    of_people: bool = Field(
        True, description="false where nobody is searched: it has no group that could be stated"
    )


class PanelAges(Definition):
    """Where counts by age and group are kept."""

    indicator: IndicatorId = Field(description="a count of the same records")
    dimension: Slug = Field(description="its dimension of ages; kept together with the group")


class Panel(Definition):
    """What a disparity is looked at beside: its parts, ages, areas, outcomes and benchmarks."""

    parts: tuple[PanelPart, ...] = ()
    ages: PanelAges | None = None
    areas: Slug | None = Field(None, description="the kind of area that is compared")
    outcomes: tuple[IndicatorId, ...] = Field((), description="shares of the records, by group")
    benchmarks: tuple[IndicatorId, ...] = Field(
        (), description="statistics by group that stand in the place of residents"
    )


class DisparityIndicator(CountedIndicator):
    """The rate of each group over the rate of the reference group."""

    measure: Literal["disparity"]
    group: str = Field(description="the dimension compared; residents are known by it")
    reference: str
    panel: Panel | None = Field(
        None, description="what it is looked at beside, on a page of its own and in reports"
    )

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
    def has_panel(self) -> bool:
        return self.panel is not None

    def read_beside(self) -> frozenset[str]:
        panel = self.panel or Panel()
        return frozenset({self.id, *(part.indicator for part in panel.parts), *panel.outcomes})

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

    def check_others(
        self,
        indicators: Mapping[str, Indicator],
        dimensions: Mapping[str, Dimension],
        weights: Iterable[Weights],
    ) -> Iterator[Finding]:
        """What its panel names and is not there, or is not kept by group."""
        panel, by = self.panel or Panel(), (self.group,)
        named: list[tuple[str, tuple[str, ...], str, Place]] = [
            (each.indicator, by, "is_count", ("parts", index, "indicator"))
            for index, each in enumerate(panel.parts)
        ]
        named += [(each, by, "is_share", ("outcomes", n)) for n, each in enumerate(panel.outcomes)]
        named += [
            (each, by, "is_published", ("benchmarks", n)) for n, each in enumerate(panel.benchmarks)
        ]
        if panel.ages is not None:
            both = (self.group, panel.ages.dimension)
            named.append((panel.ages.indicator, both, "is_count", ("ages", "indicator")))
        for name, kept, kind, place in named:
            for reason in _why_not(indicators, name, kept, kind):
                yield ("panel", *place), reason


_KINDS = {"is_count": "a count", "is_share": "a share", "is_published": "a statistic"}


def _why_not(
    indicators: Mapping[str, Indicator], name: str, by: tuple[str, ...], kind: str
) -> Iterator[str]:
    indicator = indicators.get(name)
    if indicator is None:
        yield f"no indicator {name}"
    elif not getattr(indicator, kind):
        yield f"{name} is not {_KINDS[kind]}"
    elif set(by) not in [set(each) for each in indicator.breakdowns]:
        yield f"{name} is not kept by {' and '.join(by)}"


def _ratio(events: int, residents: int, reference: int, base: int) -> Figure:
    return Figure(
        value=rate_ratio(events, residents, reference, base),
        numerator=events,
        denominator=residents,
        interval=rate_ratio_interval(events, residents, reference, base),
        details={"rate": rate(events, residents)},
    )
