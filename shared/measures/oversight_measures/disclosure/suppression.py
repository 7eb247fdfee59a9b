"""Suppression in tables with totals: what is hidden so that no small count can be worked out.

Every row that prints a small count is hidden first. Then further ones, those of the smallest
counts, until

1. what is left of a printed total is no small number, and of more than one count, and
2. each small count could have another value with everything that is printed staying as it is: shown
   by finding such other counts, whole and not negative (integer programming, scipy's HiGHS).

All tables that share counts or totals are given at once. The method is complementary cell
suppression (Hundepool and others, Statistical Disclosure Control, 2012, chapter 4), with more
hidden than the least possible. It is safe against arithmetic on what is printed, not against other
knowledge, and not against somebody who plays the choice of further rows backwards.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from oversight_measures.disclosure.exposure import exposed
from oversight_measures.disclosure.small_numbers import SmallNumbers

Cell = TypeVar("Cell", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


@dataclass(frozen=True)
class Relation(Generic[Cell]):
    """Counts that a reader may add up, and their total.

    It need not hold exactly: where groups overlap or are not all of the total, the reader is taken
    to know which of the two is the greater.
    """

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The parts and the total."""
        return (*self.parts, self.total)


@dataclass(frozen=True)
class Tables(Generic[Row, Cell]):
    """The printed tables that a reader sees together.

    `counts` may hold some that no row prints, such as the rest of a share. `rows` say which counts
    can be read from each: a row is printed whole or not at all.
    """

    counts: Mapping[Cell, int]
    rows: Mapping[Row, Set[Cell]]
    relations: tuple[Relation[Cell], ...]

    def hides(self, cells: Set[Cell]) -> set[Row]:
        """The rows from which any of ``cells`` can be read."""
        return {row for row, inside in self.rows.items() if not cells.isdisjoint(inside)}

    def unread(self, hidden: Set[Row]) -> set[Cell]:
        """The counts that can be read from no row."""
        read = {cell for row, cells in self.rows.items() if row not in hidden for cell in cells}
        return self.counts.keys() - read


def suppressed(tables: Tables[Row, Cell], rule: SmallNumbers) -> frozenset[Row]:
    """Return the rows that must not be printed; none where nothing is small.

    Raises ValueError on a negative count, KeyError on a relation of cells that have no count.
    """
    secret = {cell for cell, count in tables.counts.items() if rule.small(count)}
    while secret:
        unread = tables.unread(tables.hides(secret))
        more = _by_totals(tables, rule, secret, unread) or _by_exposure(tables, rule, unread)
        if not more:
            break
        secret |= more
    return frozenset(tables.hides(secret))


def _by_totals(
    tables: Tables[Row, Cell], rule: SmallNumbers, secret: Set[Cell], unread: Set[Cell]
) -> set[Cell]:
    """Printed counts that give a secret one away by one subtraction, the smallest of each sum."""
    found: set[Cell] = set()
    for relation in tables.relations:
        if not _told(tables, relation, rule, secret | found, unread | found):
            continue
        for cells in (relation.parts, (relation.total,)):
            more = _smallest(tables, cells, unread | found)
            if more is not None:
                found.add(more)
                break
    return found


def _by_exposure(tables: Tables[Row, Cell], rule: SmallNumbers, unread: Set[Cell]) -> set[Cell]:
    """Printed counts beside those that could be nothing else."""
    sums = [(each.total, each.parts) for each in tables.relations]
    given_away = exposed(tables.counts, sums, unread, rule)
    around = (_around(tables, unread, cell) for cell in given_away)
    return {cell for cell in around if cell is not None}


def _told(
    tables: Tables[Row, Cell],
    relation: Relation[Cell],
    rule: SmallNumbers,
    secret: Set[Cell],
    unread: Set[Cell],
) -> bool:
    """Return whether subtraction in one relation gives a secret or a small rest of the total."""
    counts = tables.counts
    inside = [cell for cell in relation.cells if cell in unread]
    if secret.isdisjoint(inside):
        return False
    if counts[relation.total] != sum(counts[cell] for cell in relation.parts):
        return False
    rest = sum(counts[cell] for cell in inside)
    return len(inside) == 1 or (relation.total not in unread and rule.small(rest))


def _around(tables: Tables[Row, Cell], unread: Set[Cell], cell: Cell) -> Cell | None:
    """The smallest printed count beside ``cell``, else further off, else one that is zero."""
    near = {cell}
    for _ in tables.relations:
        around = list(_neighbours(tables, near))
        found = _smallest(tables, around, unread)
        if found is not None:
            return found
        near.update(around)
    return next((other for other in tables.counts if other in near and other not in unread), None)


def _neighbours(tables: Tables[Row, Cell], near: Set[Cell]) -> Iterator[Cell]:
    for relation in tables.relations:
        if not near.isdisjoint(relation.cells):
            yield from relation.cells


def _smallest(tables: Tables[Row, Cell], cells: Iterable[Cell], unread: Set[Cell]) -> Cell | None:
    # A zero protects nothing: it is printed, or small itself.
    printed = [cell for cell in cells if cell not in unread and tables.counts[cell]]
    return min(printed, key=lambda cell: tables.counts[cell], default=None)
