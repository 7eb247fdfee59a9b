"""A cache of contributions: worked out once for records of the same values."""

from collections.abc import Sequence
from typing import Any

from oversight_indicators.contributions.accumulator import Contribution
from oversight_indicators.contributions.fields import FieldValues
from oversight_indicators.contributions.measure import Measure

# Combinations of a group's values that are kept worked out.
REMEMBERED = 100_000


class ContributionCache:
    """Contributions to all measures of one kind of record, by its values."""

    def __init__(self, measures: Sequence[Measure[Any]]) -> None:
        self._groups = [_Group(each) for each in _grouped(measures)]

    def contributions(self, fields: FieldValues) -> list[Contribution]:
        """The contributions of a record, or of an element of one."""
        found: list[Contribution] = []
        for group in self._groups:
            group.combination(fields).add(found, fields)
        return found


class _Combination:
    """A combination of values: what its records add, but for buckets and durations."""

    __slots__ = ("_fixed", "_with_duration")

    def __init__(self, fields: FieldValues, measures: Sequence[Measure[Any]]) -> None:
        chosen = [each for measure in measures if (each := measure.choose(fields))]
        self._fixed = [(each.increment, each.at, each.hour) for each in chosen if each.increment]
        self._with_duration = [(each.measure, each.choice) for each in chosen if not each.increment]

    def add(self, found: list[Contribution], fields: FieldValues) -> None:
        instants = fields.instants
        # A bucket's moment is there: a record without it has no increment.
        for increment, at, hour in self._fixed:
            found.append((increment, instants[at][hour], None))
        for measure, choice in self._with_duration:
            found.append(measure.contribution(choice, fields))


class _Group:
    """Measures that ask for no more than the first of them does, and their combinations."""

    def __init__(self, measures: Sequence[Measure[Any]]) -> None:
        self._measures = measures
        self._key = measures[0].key
        self._known: dict[Any, _Combination] = {}

    def combination(self, fields: FieldValues) -> _Combination:
        key = self._key(fields)
        combination = self._known.get(key)
        if combination is None:
            combination = _Combination(fields, self._measures)
            if len(self._known) < REMEMBERED:
                self._known[key] = combination
        return combination


def _grouped(measures: Sequence[Measure[Any]]) -> list[list[Measure[Any]]]:
    """Fields that have nothing to do with one another would multiply each other's combinations."""
    groups: dict[frozenset[str], list[Measure[Any]]] = {}
    for measure in sorted(measures, key=lambda each: len(each.names()), reverse=True):
        names = frozenset(measure.names())
        home = next((each for each in groups if names <= each), names)
        groups.setdefault(home, []).append(measure)
    return list(groups.values())
