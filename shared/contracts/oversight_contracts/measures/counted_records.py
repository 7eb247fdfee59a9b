"""The records behind a count, by which one count is seen to be a part of another, or the same."""

from collections.abc import Iterable
from typing import NamedTuple

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.populations import Population

# A test of one field.
Test = tuple[str, Condition]


class CountedRecords(NamedTuple):
    """The records that a count is of: their kind, the date they count on, and what holds of them.

    ``others`` are conditions that are compared as they are written: alternatives, and what does
    not hold.
    """

    kind: tuple[str, str, str, str]
    tests: frozenset[Test]
    others: frozenset[str]

    def part_of(self, whole: "CountedRecords") -> bool:
        """Whether all of them are among those of another count, as far as conditions tell."""
        return (
            self.kind == whole.kind
            and self.others >= whole.others
            and all(any(_implies(own, test) for own in self.tests) for test in whole.tests)
        )

    def where(self, conditions: Conditions) -> "CountedRecords":
        """Those of them of which more holds."""
        tests, others = _read(conditions)
        return self._replace(tests=self.tests | tests, others=self.others | others)

    def without(self, conditions: Conditions) -> "CountedRecords":
        """Those of them of which something does not hold."""
        return self._replace(others=self.others | {f"not {conditions.model_dump_json()}"})


def counted_records(grain: str, population: Population) -> CountedRecords:
    """The records of a population, counted by the day or by the hour."""
    kind = (grain, population.kind, population.at, population.each or "")
    return CountedRecords(kind, *_read(population.where))


def _read(conditions: Conditions) -> tuple[frozenset[Test], frozenset[str]]:
    alternatives: Iterable[str] = (each.model_dump_json() for each in conditions.any)
    others = {f"any {sorted(alternatives)}"} if conditions.any else set[str]()
    return frozenset(conditions.fields.items()), frozenset(others)


def _implies(own: Test, other: Test) -> bool:
    """Whether the one test of a field cannot hold without the other."""
    (field, one), (name, two) = own, other
    if field != name:
        return False
    if one == two:
        return True
    ours, theirs = set(one.values), set(two.values)
    if two.test == "present":
        return one.test == "in"
    if two.test == "in":
        return one.test == "in" and ours <= theirs
    if two.test == "not-in":
        return (one.test == "in" and not ours & theirs) or (one.test == "not-in" and ours >= theirs)
    return False
