"""The measure proportion: which share of a population are hits."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import ClassVar, Literal

from oversight_contracts.contributions.share import ShareSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import (
    conditions_in_words,
    field_in_words,
    population_in_words,
)
from oversight_contracts.definitions.models.conditions import EVERY, Where
from oversight_contracts.definitions.models.populations import Pending, Population, Within
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted_records import CountedRecords, counted_records
from oversight_contracts.measures.disclosed import (
    ALL,
    HIT,
    LATE,
    OF,
    PENDING,
    REST,
    Disclosed,
    Parts,
    What,
    records_of,
)
from oversight_contracts.measures.indicator import Indicator, Markup
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.intervals import Interval, wilson


class ProportionIndicator(Indicator):
    """Which share of a population; the hits are part of it."""

    measure: Literal["proportion"]
    of: Population
    hit: Where = EVERY
    within: Within | None = None
    pending: Pending | None = None

    is_share: ClassVar[bool] = True
    has_interval: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.SHARES

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {"of": ShareSpec(self.of, self.hit, self.within, self.pending)}

    def settling_time(self, targets: Mapping[str, Target]) -> timedelta | None:
        """A response not attended yet is a miss only once its target has passed."""
        if self.within is None or self.pending is None:
            return None
        return timedelta(seconds=targets[self.within.target].longest())

    @property
    def _missed(self) -> bool:
        """Whether those pending count as misses."""
        return self.pending is not None and self.pending.counts == "as-miss"

    @property
    def target(self) -> str | None:
        return None if self.within is None else self.within.target

    def cases(self, total: Total) -> tuple[int, int]:
        return total.n, total.of + total.pending if self._missed else total.of

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        _, of = self.cases(total)
        share = wilson(total.n, of)
        everything = total.of + total.pending
        return Figure(
            value=Fraction(self.scale * total.n, of) if of else None,
            numerator=total.n,
            denominator=of,
            interval=_scaled(share, self.scale),
            pending=total.pending,
            pending_share=Fraction(total.pending, everything) if everything else None,
        )

    @property
    def nothing_counted(self) -> Figure | str:
        return self.figure(Total())

    def records_in(self, total: Total) -> int | None:
        return total.of + total.pending

    def sample(self, figure: Figure) -> int:
        return figure.denominator or 0

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        of = figure.denominator or 0
        rest = of - figure.numerator
        yield Disclosed(self._whole, of)
        yield Disclosed((self.id, HIT), figure.numerator)
        yield Disclosed((self.id, REST), rest)
        if self.pending is None:
            return
        yield Disclosed((self.id, PENDING), figure.pending)
        if self._missed:
            yield Disclosed((self.id, LATE), rest - figure.pending)
        else:
            yield Disclosed(self._all, of + figure.pending)

    def counted_records(self) -> Mapping[What, CountedRecords]:
        if self.within is not None or self._missed:
            # Which have a target, and which are judged yet, no condition tells.
            return {}
        everything = counted_records(self.grain, self.of)
        known = everything.without(self.pending.where) if self.pending else everything
        found = {self._whole: known, (self.id, HIT): known.where(self.hit)}
        if self.pending:
            found[self._all] = everything
            found[self.id, PENDING] = everything.where(self.pending.where)
        return found

    def parts(self) -> tuple[Parts, ...]:
        return tuple(self._parts())

    def _parts(self) -> Iterator[Parts]:
        name = self.id
        yield Parts(self._whole, ((name, HIT), (name, REST)))
        if self.pending is None:
            return
        if self._missed:
            yield Parts((name, REST), ((name, LATE), (name, PENDING)))
        else:
            yield Parts(self._all, (self._whole, (name, PENDING)))

    @property
    def _whole(self) -> What:
        # Those without a target are in no share of it, and those left out are not among them yet.
        whole = self.within is None and self.pending is None
        return records_of(self.grain, self.of) if whole else (self.id, OF)

    @property
    def _all(self) -> What:
        return records_of(self.grain, self.of) if self.within is None else (self.id, ALL)

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        pending, of = rule.rounded(figure.pending), rule.rounded(figure.denominator or 0)
        if self._missed:
            of -= pending
        return self.figure(Total(n=rule.rounded(figure.numerator), of=of, pending=pending))

    @property
    def pending_means(self) -> str | None:
        return self.pending.means if self.pending else None

    @property
    def pending_treatment(self) -> str:
        return "counted as misses" if self._missed else "left out"

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Out of: {population_in_words(self.of)}."
        if self.hit.fields or self.hit.any:
            yield f"Counted as a hit: {conditions_in_words(self.hit)}."
        if self.within:
            target = targets[self.within.target]
            yield (
                f"Counted as a hit: {field_in_words(self.within.end)} within the target after "
                f"{field_in_words(self.within.start)} ({target.title.lower()})."
            )
        if self.pending:
            where = conditions_in_words(self.pending.where)
            yield f"{self.pending.means.capitalize()}: {where}."

    def in_brief(self, markup: Markup) -> str:
        return f"{self._hits(markup)}, of {markup.population(self.of)}{self._left_open()}"

    def _hits(self, markup: Markup) -> str:
        hit = markup.conditions(self.hit)
        if self.within is None:
            return f"those where {hit}"
        start, end = markup.code(self.within.start), markup.code(self.within.end)
        both = f" and {hit}" if hit else ""
        target = markup.code(self.within.target)
        return f"those with {start} to {end} within the target {target}{both}"

    def _left_open(self) -> str:
        if self.pending is None:
            return ""
        then = "a miss once judged" if self._missed else "left out"
        return f" ({self.pending.means}: {then})"

    def method_notes(self) -> Iterator[str]:
        if self.pending is None:
            return
        if self._missed:
            yield f"Those {self.pending.means} count as misses."
        else:
            yield (
                f"Those with {self.pending.means} are left out of the share; their number is shown."
            )


def _scaled(interval: Interval, scale: int) -> Interval:
    def times(bound: float | None) -> float | None:
        return None if bound is None else bound * scale

    return Interval(times(interval.lower), times(interval.upper))
