"""Definitions that no record can ever match: conditions that contradict each other."""

from collections.abc import Iterator

from oversight_contracts.definitions.checks import Finding, named_populations
from oversight_contracts.definitions.conditions import Conditions
from oversight_contracts.definitions.indicators import (
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
)
from oversight_contracts.definitions.possibilities import possible
from oversight_contracts.definitions.source import Place
from oversight_contracts.definitions.ways import ABSENT, PRESENT, Tests, both
from oversight_contracts.definitions.wording import condition_in_words


def check_possibility(indicator: Indicator) -> Iterator[Finding]:
    """Every condition that can never hold beside those it stands with.

    Only for an indicator whose fields and values are known to exist.
    """
    for word, population in named_populations(indicator):
        found = list(_check(population, _day(population), population.where, (word, "where")))
        yield from found
        if not found and isinstance(indicator, ProportionIndicator):
            yield from _check_hits(indicator)
        elif not found and isinstance(indicator, DurationIndicator):
            yield from _check_length(indicator)


def _check_hits(indicator: ProportionIndicator) -> Iterator[Finding]:
    tests = _base(indicator.of)
    if indicator.within:
        for name, word in ((indicator.within.start, "from"), (indicator.within.end, "to")):
            tests = both(tests, {name: (PRESENT,)})
            yield from _check_field(indicator.of, tests, name, ("within", word))
    yield from _check(indicator.of, tests, indicator.hit, ("hit",))
    if indicator.pending:
        where = indicator.pending.where
        yield from _check(indicator.of, _base(indicator.of), where, ("pending", "where"))


def _check_length(indicator: DurationIndicator) -> Iterator[Finding]:
    tests = _base(indicator.of)
    for name, word in ((indicator.start, "from"), (indicator.end, "to")):
        measured = both(tests, {name: (PRESENT,)})
        yield from _check_field(indicator.of, measured, name, (word,))
    if indicator.open.fields or indicator.open.any:
        # Where every record has an end, nothing is ever open; that is said by `at` already.
        waiting = both(tests, {indicator.end: (ABSENT,)})
        if not list(_check_field(indicator.of, waiting, indicator.end, ("to",))):
            yield from _check(indicator.of, waiting, indicator.open, ("open",))


def _day(population: Population) -> Tests:
    return {population.at: (PRESENT,)}


def _base(population: Population) -> Tests:
    # Alternatives are left aside: what contradicts these conditions contradicts each of them.
    tests = _day(population)
    for name, test in population.where.fields.items():
        tests = both(tests, {name: (test,)})
    return tests


def _check(
    population: Population, before: Tests, conditions: Conditions, place: Place
) -> Iterator[Finding]:
    tests = before
    for name, test in conditions.fields.items():
        tests = both(tests, {name: (test,)})
    found = [
        finding
        for name in conditions.fields
        for finding in _check_field(population, tests, name, (*place, name))
    ]
    yield from found
    if not found:
        for index, group in enumerate(conditions.any):
            yield from _check(population, tests, group, (*place, "any", index))


def _check_field(
    population: Population, tests: Tests, name: str, place: Place
) -> Iterator[Finding]:
    asked = tests[name]
    if possible(population.kind, name, asked, population.each):
        return
    words = dict.fromkeys(condition_in_words(name, test) for test in asked)
    if len(words) == 1:
        yield place, f"no record can ever match: it never is that {next(iter(words))}"
    else:
        yield place, f"no record can ever match: {' and '.join(words)} at once"
