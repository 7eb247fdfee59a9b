"""Ways to meet conditions: the tests that must hold together, field by field."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.conditions import Condition, Conditions

Tests = Mapping[str, tuple[Condition, ...]]
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
