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
from oversight_contracts.records.fast_reader import Revival, Values
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import Atom, Atoms, SeriesBook, Sums, totals
from oversight_indicators.contributions.areas import Areas
from oversight_indicators.contributions.cache import Plans
from oversight_indicators.contributions.fields import Layout, View
from oversight_indicators.contributions.london_time import LondonClock
from oversight_indicators.contributions.measure import Ground, Term
from oversight_indicators.contributions.measures import Length, Share, Tally, WithinTarget


class Contributions:
    """The compiled catalogue. ``book`` gives the numbers of series their names.

    ``contract`` is the one that events are read by; ``revivals`` read what it has checked before.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.book = SeriesBook()
        self.areas = Areas(catalogue)
        self.contract = contract_hash()
        self.revivals = {kind: Revival(model) for kind, model in KINDS.items()}
        ground = Ground(catalogue, self.areas, self.book)
        terms = [term for each in catalogue.indicators.values() for term in _terms(ground, each)]
        self._readers = {
            kind: _Reader(kind, [t for t in terms if t.population.kind == kind], self.areas.clock)
            for kind in KINDS
        }

    def atoms(self, kind: str, record: Record | Values) -> Atoms:
        """What the record adds. Raises ``InvalidEvent`` for a force or area not defined."""
        self.areas.require(record.force, record.area)
        return self._readers[kind].atoms(record)

    def of(self, kind: str, record: Record) -> dict[tuple[SeriesKey, str], Total]:
        """What the record adds, by series and name of bucket."""
        sums = Sums()
        sums.add(self.atoms(kind, record))
        return totals(sums.spread(), self.book)


@dataclass(frozen=True)
class _Elements:
    """The terms that count the elements of one list field."""

    part: str
    layout: Layout
    plans: Plans

    def atoms(self, record: Record | Values, view: View) -> Iterator[Atom]:
        for element in getattr(record, self.part):
            yield from self.plans.atoms(view.extended(self.layout.read(element.__dict__)))


class _Reader:
    """All terms of one kind, over one layout of its fields."""

    def __init__(self, kind: str, terms: Sequence[Term[Any]], clock: LondonClock) -> None:
        plain = [term for term in terms if term.population.each is None]
        names = list(dict.fromkeys(["force", "area", *_names(terms, None)]))
        timed = frozenset(name for term in terms for name in term.timed())
        self._layout = Layout(kind, names, timed.intersection(names), clock)
        for term in plain:
            _refuse_moments_of_parts(term)
            term.place(_places(names))
        self._plans = Plans(plain)
        self._elements = [
            _elements(kind, part, terms, names, timed, clock)
            for part in dict.fromkeys(t.population.each for t in terms if t.population.each)
        ]

    def atoms(self, record: Record | Values) -> Atoms:
        view = self._layout.read(record.__dict__)
        found = self._plans.atoms(view)
        for each in self._elements:
            found += each.atoms(record, view)
        return tuple(found)


def _elements(
    kind: str,
    part: str,
    terms: Sequence[Term[Any]],
    names: list[str],
    timed: frozenset[str],
    clock: LondonClock,
) -> _Elements:
    mine = [term for term in terms if term.population.each == part]
    # A layout holds something, even where nothing that is counted is inside the element.
    inner = list(dict.fromkeys(_names(mine, part))) or [_first_field(kind, part)]
    for term in mine:
        term.place(_places(names + inner))
    return _Elements(part, Layout(kind, inner, timed, clock, part), Plans(mine))


def _names(terms: Sequence[Term[Any]], part: str | None) -> Iterator[str]:
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


def _refuse_moments_of_parts(term: Term[Any]) -> None:
    for name in term.timed():
        if "." in name:
            raise ValueError(f"{term.indicator.id}: {name} is a part's moment: say each")


def _terms(ground: Ground, indicator: Indicator) -> list[Term[Any]]:
    if isinstance(indicator, StatisticIndicator | SeverityIndicator):
        return []
    if isinstance(indicator, ProportionIndicator):
        return [WithinTarget(ground, indicator) if indicator.within else Share(ground, indicator)]
    if isinstance(indicator, DurationIndicator):
        return [Length(ground, indicator)]
    if isinstance(indicator, RatioIndicator):
        return [
            Tally(ground, indicator, indicator.numerator),
            Tally(ground, indicator, indicator.denominator, side="of"),
        ]
    if isinstance(indicator, StockIndicator):
        return [
            Tally(ground, indicator, indicator.opened),
            Tally(ground, indicator, indicator.closed, side="of"),
        ]
    return [Tally(ground, indicator, indicator.counts)]
