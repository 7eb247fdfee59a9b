"""What records of the same values add, worked out once for each combination of values."""

from collections.abc import Sequence
from typing import Any

from oversight_indicators.contributions.accumulator import Contribution
from oversight_indicators.contributions.fields import FieldValues
from oversight_indicators.contributions.measure import Measure

# Combinations of a group's values that are kept worked out.
REMEMBERED = 100_000


class ContributionCache:
    """The plans of all terms of one kind of record."""

    def __init__(self, terms: Sequence[Measure[Any]]) -> None:
        self._groups = [_Group(each) for each in _grouped(terms)]

    def atoms(self, view: FieldValues) -> list[Contribution]:
        """What a record (or an element of one) adds."""
        found: list[Contribution] = []
        for group in self._groups:
            group.plan(view).add(found, view)
        return found


class _Plan:
    """What records of the same values add, but for buckets and durations."""

    __slots__ = ("_fixed", "_measured")

    def __init__(self, view: FieldValues, terms: Sequence[Measure[Any]]) -> None:
        chosen = [each for term in terms if (each := term.choose(view))]
        self._fixed = [(each.cells, each.at, each.hour) for each in chosen if each.cells]
        self._measured = [(each.term, each.choice) for each in chosen if not each.cells]

    def add(self, found: list[Contribution], view: FieldValues) -> None:
        instants = view.instants
        # A bucket's moment is there: a record without it has no cells.
        for cells, at, hour in self._fixed:
            found.append((cells, instants[at][hour], None))
        for term, choice in self._measured:
            found.append(term.atom(choice, view))


class _Group:
    """Terms that ask for no more than the first of them does, and the plans they make together."""

    def __init__(self, terms: Sequence[Measure[Any]]) -> None:
        self._terms = terms
        self._key = terms[0].key
        self._known: dict[Any, _Plan] = {}

    def plan(self, view: FieldValues) -> _Plan:
        key = self._key(view)
        plan = self._known.get(key)
        if plan is None:
            plan = _Plan(view, self._terms)
            if len(self._known) < REMEMBERED:
                self._known[key] = plan
        return plan


def _grouped(terms: Sequence[Measure[Any]]) -> list[list[Measure[Any]]]:
    """Fields that have nothing to do with one another would multiply each other's combinations."""
    groups: dict[frozenset[str], list[Measure[Any]]] = {}
    for term in sorted(terms, key=lambda each: len(each.names()), reverse=True):
        names = frozenset(term.names())
        home = next((each for each in groups if names <= each), names)
        groups.setdefault(home, []).append(term)
    return list(groups.values())
