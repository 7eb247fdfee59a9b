"""The values that a field can have under tests: none where the tests contradict each other."""

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, count
from typing import Any

from oversight_contracts.definitions.explain.matching import meets
from oversight_contracts.definitions.explain.wording import condition_in_words
from oversight_contracts.definitions.models.conditions import Condition, Conditions, Tests
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.yaml_source import Finding, Place
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS

PRESENT, ABSENT = Condition(test="present"), Condition(test="absent")


def ways(before: Tests, conditions: Conditions) -> Iterator[Tests]:
    """Every way to meet the conditions besides ``before``: one of the alternatives each."""
    tests = both(before, {name: (test,) for name, test in conditions.fields.items()})
    if not conditions.any:
        yield tests
    for group in conditions.any:
        yield from ways(tests, group)


def both(one: Tests, other: Tests) -> Tests:
    """All tests of both."""
    names = dict.fromkeys((*one, *other))
    return {name: (*one.get(name, ()), *other.get(name, ())) for name in names}


def opposite(test: Condition) -> Condition:
    """What holds exactly where ``test`` does not."""
    words = {"in": "not-in", "not-in": "in", "present": "absent", "absent": "present"}
    return Condition.model_validate({"test": words[test.test], "values": test.values})


def possible(kind: str, name: str, tests: Sequence[Condition], each: str | None = None) -> bool:
    """Whether a record can have a value that meets all tests at once.

    ``each`` is the list whose elements are counted: its fields have one value, not several.
    Raises ``KeyError`` where the kind has neither the field nor such a list of parts.
    """
    return next(meeting(kind, name, tests, each), _NONE) is not _NONE


def meeting(kind: str, name: str, tests: Sequence[Condition], each: str | None) -> Iterator[Any]:
    """Values that meet all tests, those that are asked for by name first, blank last."""
    for value in candidates(kind, name, tests, each):
        if all(meets(test, value) for test in tests):
            yield value


def candidates(kind: str, name: str, tests: Sequence[Condition], each: str | None) -> Iterator[Any]:
    """One value of every sort that the tests tell apart: None or an empty tuple is blank."""
    if name in part_lists_of(kind) and name not in fields_of(kind):
        yield (True,)
        if not KINDS[kind].model_fields[name].is_required():
            yield ()
        return
    shape = fields_of(kind)[name]
    several = shape.many and not (each is not None and shape.part_of == each)
    values = list(dict.fromkeys((*_named(tests), *_others(shape, tests))))
    if several:
        yield from _lists(values, tests)
    else:
        yield from values
        if shape.blank:
            yield None


def _named(tests: Iterable[Condition]) -> Iterator[Any]:
    for test in tests:
        if test.test == "in":
            yield from test.values


def _others(shape: Shape, tests: Iterable[Condition]) -> Iterator[Any]:
    if shape.choices is not None:
        yield from sorted(shape.choices, key=str)
    elif shape.holds == "flag":
        yield from (True, False)
    elif shape.holds in ("moment", "day"):
        yield True
    else:
        yield _unnamed(shape, {value for test in tests for value in test.values})


def _unnamed(shape: Shape, named: Set[Any]) -> Any:
    """A value of a field in which any may stand, other than those that tests name."""
    if shape.holds == "number":
        return next(number for number in count(1) if number not in named)
    words = chain(["example"], (f"example-{number}" for number in count(2)))
    return next(word for word in words if word not in named)


def _lists(values: Sequence[Any], tests: Sequence[Condition]) -> Iterator[tuple[Any, ...]]:
    barred = {value for test in tests if test.test == "not-in" for value in test.values}
    allowed = [value for value in values if value not in barred]
    wanted = [next((v for v in allowed if v in t.values), None) for t in tests if t.test == "in"]
    found = tuple(dict.fromkeys(each for each in wanted if each is not None))
    yield found or tuple(allowed[:1])
    yield ()


_NONE = object()


def day_tests(population: Population) -> Tests:
    """That a record belongs to a day."""
    return {population.at: (PRESENT,)}


def tests_of(population: Population) -> Tests:
    """What a record of the population must meet, its alternatives aside.

    What contradicts these conditions contradicts each of the alternatives.
    """
    tests = day_tests(population)
    for name, test in population.where.fields.items():
        tests = both(tests, {name: (test,)})
    return tests


def check_conditions_possible(
    population: Population, before: Tests, conditions: Conditions, place: Place
) -> Iterator[Finding]:
    """Every condition that can never hold beside ``before`` and those that it stands with."""
    tests = before
    for name, test in conditions.fields.items():
        tests = both(tests, {name: (test,)})
    found = [
        finding
        for name in conditions.fields
        for finding in check_field_possible(population, tests, name, (*place, name))
    ]
    yield from found
    if not found:
        for index, group in enumerate(conditions.any):
            yield from check_conditions_possible(population, tests, group, (*place, "any", index))


def check_field_possible(
    population: Population, tests: Tests, name: str, place: Place
) -> Iterator[Finding]:
    """That a record can meet all tests of one field at once."""
    asked = tests[name]
    if possible(population.kind, name, asked, population.each):
        return
    words = dict.fromkeys(condition_in_words(name, test) for test in asked)
    if len(words) == 1:
        yield place, f"no record can ever match: it never is that {next(iter(words))}"
    else:
        yield place, f"no record can ever match: {' and '.join(words)} at once"
