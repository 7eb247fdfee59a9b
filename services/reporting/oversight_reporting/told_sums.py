"""What a reader can add up: groups to all, months to years, units to authorities and the force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from oversight_contracts.definitions.reference import Force, area_and_ancestors
from oversight_measures.periods import Period
from oversight_measures.suppression import Relation
from oversight_reporting.told_counts import OPEN, Count

Sum = Relation[Count]


def sums_of(
    counts: Collection[Count], pieces: Iterable[Sequence[Period]], forces: Mapping[str, Force]
) -> Iterator[Sum]:
    """Every sum among ``counts``; ``pieces`` are the periods that an answer was cut into."""
    known = set(counts)
    yield from _of_groups(known)
    yield from _of_areas(known, forces)
    for cut in {tuple(each) for each in pieces if len(each) > 1}:
        yield from _of_pieces(known, cut)


def _of_groups(known: set[Count]) -> Iterator[Sum]:
    """Values of the dimensions that a count is broken down by further, to the count."""
    parts: dict[tuple[Count, frozenset[str]], list[Count]] = defaultdict(list)
    for count in known:
        for total in _coarser(count):
            if total in known:
                parts[total, count.dimensions].append(count)
    for (total, _), found in parts.items():
        yield Relation(total, tuple(found))


def _coarser(count: Count) -> Iterator[Count]:
    if count.breakdown:
        yield count._replace(breakdown=frozenset())
    if len(count.breakdown) > 1:
        for pair in count.breakdown:
            yield count._replace(breakdown=frozenset({pair}))


def _of_areas(known: set[Count], forces: Mapping[str, Force]) -> Iterator[Sum]:
    parts: dict[tuple[Count, str], list[Count]] = defaultdict(list)
    for count in known:
        areas = forces[count.force].areas
        if count.area in areas:
            for around in area_and_ancestors(forces, count.force, count.area)[1:]:
                total = count._replace(area=around)
                if total in known:
                    parts[total, areas[count.area].kind].append(count)
    for (total, _), found in parts.items():
        yield Relation(total, tuple(found))


def _of_pieces(known: set[Count], pieces: Sequence[Period]) -> Iterator[Sum]:
    for total in known:
        # What is open at the end of a month is no part of what is open at the end of the year.
        if total.what[-1] == OPEN:
            continue
        inside = [each for each in pieces if _within(each, total.period)]
        whole = len(inside) > 1 and sum(each.days for each in inside) == total.period.days
        parts = tuple(total._replace(period=each) for each in inside)
        if whole and known.issuperset(parts):
            yield Relation(total, parts)


def _within(piece: Period, period: Period) -> bool:
    return period.start <= piece.start and piece.end <= period.end
