"""The measure duration: how long, as a median, a 90th percentile and the share that never ended."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from oversight_contracts.breakdowns import capitalised
from oversight_contracts.contributions.duration import DurationSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import field_in_words, population_in_words
from oversight_contracts.definitions.models.conditions import EVERY, Where
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.disclosed import HIT, NEVER, OF, PENDING, Disclosed, Parts
from oversight_contracts.measures.indicator import Detail, Indicator, Markup
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.estimates.quantiles import nearest_rank, rank_interval

HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)


class DurationIndicator(Indicator):
    """How long: median, 90th percentile and the share that never came to its end."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    measure: Literal["duration"]
    of: Population
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    less_days: str | None = Field(None, description="a field of whole days to take off")
    counted_in: Literal["seconds", "days"]
    open: Where = Field(EVERY, description="of those without an end: these may still get one")
    never: str = Field("never ended", description="in words: those that will not get one")

    counted_over: ClassVar[str] = "{count} of {of} have come to their end"
    has_durations: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.NONE
    why_untested: ClassVar[str] = "no test is made of medians"

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        where = (self.start, self.end, self.less_days)
        return {"of": DurationSpec(self.of, *where, self.counted_in, self.open, self.never)}

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        median = nearest_rank(total.values, HALF)
        of_90th = rank_interval(total.values, NINE_TENTHS)
        ended = total.of - total.pending
        never = ended - total.n
        return Figure(
            value=None if median is None else Fraction(median),
            numerator=total.n,
            denominator=total.of,
            pending=total.pending,
            pending_share=Fraction(total.pending, total.of) if total.of else None,
            interval=rank_interval(total.values, HALF),
            details={
                "percentile_90": nearest_rank(total.values, NINE_TENTHS),
                "percentile_90_lower": _whole(of_90th.lower),
                "percentile_90_upper": _whole(of_90th.upper),
                "never": never,
                "never_share": Fraction(never, ended) if ended else None,
            },
        )

    @property
    def nothing_counted(self) -> Figure | str:
        return self.figure(Total())

    def records_in(self, total: Total) -> int | None:
        return total.of

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        yield Disclosed((self.id, OF), figure.denominator or 0)
        yield Disclosed((self.id, HIT), figure.numerator)
        yield Disclosed((self.id, NEVER), int(figure.details["never"] or 0))
        yield Disclosed((self.id, PENDING), figure.pending)

    def parts(self) -> tuple[Parts, ...]:
        name = self.id
        return (Parts((name, OF), ((name, HIT), (name, NEVER), (name, PENDING))),)

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        of, pending = rule.rounded(figure.denominator or 0), rule.rounded(figure.pending)
        never = rule.rounded(int(figure.details["never"] or 0))
        ended = of - pending
        return replace(
            figure,
            numerator=rule.rounded(figure.numerator),
            denominator=of,
            pending=pending,
            pending_share=Fraction(pending, of) if of else None,
            details={
                **figure.details,
                "never": never,
                "never_share": Fraction(never, ended) if ended > 0 else None,
            },
        )

    @property
    def in_seconds(self) -> bool:
        return self.counted_in == "seconds"

    @property
    def details(self) -> tuple[Detail, ...]:
        return (
            Detail("90th percentile", "percentile_90", "figure", without="no cases"),
            Detail("95% interval of it", "percentile_90", "interval"),
            Detail(capitalised(self.never), "never_share", "share", without="no cases"),
        )

    @property
    def pending_means(self) -> str | None:
        return "still open"

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Of: {population_in_words(self.of)}."
        less = f", less {field_in_words(self.less_days)}" if self.less_days else ""
        yield f"From {field_in_words(self.start)} to {field_in_words(self.end)}{less}."

    def in_brief(self, markup: Markup) -> str:
        less = f" less {markup.code(self.less_days)}" if self.less_days else ""
        ends = f"from {markup.code(self.start)} to {markup.code(self.end)}{less}"
        of = markup.population(self.of)
        return f"{self.counted_in} {ends}: median and 90th percentile of {of}"

    def method_notes(self) -> Iterator[str]:
        yield "Median and 90th percentile are by nearest rank: each is a time that was measured."


def _whole(bound: float | None) -> int | None:
    """A bound that is one of the values, which are whole."""
    return None if bound is None else int(bound)
