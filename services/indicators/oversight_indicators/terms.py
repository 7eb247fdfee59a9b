"""An indicator's share in a record: which of its series the record adds to, and what.

Everything but the bucket and a duration follows from a few fields of few values, so it is worked
out once for each combination and looked up from then on.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Generic, TypeVar

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import (
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
)
from oversight_contracts.facts import SeriesKey
from oversight_indicators.areas import Areas
from oversight_indicators.breakdowns import breakdown_values, fields_broken_down
from oversight_indicators.cells import Atom, Cells, Series, SeriesBook, bases_of
from oversight_indicators.conditions import fields_named, holds
from oversight_indicators.layout import View
from oversight_indicators.london import Instant

Values = Mapping[str, Any]
C = TypeVar("C")
# More combinations than any real catalogue has; a bound, so that a strange one cannot eat memory.
_REMEMBERED = 200_000


@dataclass(frozen=True)
class Ground:
    """What all terms stand on."""

    catalogue: Catalogue
    areas: Areas
    book: SeriesBook


@dataclass(frozen=True, slots=True)
class Chosen(Generic[C]):
    """A term's choice for a record's values, and which instant's day or hour is its bucket."""

    term: "Term[C]"
    choice: C
    at: int
    hour: int

    @property
    def cells(self) -> Cells | None:
        """What is added whatever the durations are, None where these decide."""
        return self.choice if isinstance(self.choice, Cells) and not self.term.measures else None


class Term(ABC, Generic[C]):
    """One population of one indicator. ``C`` is what a combination of values leads to.

    ``measures`` says that what a record adds depends on a duration as well.
    """

    measures = False

    def __init__(self, ground: Ground, indicator: Indicator, population: Population) -> None:
        self._ground = ground
        self.indicator = indicator
        self.population = population
        self._hour = int(indicator.grain == "hour")
        self._known: dict[Any, C | None] = {}

    def names(self) -> list[str]:
        """The fields that decide; the first three are force, area and the bucket's moment."""
        population, indicator = self.population, self.indicator
        kind, dimensions = population.kind, self._ground.catalogue.dimensions
        named = ["force", "area", population.at, *fields_named(population.where), *self.needs()]
        named += fields_broken_down(kind, indicator.breakdowns, dimensions)
        return list(dict.fromkeys(named))

    def needs(self) -> Iterable[str]:
        """The fields that decide beyond the population's own."""
        return ()

    def timed(self) -> Iterable[str]:
        """The moments whose day or hour is needed."""
        return (self.population.at,)

    def reads(self) -> Iterable[str]:
        """The fields that are read besides, and decide nothing."""
        return ()

    def place(self, places: Mapping[str, int]) -> None:
        """Learn where each field stands in the views that will be shown."""
        self._names = self.names()
        self._at = places[self.population.at]
        self._pick: Callable[[list[Any]], Any] = itemgetter(*(places[n] for n in self._names))

    def choose(self, view: View) -> "Chosen[C] | None":
        """What the record's values lead to, or None where the indicator does not count it."""
        key = self._pick(view.keys)
        try:
            choice = self._known[key]
        except KeyError:
            choice = self._remember(key)
        return None if choice is None else Chosen(self, choice, self._at, self._hour)

    @abstractmethod
    def _choice(self, values: Values, series: tuple[int, ...]) -> C | None:
        """What values that meet the population's conditions lead to."""

    @abstractmethod
    def atom(self, choice: C, view: View) -> Atom:
        """What a record with this choice adds."""

    def _slot(self, view: View) -> int:
        slot: int = view.instants[self._at][self._hour]
        return slot

    def _remember(self, key: Any) -> C | None:
        values = dict(zip(self._names, key, strict=True))
        counts = values[self.population.at] is not None and holds(self.population.where, values)
        choice = self._choice(values, self._series(values)) if counts else None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = choice
        return choice

    def _series(self, values: Values) -> tuple[int, ...]:
        ground, indicator = self._ground, self.indicator
        force, era = values["force"], values[self.population.at]
        by = breakdown_values(
            self.population.kind, indicator.breakdowns, ground.catalogue.dimensions, values
        )
        return bases_of(ground.book, self._each_series(force, values["area"], era, by))

    def _each_series(self, force: str, area: str, era: int, by: list[str]) -> Iterator[Series]:
        for name in self._ground.areas.valid(force, area, era):
            for each in by:
                key = SeriesKey(self.indicator.id, force, name, each)
                yield Series(key, hourly=bool(self._hour))


class Tally(Term[Cells]):
    """Adds one to n, or to of: counts, and both sides of ratios and stocks."""

    def __init__(
        self, ground: Ground, indicator: Indicator, population: Population, *, side: str = "n"
    ) -> None:
        super().__init__(ground, indicator, population)
        self._n, self._of = int(side == "n"), int(side == "of")

    def _choice(self, values: Values, series: tuple[int, ...]) -> Cells:
        return Cells(series, self._n, self._of)

    def atom(self, choice: Cells, view: View) -> Atom:
        return choice, self._slot(view), None


