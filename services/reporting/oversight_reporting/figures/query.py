"""A query for figures: what was asked, checked against what is defined."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Force, counted_forces
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.periods.period import Every, Period, period_of, split

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
MOST_PIECES = 4_000
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
VALUES = ("from", "to", "force", "area", "by", "basis")
SERIES = (*VALUES, "every")


class Refused(Exception):
    """A parameter that cannot be answered; ``missing`` where what it names does not exist."""

    def __init__(self, parameter: str, reason: str, *, missing: bool = False) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True)
class FigureQuery:
    """Figures of one indicator over London days; ``by`` holds dimensions in sorted order.

    ``basis`` is None where the measure has no residents. ``every`` cuts the period. With
    ``whole_record`` it begins with the first piece that anything is known of.
    """

    indicator: Indicator
    force: str
    area: str
    period: Period
    by: tuple[str, ...] = ()
    basis: str | None = None
    every: Every | None = None
    whole_record: bool = False

    def __hash__(self) -> int:
        # Not over the whole definition: its id is as telling, and definitions hold mappings.
        where = (self.indicator.id, self.force, self.area, self.period)
        return hash((*where, self.by, self.basis, self.every, self.whole_record))


def from_the_first(
    query: FigureQuery, first_record: date | None, stated: Iterable[Period]
) -> FigureQuery:
    """The query from the first piece on that there are records or statistics of."""
    every = query.every
    begun = [] if first_record is None else [first_record]
    begun += [each.start for each in stated if every and each == period_of(each.start, every)]
    first = min((day for day in begun if day < query.period.start), default=None)
    if first is None or every is None:
        return query
    return replace(query, period=Period(period_of(first, every).start, query.period.end))


def find_indicator(catalogue: Catalogue, name: str) -> Indicator:
    """The indicator of this id. Raises ``Refused``."""
    found = catalogue.indicators.get(name)
    if found is None:
        known = _listed(catalogue.indicators)
        raise Refused("id", f"there is no indicator {name}; there are {known}", missing=True)
    return found


def read_query(
    catalogue: Catalogue, default_force: str, name: str, given: Mapping[str, str], *, series: bool
) -> FigureQuery:
    """The query that query parameters ask. Raises ``Refused`` naming the one at fault."""
    indicator = find_indicator(catalogue, name)
    _refuse_unknown(given, SERIES if series else VALUES)
    force = read_force_of(catalogue, indicator, given.get("force") or default_force)
    period = read_period(given)
    area = read_area(catalogue, force, given.get("area") or WHOLE_FORCE)
    by = read_by(indicator, given.get("by"))
    basis = read_basis(catalogue, indicator, force, area, given.get("basis"))
    every = read_every(given.get("every"), period) if series else None
    return FigureQuery(indicator, force, area, period, by, basis, every)


def read_period(given: Mapping[str, str]) -> Period:
    """``from`` is in, ``to`` is not. Raises ``Refused``."""
    start, end = (_read_day(name, given.get(name)) for name in ("from", "to"))
    if end <= start:
        raise Refused("to", f"must be after from ({start}): the day itself is no longer in")
    return Period(start, end)


def read_force(catalogue: Catalogue, force: str) -> str:
    """A force that is defined. Raises ``Refused``."""
    if force not in catalogue.forces:
        raise Refused("force", f"there is no force {force}; there are {_listed(catalogue.forces)}")
    return force


def read_counted_force(catalogue: Catalogue, force: str) -> str:
    """A force whose records are counted: no comparator. Raises ``Refused``."""
    read_force(catalogue, force)
    if force not in (known := counted_forces(catalogue.forces)):
        raise Refused("force", f"{force} is a comparator: there are {_listed(known)}")
    return force


def read_force_of(catalogue: Catalogue, indicator: Indicator, force: str) -> str:
    """A force that an indicator can be asked of. Raises ``Refused``."""
    read_force(catalogue, force)
    if force not in (known := forces_of(catalogue, indicator)):
        reason = f"{force} is a comparator: nothing is counted in it; there are {_listed(known)}"
        raise Refused("force", reason)
    return force


def forces_of(catalogue: Catalogue, indicator: Indicator) -> Mapping[str, Force]:
    """The forces that an indicator can be asked of: comparators have published statistics alone."""
    if indicator.is_published:
        return catalogue.forces
    return counted_forces(catalogue.forces)


def read_area(catalogue: Catalogue, force: str, area: str) -> str:
    """An area of the force, or the whole of it. Raises ``Refused``."""
    known = (WHOLE_FORCE, *catalogue.forces[force].areas)
    if area not in known:
        raise Refused("area", f"{force} has no area {area}; there are {_listed(known)}")
    return area


def read_by(indicator: Indicator, given: str | None) -> tuple[str, ...]:
    """Dimensions in sorted order, as series are named by. Raises ``Refused``."""
    possible = indicator.possible_breakdowns
    if not given:
        return possible[0] if indicator.reference_group else ()
    asked = tuple(sorted(part.strip() for part in given.split(",")))
    if asked not in [tuple(sorted(each)) for each in possible]:
        known = "; ".join(",".join(each) for each in possible) or "none"
        raise Refused("by", f"{indicator.id} is not kept by {given}; possible: {known}")
    return asked


def bases_of(catalogue: Catalogue, force: str, area: str) -> list[str]:
    """The bases of an area's residents: censuses, the newest by name first, then parts of them."""
    here = [each for each in catalogue.residents if (each.force, each.area) == (force, area)]
    newest = sorted(here, key=lambda each: each.basis, reverse=True)
    return [each.basis for each in sorted(newest, key=lambda each: each.only is not None)]


def read_basis(
    catalogue: Catalogue, indicator: Indicator, force: str, area: str, given: str | None
) -> str | None:
    """The census of a rate or a disparity, the newest where none is named. Raises ``Refused``."""
    if not indicator.over_residents:
        if given:
            raise Refused("basis", f"{indicator.id} is not measured over residents")
        return None
    known = bases_of(catalogue, force, area)
    if not known:
        raise Refused("area", f"no residents are known of {area} of {force}")
    if given and given not in known:
        raise Refused("basis", f"no residents are known of {given}; there are {_listed(known)}")
    if given:
        return given
    newest = catalogue.newest_residents(force, area)
    if newest is not None:
        return newest.basis
    part = catalogue.residents_of(force, area, known[0])
    only = part.only if part else ""
    raise Refused("basis", f"only residents {only} are known of {area}: name {known[0]}")


def read_every(given: str | None, period: Period) -> Every:
    """The pieces that the period is cut into. Raises ``Refused``."""
    if given not in list(Every):
        raise Refused("every", f"is one of {_listed(Every)}")
    every = Every(given)
    # A day is the shortest piece: no need to cut before the pieces are known to be few.
    if every is Every.DAY and period.days > MOST_PIECES or len(split(period, every)) > MOST_PIECES:
        raise Refused("every", f"would cut the period into more than {MOST_PIECES:,} pieces")
    return every


def _read_day(name: str, text: str | None) -> date:
    if not text:
        raise Refused(name, "is missing: a day such as 2019-04-01")
    if not _DAY.match(text):
        raise Refused(name, f"{text} is no day; write it as 2019-04-01")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(name, f"{text} is no day: {error}") from None
    if not EARLIEST <= day <= LATEST:
        raise Refused(name, f"lies outside {EARLIEST.year} to {LATEST.year}")
    return day


def _refuse_unknown(given: Iterable[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise Refused(name, f"there is no such parameter; there are {_listed(known)}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
