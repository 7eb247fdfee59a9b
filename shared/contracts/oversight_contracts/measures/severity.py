"""The measure severity: counts that another indicator keeps, times weights that are supplied."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.breakdowns import in_words
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import day_in_words
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.reference import Dimension, Target
from oversight_contracts.definitions.models.weights import FIELDS, Weights
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.figures.severity import Weighing
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.disclosed import Disclosed, records_of
from oversight_contracts.measures.indicator import Indicator, Markup
from oversight_contracts.records.base import Slug
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.periods.period import DAY

# More offences than these are named beneath the table alone.
FEW = 3


class SeverityIndicator(Indicator):
    """Counts that another indicator keeps, times weights that the user supplies; none of its own.

    ``per`` brings it over so many residents; without it, it is the plain weighted sum.
    """

    measure: Literal["severity"]
    of: IndicatorId = Field(description="the count whose totals are weighed")
    by: str = Field("offence", description="its breakdown that says what weighs how much")
    weights: Slug = Field(description="a scheme of weights.yaml, which the user supplies")
    per: Literal[1000, 10000, 100000, 1000000] | None = None

    adds_up: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.NONE
    why_untested: ClassVar[str] = "no test is made of weighed counts"

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {}

    def totals_source(self, by: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        return self.of, (self.by,)

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        raise TypeError(f"{self.id} is weighed from the totals of {self.of}")

    def weighed(self, weighing: Weighing, residents: int | None) -> Figure:
        """The weighed sum beside how many were weighed, over residents where it is a rate."""
        score, count = weighing.score(self.per, residents), sum(weighing.counts.values())
        return Figure(score, count, residents if self.per else None, weighing=weighing)

    def records_in(self, total: Total) -> int | None:
        return None

    @property
    def per_residents(self) -> int | None:
        return self.per

    @property
    def scale(self) -> int:
        return self.per or 1

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        """A sum whose weights are known tells each count in it, once the others are known."""
        if figure.weighing is None:
            return
        what = records_of(self.grain, figure.weighing.population)
        for offence, count in figure.weighing.counts.items():
            yield Disclosed(what, count, {figure.weighing.by: offence})

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        if figure.weighing is None:
            return figure
        parts = tuple(replace(p, count=rule.rounded(p.count)) for p in figure.weighing.parts)
        return self.weighed(replace(figure.weighing, parts=parts), figure.denominator)

    def without_value(self, figure: Figure, *, of_all: bool) -> str:
        weighing = figure.weighing
        if weighing is not None and weighing.unweighed:
            return "no weights supplied"
        lost = weighing.missing if weighing else ()
        if not lost:
            return "nothing to compare with"
        named = ", ".join(map(in_words, lost)) if len(lost) <= FEW else f"{len(lost)} offences"
        return f"no weight for {named}"

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield (
            f"Counts nothing of its own: the counts by {self.by} of {self.of}, times "
            f"the weights “{self.weights}” that are supplied."
        )

    def in_brief(self, markup: Markup) -> str:
        per = f", per {self.per:,} residents" if self.per else ""
        return f"{markup.code(self.of)} by {self.by}, times supplied weights{per}"

    def formula_sentences(self, weights: Sequence[Weights]) -> Iterator[str]:
        if self.per:
            yield f"Divided by usual residents of the census named, times {self.per:,}."
        found = [each for each in weights if each.scheme == self.weights]
        for each in found:
            yield f"Weights: version {each.version}, {len(each.values)} offences. {each.source}."
        if not found:
            yield "No such weights are supplied: it has no figure until weights.yaml has them."

    def notes_on(self, figures: Iterable[Figure | None]) -> Iterator[str]:
        """Which weights were used, and why there is no figure where there is none."""
        known = [each.weighing for each in figures if each and each.weighing is not None]
        if any(each.unweighed for each in known):
            yield (
                f"No weights “{self.weights}” are supplied in weights.yaml for "
                f"{_days(known)}: no figure is worked out. That is not a figure of zero."
            )
        lost = sorted({offence for each in known for offence in each.missing})
        if lost:
            yield (
                f"The weights have none for {', '.join(in_words(each) for each in lost)}: where "
                "these occurred no figure is worked out. That is not a figure of zero."
            )
        yield from dict.fromkeys(_source(version) for each in known for version in each.versions)

    def why_no_rule(self) -> str:
        return f"{self.id} is weighed when it is read and has no totals: a rule can judge {self.of}"

    def check_others(
        self,
        indicators: Mapping[str, Indicator],
        dimensions: Mapping[str, Dimension],
        weights: Iterable[Weights],
    ) -> Iterator[Finding]:
        """Counts that are not kept, and weights of another field; none need be supplied."""
        weighed = indicators.get(self.of)
        if weighed is None:
            yield ("of",), f"no indicator {self.of}"
        elif weighed.measure != "count":
            yield ("of",), f"{self.of} is no count: weights are of how many"
        elif (self.by,) not in weighed.breakdowns:
            yield ("by",), f"{self.of} is not kept by {self.by}"
        elif self.by in dimensions:
            yield from self._check_weights(weighed, dimensions[self.by], weights)
            if self.grain != weighed.grain:
                yield ("grain",), f"{self.of} is kept by the {weighed.grain}"
        if self.breakdowns not in ((), ((self.by,),)):
            yield ("breakdowns",), f"it is weighed by {self.by} and can be kept by nothing else"

    def _check_weights(
        self, weighed: Indicator, dimension: Dimension, weights: Iterable[Weights]
    ) -> Iterator[Finding]:
        kind = weighed.populations["counts"].kind
        field = dimension.fields.get(kind)
        if kind != "crime" or dimension.groups or field not in FIELDS:
            yield ("by",), f"weights are of each {' or '.join(FIELDS)} of a crime, not of groups"
            return
        for each in weights:
            if each.scheme == self.weights and each.field != field:
                reason = f"version {each.version} weighs each {each.field}, but the counts are by"
                yield ("weights",), f"{reason} {field}"


def _days(known: Iterable[Weighing]) -> str:
    periods = [period for each in known for period in each.unweighed]
    first, end = min(each.start for each in periods), max(each.end for each in periods)
    return f"days between {day_in_words(first)} and {day_in_words(end - DAY)}"


def _source(weights: Weights) -> str:
    since = f" from {day_in_words(weights.since)}" if weights.since else ""
    until = f" to {day_in_words(weights.until - DAY)}" if weights.until else ""
    valid = f", valid{since}{until}" if since or until else ""
    return f"Weights: {weights.scheme}, version {weights.version}{valid}. {weights.source}."
