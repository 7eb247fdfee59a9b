"""Records that count in an indicator and records that do not, made up from its definition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from pydantic import ValidationError

from oversight_contracts.contributions.spec import QUICK
from oversight_contracts.contributions.verdict import Verdict
from oversight_contracts.definitions.explain.matching import elements_of, meets
from oversight_contracts.definitions.explain.satisfiability import (
    both,
    candidates,
    day_tests,
    meeting,
    ways,
)
from oversight_contracts.definitions.explain.verdicts import Judge
from oversight_contracts.definitions.models.conditions import Condition, Conditions, Tests
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Record
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """Where and when a record made up is: its moments are ``step`` apart, in the schema's order."""

    force: str
    start: datetime
    step: timedelta


def draft(kind: str, wanted: Values, setting: Setting) -> Record | None:
    """A record with these values, or None where the schema has none.

    ``wanted`` maps a field to its value: None or () leaves it out, True in a moment's place is a
    moment, a tuple under a part's field is one part each. What the schema asks for besides is
    filled in, with one more field where that makes it whole.
    """
    whole = {**_needed(kind), **wanted}
    for extra in ({}, *_extras(kind, wanted)):
        try:
            return KINDS[kind].model_validate(_document(kind, {**whole, **extra}, setting))
        except ValidationError:
            continue
    return None


def _needed(kind: str) -> dict[str, Any]:
    model = KINDS[kind]
    return {
        name: next(candidates(kind, name, (), shape.part_of))
        for name, shape in fields_of(kind).items()
        if (model.model_fields[shape.part_of or name].is_required()) and not shape.blank
    }


def _extras(kind: str, wanted: Values) -> Iterator[dict[str, Any]]:
    for name, shape in fields_of(kind).items():
        if shape.part_of is None and name not in (*_IDENTITY, *wanted):
            yield from ({name: value} for value in candidates(kind, name, (), None) if value)


_IDENTITY = ("force", "area", "revision")


def _document(kind: str, values: Values, setting: Setting) -> dict[str, Any]:
    fields = fields_of(kind)
    moments = {
        name: setting.start + index * setting.step
        for index, name in enumerate(n for n, shape in fields.items() if shape.holds == "moment")
    }
    document: dict[str, Any] = {
        name: moments.get(name, value)
        for name, value in values.items()
        if name in fields and fields[name].part_of is None and value not in (None, ())
    }
    for part in part_lists_of(kind):
        own = {name: shape for name, shape in fields.items() if shape.part_of == part}
        document[part] = _parts(kind, part, own, values, moments)
        if not document[part]:
            del document[part]
    return {**document, "force": setting.force, "area": "force", "revision": 1}


def _parts(
    kind: str,
    part: str,
    own: Mapping[str, Shape],
    values: Values,
    moments: Mapping[str, datetime],
) -> list[dict[str, Any]]:
    given = {name: _several(values[name]) for name in own if name in values}
    count = max((len(each) for each in given.values()), default=0)
    count = max(count, int(values.get(part) == (True,)))
    found = []
    for index in range(count):
        element: dict[str, Any] = {}
        for name, shape in own.items():
            value = _at(given.get(name, ()), index)
            if value is None and not shape.blank:
                value = next(candidates(kind, name, (), part))
            if value is not None:
                element[name.partition(".")[2]] = moments.get(name, value)
        found.append(element)
    return found


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


def _at(values: Sequence[Any], index: int) -> Any:
    return values[min(index, len(values) - 1)] if values else None


# The second is after midnight in London and before it in UTC.
STARTS = (
    datetime(2024, 5, 14, 8, tzinfo=UTC),
    datetime(2024, 7, 1, 23, 10, tzinfo=UTC),
    datetime(2024, 11, 23, 18, 30, tzinfo=UTC),
)
TRIES = 24


@dataclass(frozen=True)
class Example:
    """A record made up, and what it adds to one population."""

    record: Record
    verdict: Verdict