class Share(Term[Cells]):
    """A hit, a miss, or not decided: decided by conditions."""

    def __init__(self, ground: Ground, indicator: ProportionIndicator) -> None:
        super().__init__(ground, indicator, indicator.of)
        self._hit, self._pending = indicator.hit, indicator.pending

    def needs(self) -> Iterator[str]:
        yield from fields_named(self._hit)
        if self._pending:
            yield from fields_named(self._pending.where)

    def _choice(self, values: Values, series: tuple[int, ...]) -> Cells:
        if self._pending and holds(self._pending.where, values):
            return Cells(series, pending=1)
        return Cells(series, n=int(holds(self._hit, values)), of=1)

    def atom(self, choice: Cells, view: View) -> Atom:
        return choice, self._slot(view), None


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """A target in seconds, and what to add when it was kept or missed."""

    target: int | None
    kept: Cells
    missed: Cells


class WithinTarget(Term[Race]):
    """A hit when the end came within the target of the day on which the clock started."""

    measures = True

    def __init__(self, ground: Ground, indicator: ProportionIndicator) -> None:
        super().__init__(ground, indicator, indicator.of)
        assert indicator.within is not None
        self._within, self._hit, self._pending = indicator.within, indicator.hit, indicator.pending
        self._target = ground.catalogue.targets[indicator.within.target]

    def needs(self) -> Iterator[str]:
        yield from (self._within.start, self._within.end, self._target.field)
        yield from fields_named(self._hit)
        if self._pending:
            yield from fields_named(self._pending.where)

    def timed(self) -> Iterable[str]:
        return self.population.at, self._within.start

    def place(self, places: Mapping[str, int]) -> None:
        super().place(places)
        self._start, self._end = places[self._within.start], places[self._within.end]

    def _choice(self, values: Values, series: tuple[int, ...]) -> Race | None:
        seconds = self._seconds(values)
        if seconds is None:
            return None
        missed = Cells(series, of=1)
        if self._pending and holds(self._pending.where, values):
            waiting = Cells(series, pending=1)
            return Race(None, waiting, waiting)
        ended = values[self._within.end] is not None and holds(self._hit, values)
        return Race(seconds if ended else None, Cells(series, n=1, of=1), missed)

    def _seconds(self, values: Values) -> int | None:
        """The target, or None where the clock never started or there was none that day."""
        era = values[self._within.start]
        if era is None:
            return None
        day = self._ground.areas.first_day(era)
        return self._target.seconds_on(day, str(values[self._target.field]))

    def atom(self, choice: Race, view: View) -> Atom:
        kept = choice.target is not None and (
            _seconds(view, self._start, self._end) <= choice.target
        )
        return choice.kept if kept else choice.missed, self._slot(view), None


class Length(Term[Cells]):
    """A duration, counted exactly; or one that is still open, or never ended."""

    measures = True

    def __init__(self, ground: Ground, indicator: DurationIndicator) -> None:
        super().__init__(ground, indicator, indicator.of)
        self._from, self._to, self._open = indicator.start, indicator.end, indicator.open
        self._less_days = indicator.less_days
        self._in_days = indicator.counted_in == "days"

    def needs(self) -> Iterator[str]:
        yield from (self._from, self._to)
        yield from fields_named(self._open)

    def timed(self) -> Iterable[str]:
        ends = (self._from, self._to) if self._in_days else ()
        return self.population.at, *ends

    def reads(self) -> Iterable[str]:
        return (self._less_days,) if self._less_days else ()

    def place(self, places: Mapping[str, int]) -> None:
        super().place(places)
        self._start, self._end = places[self._from], places[self._to]
        self._less = places[self._less_days] if self._less_days else None

    def _choice(self, values: Values, series: tuple[int, ...]) -> Cells:
        if values[self._to] is None:
            return Cells(series, of=1, pending=int(holds(self._open, values)))
        return Cells(series, n=int(values[self._from] is not None), of=1)

    def atom(self, choice: Cells, view: View) -> Atom:
        if not choice.n:
            return choice, self._slot(view), None
        taken = self._days(view) if self._in_days else _seconds(view, self._start, self._end)
        return choice, self._slot(view), max(taken, 0)

    def _days(self, view: View) -> int:
        start: Instant = view.instants[self._start]
        end: Instant = view.instants[self._end]
        less: int | None = view.raw[self._less] if self._less is not None else None
        return end.day - start.day - (less or 0)


def _seconds(view: View, start: int, end: int) -> int:
    """Whole seconds between two moments."""
    from_: datetime = view.raw[start]
    to: datetime = view.raw[end]
    taken = to - from_
    return taken.days * 86_400 + taken.seconds
