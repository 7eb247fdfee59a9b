"""``contributions(record) -> {(series, bucket): total}``: what one record adds, as a pure function.

The catalogue is compiled once; a record then costs a few microseconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from oversight_contracts.contract_hash import contract_hash
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    DurationIndicator,
    Indicator,
    ProportionIndicator,
    RatioIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
)
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import FastReader, Values
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import (
    Contribution,
    DeltaAccumulator,
    RecordContributions,
    SeriesRegistry,
    totals,
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


class Contributions:
    """The compiled catalogue. ``book`` gives the numbers of series their names.

    ``contract`` is the one that events are read by; ``revivals`` read what it has checked before.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.book = SeriesRegistry()
        self.areas = Areas(catalogue)
        self.contract = contract_hash()
        self.revivals = {kind: FastReader(model) for kind, model in KINDS.items()}
        ground = CompileContext(catalogue, self.areas, self.book)
        terms = [term for each in catalogue.indicators.values() for term in _terms(ground, each)]
        self._readers = {
            kind: _Reader(kind, [t for t in terms if t.population.kind == kind], self.areas.clock)
            for kind in KINDS
        }

    def atoms(self, kind: str, record: Record | Values) -> RecordContributions:
        """What the record adds. Raises ``InvalidEvent`` for a force or area not defined."""
        self.areas.require(record.force, record.area)
        return self._readers[kind].atoms(record)

    def of(self, kind: str, record: Record) -> dict[tuple[SeriesKey, str], Total]:
        """What the record adds, by series and name of bucket."""
        sums = DeltaAccumulator()
        sums.add(self.atoms(kind, record))
        return totals(sums.spread(), self.book)


@dataclass(frozen=True)
class _Elements:
    """The terms that count the elements of one list field."""

    part: str
    layout: FieldLayout
    plans: ContributionCache

    def atoms(self, record: Record | Values, view: FieldValues) -> Iterator[Contribution]:
        for element in getattr(record, self.part):
            yield from self.plans.atoms(view.extended(self.layout.read(element.__dict__)))


class _Reader:
    """All terms of one kind, over one layout of its fields."""

    def __init__(self, kind: str, terms: Sequence[Measure[Any]], clock: LondonClock) -> None:
        plain = [term for term in terms if term.population.each is None]
        names = list(dict.fromkeys(["force", "area", *_names(terms, None)]))
        timed = frozenset(name for term in terms for name in term.timed())
        self._layout = FieldLayout(kind, names, timed.intersection(names), clock)
        for term in plain:
            _refuse_moments_of_parts(term)
            term.place(_places(names))
        self._plans = ContributionCache(plain)
        self._elements = [
            _elements(kind, part, terms, names, timed, clock)
            for part in dict.fromkeys(t.population.each for t in terms if t.population.each)
        ]

    def atoms(self, record: Record | Values) -> RecordContributions:
        view = self._layout.read(record.__dict__)
        found = self._plans.atoms(view)
        for each in self._elements:
            found += each.atoms(record, view)
        return tuple(found)


def _elements(
    kind: str,
    part: str,
    terms: Sequence[Measure[Any]],
    names: list[str],
    timed: frozenset[str],
    clock: LondonClock,
) -> _Elements:
    mine = [term for term in terms if term.population.each == part]
    # A layout holds something, even where nothing that is counted is inside the element.
    inner = list(dict.fromkeys(_names(mine, part))) or [_first_field(kind, part)]
    for term in mine:
        term.place(_places(names + inner))
    return _Elements(part, FieldLayout(kind, inner, timed, clock, part), ContributionCache(mine))


def _names(terms: Sequence[Measure[Any]], part: str | None) -> Iterator[str]:
    """The fields inside ``part`` of the terms bound to it; of None, all the others."""
    for term in terms:
        for name in (*term.names(), *term.reads()):
            bound = term.population.each
            inside = bound if bound and name.startswith(f"{bound}.") else None
            if inside == part:
                yield name


def _places(names: Sequence[str]) -> dict[str, int]:
    """Where each name stands; of two alike the later, which is the element's own."""
    return {name: place for place, name in enumerate(names)}


def _first_field(kind: str, part: str) -> str:
    return next(name for name in fields_of(kind) if name.startswith(f"{part}."))


def _refuse_moments_of_parts(term: Measure[Any]) -> None:
    for name in term.timed():
        if "." in name:
            raise ValueError(f"{term.indicator.id}: {name} is a part's moment: say each")


def _terms(ground: CompileContext, indicator: Indicator) -> list[Measure[Any]]:
    if isinstance(indicator, StatisticIndicator | SeverityIndicator):
        return []
    if isinstance(indicator, ProportionIndicator):
        return [
            TargetMeasure(ground, indicator)
            if indicator.within
            else ShareMeasure(ground, indicator)
        ]
    if isinstance(indicator, DurationIndicator):
        return [DurationMeasure(ground, indicator)]
    if isinstance(indicator, RatioIndicator):
        return [
            CountMeasure(ground, indicator, indicator.numerator),
            CountMeasure(ground, indicator, indicator.denominator, side="of"),
        ]
    if isinstance(indicator, StockIndicator):
        return [
            CountMeasure(ground, indicator, indicator.opened),
            CountMeasure(ground, indicator, indicator.closed, side="of"),
        ]
    return [CountMeasure(ground, indicator, indicator.counts)]