class Examples:
    """Makes up records for one population of an indicator."""

    def __init__(
        self,
        indicator: Indicator,
        word: str,
        targets: Mapping[str, Target],
        force: str,
    ) -> None:
        self._spec, self._word = indicator.contributions[word], word
        self._population = population = self._spec.population
        self._judge = Judge(indicator, targets)
        self._force = force
        self._timed = self._spec.timed(targets)
        self._ways = list(ways(day_tests(population), population.where))

    def counting(self, most: int) -> list[Example]:
        """Records that count, each of another kind where the definition knows several."""
        found = (e for e in self._made(self._wanted()) if e.verdict.total is not None)
        return list(islice(found, most))

    def left_out(self, most: int) -> list[Example]:
        """Records that do not count: each fails one condition that the others meet."""
        wanted = ((values, QUICK) for values in _once(self._broken()))
        found = (e for e in self._made(wanted) if e.verdict.total is None)
        return list(islice(found, most))

    def _made(self, wanted: Iterable[tuple[Mapping[str, Any], timedelta]]) -> Iterator[Example]:
        kind = self._population.kind
        for number, (values, step) in enumerate(wanted):
            setting = Setting(self._force, STARTS[number % len(STARTS)], step)
            record = draft(kind, values, setting)
            if record is not None:
                yield Example(record, self._verdict(record))

    def _verdict(self, record: Record) -> Verdict:
        element = next(elements_of(self._population, record), None)
        if self._population.each is not None and element is None:
            return Verdict(None, f"it has no {self._population.each.replace('_', ' ')}")
        return self._judge.verdict(self._word, record, element)

    def _wanted(self) -> Iterator[tuple[Mapping[str, Any], timedelta]]:
        sorts = list(self._spec.varieties(self._timed))
        for number in range(TRIES):
            way = self._ways[number % len(self._ways)]
            more, step = sorts[number % len(sorts)]
            values = self._chosen(both(way, more), number)
            if values is not None:
                yield values, step

    def _chosen(self, tests: Tests, number: int) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        for name, asked in tests.items():
            found = list(meeting(self._population.kind, name, asked, self._population.each))
            if not found:
                return None
            # Of values that are asked for by name, one after the other.
            named = [v for v in found if _asked_for(v, asked)] or found[:1]
            values[name] = named[number % len(named)]
        return values

    def _broken(self) -> Iterator[Mapping[str, Any]]:
        good = next((v for way in self._ways if (v := self._chosen(way, 0)) is not None), {})
        where = self._population.where
        for name, test in where.fields.items():
            yield from islice(self._failing(good, name, test), 1)
        if where.any:
            yield self._without_alternatives(good, where)
        yield {**good, self._population.at: None}
        for name, tests in self._timed.items():
            yield from islice(self._failing(good, name, tests[0]), 1)
        # A second and a third way to fail a condition.
        for name, test in where.fields.items():
            yield from islice(self._failing(good, name, test), 1, 3)

    def _failing(
        self, good: Mapping[str, Any], name: str, test: Condition
    ) -> Iterator[Mapping[str, Any]]:
        kind, each = self._population.kind, self._population.each
        for value in (*candidates(kind, name, (), each), *candidates(kind, name, (test,), each)):
            if not meets(test, value):
                yield {**good, name: value}

    def _without_alternatives(
        self, good: Mapping[str, Any], where: Conditions
    ) -> Mapping[str, Any]:
        changed = good
        for group in where.any:
            for name, test in islice(group.fields.items(), 1):
                changed = next(self._failing(changed, name, test), changed)
        return changed


def _asked_for(value: Any, tests: Sequence[Condition]) -> bool:
    named = {each for test in tests if test.test == "in" for each in test.values}
    elements = value if isinstance(value, tuple) else (value,)
    return bool(named) and any(each in named for each in elements if each is not None)


def _once(found: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    seen: list[Mapping[str, Any]] = []
    for each in found:
        if each not in seen:
            seen.append(each)
            yield each
