"""The counts of all tables as numbered unknowns, and what a reader knows of them."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from oversight_measures.disclosure.tables import Cell, Row, Tables


@dataclass(frozen=True)
class Sum:
    """Numbered counts and their total; ``over`` is how much more the parts are than the total.

    A reader knows whether that is nothing, more or less, and not how much.
    """

    total: int
    parts: tuple[int, ...]
    over: int

    @property
    def cells(self) -> tuple[int, ...]:
        """The parts and the total."""
        return (*self.parts, self.total)


@dataclass(frozen=True)
class System:
    """Counts numbered in the order of their names, so that one table always gives one answer."""

    names: tuple[str, ...]
    values: tuple[int, ...]
    rows: tuple[frozenset[int], ...]
    sums: tuple[Sum, ...]
    told: frozenset[int]
    kept: frozenset[int]
    explained: tuple[frozenset[int], ...]

    @cached_property
    def sums_with(self) -> tuple[tuple[Sum, ...], ...]:
        """The sums that each count is in."""
        found: list[list[Sum]] = [[] for _ in self.values]
        for each in self.sums:
            for cell in set(each.cells):
                found[cell].append(each)
        return tuple(map(tuple, found))

    @cached_property
    def printable(self) -> frozenset[int]:
        """The counts that some row can print, and no other table told."""
        return frozenset(cell for row in self.rows for cell in row) - self.told

    def reading(self, secret: Set[int]) -> "Reading":
        """What a reader finds where every row with one of the ``secret`` counts is hidden."""
        hidden = [row for row in self.rows if not secret.isdisjoint(row)]
        shown = (row for row in self.rows if secret.isdisjoint(row))
        read = self.told.union(*shown)
        within = frozenset(cell for row in hidden for cell in row)
        unknown = frozenset(range(len(self.values))) - read
        covered = (within | (secret & unknown)) - read
        return Reading(self, read, covered, self._not_determined(set(unknown)), tuple(hidden))

    def _not_determined(self, unknown: set[int]) -> frozenset[int]:
        """Without those that are the only unknown of a sum, however often one gives the next."""
        left = list(self.sums)
        while left:
            each = left.pop()
            inside = [cell for cell in each.cells if cell in unknown]
            if each.over == 0 and len(inside) == 1:
                unknown.remove(inside[0])
                left += self.sums_with[inside[0]]
        return frozenset(unknown)


@dataclass(frozen=True)
class Reading:
    """What a reader knows: all but the ``unknown`` counts.

    ``read`` are those that some row prints, or another table told; ``covered`` those that must not
    be learnt: of hidden rows, or secret and printed nowhere.
    """

    system: System
    read: frozenset[int]
    covered: frozenset[int]
    unknown: frozenset[int]
    hidden: tuple[frozenset[int], ...]

    @cached_property
    def none(self) -> frozenset[int]:
        """The counts that one subtraction shows to be 0, and those that follow from these alone.

        Parts of a total that its printed parts leave nothing of, and a total of parts that are 0.
        What takes more, as two revisions held against one another, is no such thing.
        """
        found: set[int] = set()
        left = list(self.system.sums)
        while left:
            more = self._none_in(left.pop(), found)
            found |= more
            left += [each for cell in more for each in self.system.sums_with[cell]]
        return frozenset(found)

    def _none_in(self, each: Sum, none: set[int]) -> set[int]:
        values = self.system.values
        left = set(each.cells) - self.read - none
        parts = left.intersection(each.parts)
        if each.over == 0 and each.total not in left:
            printed = sum(values[cell] for cell in each.parts if cell in self.read)
            return parts if printed == values[each.total] else set()
        return left if each.over == 0 and not parts and not values[each.total] else set()

    def knots(self) -> list[tuple[int, ...]]:
        """The unknown counts that hang together, in order: by sums, by a hidden row, or since one
        of them was small.
        """
        near: dict[int, set[int]] = {cell: {cell} for cell in self.unknown}
        ties = (each.cells for each in self.system.sums)
        for tie in (*ties, *self.hidden, *self.system.explained):
            _join(near, [cell for cell in tie if cell in self.unknown])
        found = {id(each): each for each in near.values()}
        knots = (tuple(sorted(each)) for each in found.values())
        return sorted(each for each in knots if not self.covered.isdisjoint(each))

    def beside(self, knot: Iterable[int]) -> set[int]:
        """Printed counts that share a sum with one of a knot, and can be hidden."""
        sums = {each for cell in knot for each in self.system.sums_with[cell]}
        around = {cell for each in sums for cell in each.cells}
        return (around & self.system.printable) - self.unknown - self.covered

    def rest(self, each: Sum) -> int | None:
        """What is left of a known total less its known parts; None where nothing is hidden."""
        if each.over != 0 or each.total in self.unknown:
            return None
        inside = [cell for cell in each.parts if cell in self.unknown]
        if self.covered.isdisjoint(inside):
            return None
        return sum(self.system.values[cell] for cell in inside)


def _join(near: dict[int, set[int]], tied: Sequence[int]) -> None:
    for cell in tied[1:]:
        one, other = near[tied[0]], near[cell]
        if one is not other:
            small, large = sorted((one, other), key=len)
            large |= small
            for each in small:
                near[each] = large


def system_of(
    tables: Tables[Row, Cell], cells: Sequence[Cell], name: Callable[[Cell], str]
) -> System:
    """The system of tables whose counts are these cells, in the order of their names.

    Raises KeyError on a count that is not there.
    """
    number = {cell: at for at, cell in enumerate(cells)}
    counts = tables.counts
    sums = {
        Sum(
            number[each.total],
            tuple(sorted(number[cell] for cell in each.parts)),
            sum(counts[cell] for cell in each.parts) - counts[each.total],
        )
        for each in tables.relations
    }
    return System(
        tuple(map(name, cells)),
        tuple(counts[cell] for cell in cells),
        tuple(frozenset(number[cell] for cell in row) for row in tables.rows.values()),
        tuple(sorted(sums, key=lambda each: (each.total, each.parts))),
        frozenset(number[cell] for cell in tables.told),
        frozenset(number[cell] for cell in tables.kept),
        tuple(frozenset(number[cell] for cell in each) for each in tables.explained),
    )
