"""A length of time, counted exactly; or that there is none, yet or ever."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from oversight_contracts.contributions.lengths import seconds_between
from oversight_contracts.contributions.spec import QUICK, ContributionSpec
from oversight_contracts.contributions.verdict import Values, Verdict
from oversight_contracts.definitions.explain.matching import fields_named, holds
from oversight_contracts.definitions.explain.satisfiability import (
    ABSENT,
    PRESENT,
    both,
    check_conditions_possible,
    check_field_possible,
    tests_of,
    ways,
)
from oversight_contracts.definitions.explain.wording import field_in_words
from oversight_contracts.definitions.models.conditions import Conditions, Tests
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.definitions.validate.fields import (
    check_conditions,
    check_moment,
    check_number_of_days,
)
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import london_day


@dataclass(frozen=True)
class DurationSpec(ContributionSpec):
    """One to ``of``; with an end one to ``n`` and to its length, without one maybe to ``pending``.

    ``open`` holds for those without an end that may still get one; the others ``never`` will.
    """

    start: str
    end: str
    less_days: str | None
    counted_in: Literal["seconds", "days"]
    open: Conditions
    never: str

    def names(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield from (self.start, self.end, *fields_named(self.open))
        if self.less_days:
            yield self.less_days

    def _needs_more(self) -> Iterator[frozenset[str]]:
        yield frozenset({self.start, self.end, *([self.less_days] if self.less_days else [])})

    def verdict(self, values: Values, targets: Mapping[str, Target]) -> Verdict:
        start, end = values[self.start], values[self.end]
        if end is None:
            still = holds(self.open, values)
            total = Total(of=1, pending=int(still))
            return Verdict(total, "still open" if still else self.never)
        if start is None:
            return Verdict(Total(of=1), f"no length: {field_in_words(self.start)} is blank")
        if self.counted_in == "seconds":
            taken = max(seconds_between(start, end), 0)
        else:
            less = values[self.less_days] or 0 if self.less_days else 0
            taken = max((london_day(end) - london_day(start)).days - less, 0)
        return Verdict(Total(n=1, of=1, values={taken: 1}), f"{taken:,} {self.counted_in}")

    def varieties(self, timed: Tests) -> Iterator[tuple[Tests, timedelta]]:
        measured: Tests = {self.start: (PRESENT,), self.end: (PRESENT,)}
        yield measured, timedelta(days=9) if self.counted_in == "days" else QUICK
        for way in ways({self.start: (PRESENT,), self.end: (ABSENT,)}, self.open):
            yield way, QUICK
        yield {self.start: (PRESENT,), self.end: (ABSENT,)}, QUICK

    def check(self, targets: Mapping[str, Target]) -> Iterator[Finding]:
        kind = self.population.kind
        yield from check_moment(kind, self.start, ("from",))
        yield from check_moment(kind, self.end, ("to",))
        yield from check_conditions(kind, self.open, ("open",))
        if self.less_days is not None:
            yield from check_number_of_days(kind, self.less_days, ("less_days",))

    def check_possible(self) -> Iterator[Finding]:
        population, tests = self.population, tests_of(self.population)
        for name, word in ((self.start, "from"), (self.end, "to")):
            measured = both(tests, {name: (PRESENT,)})
            yield from check_field_possible(population, measured, name, (word,))
        if self.open.fields or self.open.any:
            # Where every record has an end, nothing is ever open; that is said by `at` already.
            waiting = both(tests, {self.end: (ABSENT,)})
            if not list(check_field_possible(population, waiting, self.end, ("to",))):
                yield from check_conditions_possible(population, waiting, self.open, ("open",))
