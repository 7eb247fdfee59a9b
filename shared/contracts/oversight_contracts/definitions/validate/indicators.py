"""Definitions that no record can ever match: conditions that contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from oversight_contracts.definitions.checks import Finding, named_populations
from oversight_contracts.definitions.explain.examples import Examples
from oversight_contracts.definitions.explain.satisfiability import (
    ABSENT,
    PRESENT,
    Tests,
    both,
    possible,
)
from oversight_contracts.definitions.explain.wording import condition_in_words, day_in_words
from oversight_contracts.definitions.models.conditions import Conditions
from oversight_contracts.definitions.models.indicators import (
    CountIndicator,
    DurationIndicator,
    Indicator,
    Opening,
    Population,
    ProportionIndicator,
    SeverityIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Dimension,
    Force,
    Target,
    counted_forces,
)
from oversight_contracts.definitions.models.weights import FIELDS, Weights
from oversight_contracts.definitions.yaml_source import Place


def check_opening(indicator: Indicator, forces: Mapping[str, Force]) -> Iterator[Finding]:
    """Everything in an indicator's opening balances that cannot be."""
    if not isinstance(indicator, StockIndicator) or indicator.opening is None:
        return
    for name, areas in indicator.opening.balances.items():
        place = ("opening", "balances", name)
        if name not in (known := counted_forces(forces)):
            yield place, f"nothing is counted in {name}; there are {', '.join(known)}"
            continue
        found = list(_unknown_areas(indicator.opening, forces[name], areas))
        yield from (((*place, area), reason) for area, reason in found)
        if not found:
            yield from ((place, reason) for reason in _more_than_all(forces[name], areas))


def _unknown_areas(
    opening: Opening, force: Force, areas: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    for name in areas:
        if name == WHOLE_FORCE:
            continue
        area = force.areas.get(name)
        if area is None:
            yield name, f"{force.title} has no area {name}; `{WHOLE_FORCE}` is the whole"
        elif not area.valid_on(opening.day):
            yield name, f"there was no {area.title} on {day_in_words(opening.day)}"


def _more_than_all(force: Force, areas: Mapping[str, int]) -> Iterator[str]:
    """Areas of one kind that lie beside each other hold no more than what they lie in."""
    inside: dict[tuple[str, str], int] = defaultdict(int)
    for name, balance in areas.items():
        if name != WHOLE_FORCE:
            inside[force.areas[name].parent, force.areas[name].kind] += balance
    for (around, kind), balance in inside.items():
        if around in areas and balance > areas[around]:
            yield f"{balance} in its areas ({kind}) are more than the {areas[around]} of {around}"


def check_severity(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    dimensions: Mapping[str, Dimension],
    weights: Iterable[Weights],
) -> Iterator[Finding]:
    """Counts that are not kept, and weights of another field; none need have been supplied."""
    if not isinstance(indicator, SeverityIndicator):
        return
    weighed = indicators.get(indicator.of)
    if weighed is None:
        yield ("of",), f"no indicator {indicator.of}"
    elif not isinstance(weighed, CountIndicator):
        yield ("of",), f"{indicator.of} is no count: weights are of how many"
    elif (indicator.by,) not in weighed.breakdowns:
        yield ("by",), f"{indicator.of} is not kept by {indicator.by}"
    elif indicator.by in dimensions:
        yield from _check_weights(indicator, weighed, dimensions[indicator.by], weights)
        if indicator.grain != weighed.grain:
            yield ("grain",), f"{indicator.of} is kept by the {weighed.grain}"
    if indicator.breakdowns not in ((), ((indicator.by,),)):
        yield ("breakdowns",), f"it is weighed by {indicator.by} and can be kept by nothing else"


def _check_weights(
    indicator: SeverityIndicator,
    weighed: CountIndicator,
    dimension: Dimension,
    weights: Iterable[Weights],
) -> Iterator[Finding]:
    field = dimension.fields.get(weighed.counts.kind)
    if weighed.counts.kind != "crime" or dimension.groups or field not in FIELDS:
        yield ("by",), f"weights are of each {' or '.join(FIELDS)} of a crime, not of groups"
        return
    for each in weights:
        if each.scheme == indicator.weights and each.field != field:
            reason = f"version {each.version} weighs each {each.field}, but the counts are by"
            yield ("weights",), f"{reason} {field}"


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


def check_by_trial(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[Finding]:
    """Every population in which no record that was tried counts.

    A reason of cancellation without a cancellation, say: each condition can hold, and no record
    may have both. Trying is no proof, so this is for analysts and keeps no service from starting.
    """
    for word, population in named_populations(indicator):
        tried = Examples(indicator, word, population, targets, force="example")
        if not tried.counting(1):
            yield (
                (word,),
                f"no {population.kind} that was tried counts: docs/records.md has its rules",
            )
