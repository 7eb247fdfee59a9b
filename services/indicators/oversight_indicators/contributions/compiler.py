"""The compiled catalogue, a pure function: ``record -> {(series, bucket): total}``.

The catalogue is compiled once; a record then costs a few microseconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from oversight_contracts.contract_hash import contract_hash
from oversight_contracts.contributions.count import CountSpec
from oversight_contracts.contributions.duration import DurationSpec
from oversight_contracts.contributions.share import ShareSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import tracked_fields
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import FastReader, Values
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import (
    Contribution,
    DeltaAccumulator,
    RecordContributions,
    SeriesRegistry,
    total_by_name,
)
from oversight_indicators.contributions.areas import Areas
from oversight_indicators.contributions.cache import ContributionCache
from oversight_indicators.contributions.fields import FieldLayout, FieldValues
from oversight_indicators.contributions.london_time import LondonClock
from oversight_indicators.contributions.measure import CompileContext, Measure
from oversight_indicators.contributions.measures import (
    CountMeasure,
    DurationMeasure,
    ShareMeasure,
    TargetMeasure,
)
from oversight_indicators.contributions.stated_fields import StatedFields


class Contributions:
    """The compiled catalogue. ``registry`` gives the numbers of series their names.

    ``contract`` is the one that events are read by; ``fast_readers`` read what it has checked.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.registry = SeriesRegistry()
        self.areas = Areas(catalogue)
        self.contract = contract_hash()
        self.fast_readers = {kind: FastReader(model) for kind, model in KINDS.items()}
        context = CompileContext(catalogue, self.areas, self.registry)
        measures = [
            measure
            for each in catalogue.indicators.values()
            for measure in _measures(context, each)
        ]
        self._readers = {
            kind: _Reader(
                kind, [t for t in measures if t.population.kind == kind], self.areas.clock
            )
            for kind in KINDS
        }
        indicators = catalogue.indicators.values()
        self._stated = {
            kind: StatedFields(kind, tracked, self.registry, self.areas.clock)
            for kind in KINDS
            if (tracked := tracked_fields(indicators, kind, catalogue.dimensions))
        }

    def of(self, kind: str, record: Record | Values) -> RecordContributions:
        """A record's contributions. Raises ``InvalidEvent`` for a force or area not defined."""
        self.areas.require(record.force, record.area)
        found = self._readers[kind].contributions(record)
        stated = self._stated.get(kind)
        return found + (stated.contribution(record),) if stated else found

    def totals(self, kind: str, record: Record) -> dict[tuple[SeriesKey, str], Total]:
        """The totals of one record alone, by series and name of bucket."""
        accumulator = DeltaAccumulator()
        accumulator.add(self.of(kind, record))
        return total_by_name(accumulator.deltas(), self.registry)


@dataclass(frozen=True)
class _Elements:
    """The measures that count the elements of one list field."""

    part: str
    layout: FieldLayout
    cache: ContributionCache

    def contributions(self, record: Record | Values, fields: FieldValues) -> Iterator[Contribution]:
        for element in getattr(record, self.part):
            yield from self.cache.contributions(fields.extended(self.layout.read(element.__dict__)))


class _Reader:
    """All measures of one kind, over one layout of its fields."""

    def __init__(self, kind: str, measures: Sequence[Measure[Any]], clock: LondonClock) -> None:
        plain = [measure for measure in measures if measure.population.each is None]
        names = list(dict.fromkeys(["force", "area", *_names(measures, None)]))
        timed = frozenset(name for measure in measures for name in measure.timed())
        self._layout = FieldLayout(kind, names, timed.intersection(names), clock)
        for measure in plain:
            _refuse_moments_of_parts(measure)
            measure.bind(_positions(names))
        self._cache = ContributionCache(plain)
        self._elements = [
            _elements(kind, part, measures, names, timed, clock)
            for part in dict.fromkeys(t.population.each for t in measures if t.population.each)
        ]

    def contributions(self, record: Record | Values) -> RecordContributions:
        fields = self._layout.read(record.__dict__)
        found = self._cache.contributions(fields)
        for each in self._elements:
            found += each.contributions(record, fields)
        return tuple(found)


def _elements(
    kind: str,
    part: str,
    measures: Sequence[Measure[Any]],
    names: list[str],
    timed: frozenset[str],
    clock: LondonClock,
) -> _Elements:
    mine = [measure for measure in measures if measure.population.each == part]
    # A layout holds something, even where nothing that is counted is inside the element.
    inner = list(dict.fromkeys(_names(mine, part))) or [_first_field(kind, part)]
    for measure in mine:
        measure.bind(_positions(names + inner))
    return _Elements(part, FieldLayout(kind, inner, timed, clock, part), ContributionCache(mine))


def _names(measures: Sequence[Measure[Any]], part: str | None) -> Iterator[str]:
    """The fields inside ``part`` of the measures bound to it; of None, all the others."""
    for measure in measures:
        for name in (*measure.names(), *measure.reads()):
            bound = measure.population.each
            inside = bound if bound and name.startswith(f"{bound}.") else None
            if inside == part:
                yield name


def _positions(names: Sequence[str]) -> dict[str, int]:
    """The position of each name; of two alike the later, which is the element's own."""
    return {name: position for position, name in enumerate(names)}


def _first_field(kind: str, part: str) -> str:
    return next(name for name in fields_of(kind) if name.startswith(f"{part}."))


def _refuse_moments_of_parts(measure: Measure[Any]) -> None:
    for name in measure.timed():
        if "." in name:
            raise ValueError(f"{measure.indicator.id}: {name} is a part's moment: say each")


def _measures(context: CompileContext, indicator: Indicator) -> list[Measure[Any]]:
    return [_measure(context, indicator, each) for each in indicator.contributions.values()]


def _measure(context: CompileContext, indicator: Indicator, spec: ContributionSpec) -> Measure[Any]:
    match spec:
        case CountSpec():
            return CountMeasure(context, indicator, spec)
        case ShareSpec():
            timed = spec.within is not None
            return (TargetMeasure if timed else ShareMeasure)(context, indicator, spec)
        case DurationSpec():
            return DurationMeasure(context, indicator, spec)
    raise TypeError(f"{indicator.id}: nothing counts {type(spec).__name__}")
