"""A hit, a miss, or pending: by conditions, or by a target of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from oversight_contracts.contributions.lengths import seconds_between, spelt
from oversight_contracts.contributions.spec import QUICK, SLOW, ContributionSpec, ways_to_meet
from oversight_contracts.contributions.verdict import Values, Verdict, unmet
from oversight_contracts.definitions.explain.matching import fields_named, holds
from oversight_contracts.definitions.explain.satisfiability import (
    PRESENT,
    both,
    check_conditions_possible,
    check_field_possible,
    opposite,
    tests_of,
    ways,
)
from oversight_contracts.definitions.explain.wording import field_in_words, value_in_words
from oversight_contracts.definitions.models.conditions import Condition, Conditions, Tests
from oversight_contracts.definitions.models.populations import Pending, Within
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.definitions.validate.fields import check_conditions, check_moment
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.records.fields import fields_of
from oversight_measures.periods.period import london_day


@dataclass(frozen=True)
class ShareSpec(ContributionSpec):
    """One to ``of`` and, where it is a hit, to ``n``; or one to ``pending`` alone."""

    hit: Conditions
    within: Within | None
    pending: Pending | None

    def names(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield from fields_named(self.hit)
        if self.pending:
            yield from fields_named(self.pending.where)
        if self.within:
            yield from (self.within.start, self.within.end, targets[self.within.target].field)

    def verdict(self, values: Values, targets: Mapping[str, Target]) -> Verdict:
        seconds = self._seconds(values, targets)
        if self.within and seconds is None:
            name = targets[self.within.target].field
            blank = f"{field_in_words(name)} is {value_in_words(values.get(name))}"
            return Verdict(None, f"there was no target for it: {blank}")
        if self.pending and holds(self.pending.where, values):
            return Verdict(Total(pending=1), self.pending.means)
        why = unmet(self.hit, values) or self._too_late(values, seconds)
        return Verdict(Total(n=int(not why), of=1), f"no hit: {why}" if why else "a hit")

    def _seconds(self, values: Values, targets: Mapping[str, Target]) -> int | None:
        if self.within is None:
            return None
        target = targets[self.within.target]
        start: datetime | None = values[self.within.start]
        if start is None:
            return None
        return target.seconds_on(london_day(start), str(values[target.field]))

    def _too_late(self, values: Values, seconds: int | None) -> str | None:
        if self.within is None or seconds is None:
            return None
        end = values[self.within.end]
        if end is None:
            return f"{field_in_words(self.within.end)} is blank"
        taken = seconds_between(values[self.within.start], end)
        if taken <= seconds:
            return None
        return f"it took {spelt(taken)}, and the target was {spelt(seconds)}"

    def conditions(self) -> Iterator[Conditions]:
        yield from (self.population.where, self.hit)

    def _needs_more(self) -> Iterator[frozenset[str]]:
        ends = {self.within.start, self.within.end} if self.within else set[str]()
        yield from (way | ends for way in ways_to_meet(self.hit))

    def timed(self, targets: Mapping[str, Target]) -> Tests:
        if self.within is None:
            return {}
        target = targets[self.within.target]
        known = Condition(test="in", values=tuple(dict.fromkeys(v.value for v in target.values)))
        return {self.within.start: (PRESENT,), target.field: (known,)}

    def varieties(self, timed: Tests) -> Iterator[tuple[Tests, timedelta]]:
        ended = {**timed, self.within.end: (PRESENT,)} if self.within else {}
        for way in ways(ended, self.hit):
            yield way, QUICK
        if self.within:
            yield ended, SLOW
        for name, test in self.hit.fields.items():
            yield both(timed, {name: (opposite(test),)}), QUICK
        if self.pending:
            yield from ((way, QUICK) for way in ways(timed, self.pending.where))
        yield timed, QUICK

    def check(self, targets: Mapping[str, Target]) -> Iterator[Finding]:
        kind = self.population.kind
        yield from check_conditions(kind, self.hit, ("hit",))
        if self.pending:
            yield from check_conditions(kind, self.pending.where, ("pending", "where"))
        if self.within:
            yield from check_moment(kind, self.within.start, ("within", "from"))
            yield from check_moment(kind, self.within.end, ("within", "to"))
            target = targets.get(self.within.target)
            if target is None:
                yield ("within", "target"), "no such target in targets.yaml"
            elif target.field not in fields_of(kind):
                yield ("within", "target"), f"its field {target.field} is no field of {kind}"
        elif not (self.hit.fields or self.hit.any):
            yield ("hit",), "says neither `hit` nor `within`: every record would be a hit"

    def check_possible(self) -> Iterator[Finding]:
        population, tests = self.population, tests_of(self.population)
        if self.within:
            for name, word in ((self.within.start, "from"), (self.within.end, "to")):
                tests = both(tests, {name: (PRESENT,)})
                yield from check_field_possible(population, tests, name, ("within", word))
        yield from check_conditions_possible(population, tests, self.hit, ("hit",))
        if self.pending:
            where, before = self.pending.where, tests_of(population)
            yield from check_conditions_possible(population, before, where, ("pending", "where"))
