"""Sums that a reader can add up: groups to all, months to years, units to the force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from oversight_contracts.definitions.models.reference import Force, area_and_ancestors
from oversight_contracts.measures.disclosed import OPEN
from oversight_measures.disclosure.tables import Relation
from oversight_measures.periods.period import Period
from oversight_reporting.disclosure.cells import DisclosedCount

Sum = Relation[DisclosedCount]


def sums_of(counts: Collection[DisclosedCount], forces: Mapping[str, Force]) -> Iterator[Sum]:
    """Every sum among ``counts`` of one thing."""
    known = set(counts)
    yield from _of_groups(known)
    yield from _of_areas(known, forces)
    yield from _of_periods(known)


def _of_groups(known: set[DisclosedCount]) -> Iterator[Sum]:
    """Values of the dimensions that a count is broken down by further, to the count."""
    parts: dict[tuple[DisclosedCount, frozenset[str]], list[DisclosedCount]] = defaultdict(list)
    for count in known:
        for total in _coarser(count):
            if total in known:
                parts[total, count.dimensions].append(count)
    for (total, _), found in parts.items():
        yield Relation(total, tuple(found))


def _coarser(count: DisclosedCount) -> Iterator[DisclosedCount]:
    if count.breakdown:
        yield count._replace(breakdown=frozenset())
    if len(count.breakdown) > 1:
        for pair in count.breakdown:
            yield count._replace(breakdown=frozenset({pair}))


def _of_areas(known: set[DisclosedCount], forces: Mapping[str, Force]) -> Iterator[Sum]:
    parts: dict[tuple[DisclosedCount, str], list[DisclosedCount]] = defaultdict(list)
    for count in known:
        areas = forces[count.force].areas
        if count.area in areas:
            for around in area_and_ancestors(forces, count.force, count.area)[1:]:
                total = count._replace(area=around)
                if total in known:
                    parts[total, areas[count.area].kind].append(count)
    for (total, _), found in parts.items():
        yield Relation(total, tuple(found))


def _of_periods(known: set[DisclosedCount]) -> Iterator[Sum]:
    """Pieces of a period, whether one result was cut into them or each was asked for alone."""
    alike: dict[tuple[object, ...], list[DisclosedCount]] = defaultdict(list)
    for count in known:
        # What is open at the end of a month is no part of what is open at the end of the year.
        if count.what[-1] != OPEN:
            alike[count.what, count.force, count.area, count.breakdown].append(count)
    for found in alike.values():
        periods = [each.period for each in found]
        for total in found:
            for parts in _made_up_of(total.period, periods):
                yield Relation(total, tuple(total._replace(period=each) for each in parts))


def _made_up_of(whole: Period, pieces: Iterable[Period]) -> Iterator[list[Period]]:
    """Pieces that follow one another from end to end: one way for each that can stand first."""
    inside = [each for each in pieces if each != whole and _within(each, whole)]
    following: dict[date, Period] = {}
    # The last first, so that what follows a piece is known; of those of one day the longest.
    for piece in sorted(inside, reverse=True):
        if piece.end == whole.end or piece.end in following:
            following.setdefault(piece.start, piece)
    for first in inside:
        if first.start == whole.start and first.end in following:
            found = [first]
            while found[-1].end != whole.end:
                found.append(following[found[-1].end])
            yield found


def _within(piece: Period, period: Period) -> bool:
    return period.start <= piece.start and piece.end <= period.end
