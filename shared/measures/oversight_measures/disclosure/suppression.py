"""Suppression in tables with totals: what is hidden so that no hidden count can be worked out.

Every row that prints a small count is hidden first. Then further ones, chosen by lot with a secret
key, until

1. what is left of a printed total is no small number, and
2. no hidden count can be bounded tighter than the width of the rule from everything that is
   printed, by whole numbers that are not negative (`exposure`).

Now and then the lot hides one more than is needed. So each table that prints the same, and has a
small count wherever something is hidden, could have been hidden like this by some key: which rows
are hidden leaves each of them possible. It does not make them equally likely: where three are
hidden, most often two are small. All tables that share counts or totals are given at once. The
method is complementary cell suppression (Hundepool and others, Statistical Disclosure Control,
2012, chapter 4); that a choice by size can be played backwards is known as the minimality attack
(Wong and others, VLDB 2007). It is safe against what is printed and was printed before, not
against other knowledge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from oversight_measures.disclosure.exposure import exposed
from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.partners import Partners
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.disclosure.system import Reading, System, system_of
from oversight_measures.disclosure.tables import Cell, Row, Tables

# How often one more is hidden than is needed. More often would cost rows and help little: at one in
# four an eighth more are hidden, and of `*, *, *, 20` with their total 32 a reader who was 99% sure
# that two are small still is 87% sure.
MORE = 1 / 64


@dataclass(frozen=True)
class Suppression(Generic[Row, Cell]):
    """The rows that must not be printed; ``lost`` where some hidden count can be bounded all the
    same, since nothing is left to hide.

    ``explained`` are counts of which one is small: a reader knows that, since they are hidden.
    """

    rows: frozenset[Row]
    lost: bool = False
    explained: tuple[frozenset[Cell], ...] = ()


def suppressed(
    tables: Tables[Row, Cell],
    rule: SmallNumbers,
    lots: Lots,
    name: Callable[[Cell], str] = str,
) -> Suppression[Row, Cell]:
    """Return what must not be printed; nothing where no count is small, or kept.

    ``name`` is the name that a count has whenever these tables are printed again. Raises ValueError
    on a negative count, KeyError on a relation of cells that have no count.
    """
    cells = sorted(tables.counts, key=name)
    system = system_of(tables, cells, name)
    small = {cell for cell, count in enumerate(system.values) if rule.small(count)}
    secret = small | system.kept
    if not secret:
        return Suppression(frozenset())
    hiding = _Hiding(system, rule, lots)
    reading = system.reading(secret)
    while more := hiding.more(reading):
        secret |= more
        reading = system.reading(secret)
    hidden = (not secret.isdisjoint(inside) for inside in system.rows)
    rows = frozenset(row for row, hides in zip(tables.rows, hidden, strict=True) if hides)
    own = (knot for knot in reading.knots() if system.kept.isdisjoint(knot))
    explained = tuple(frozenset(cells[cell] for cell in knot) for knot in own)
    lost = bool(hiding.lost) or not small.isdisjoint(system.told)
    return Suppression(rows, lost, explained)


class _Hiding:
    """What to hide next, from what a reader could still find."""

    def __init__(self, system: System, rule: SmallNumbers, lots: Lots) -> None:
        self._system = system
        self._rule = rule
        self._lots = lots
        self._partners = Partners(system, lots)
        self._safe: set[tuple[tuple[int, ...], frozenset[int]]] = set()
        self.lost: set[int] = set()

    def more(self, reading: Reading) -> set[int]:
        """Further counts to hide; none where everything hidden is kept, or lost."""
        knots = reading.knots()
        return (
            self._by_lot(reading, knots)
            or self._of_small_rests(reading)
            or self._of_determined(reading)
            or self._of_exposed(reading, knots)
        )

    def _by_lot(self, reading: Reading, knots: list[tuple[int, ...]]) -> set[int]:
        """One more beside a knot, where the lot of the knot says so."""
        for knot in knots:
            names = (self._system.names[cell] for cell in knot)
            if self._lots.draw("more", *names) < MORE:
                more = self._partners.first(reading.beside(knot))
                if more:
                    return more
        return set()

    def _of_small_rests(self, reading: Reading) -> set[int]:
        """One more part of a total whose hidden parts are few together, or else the total."""
        for each in self._system.sums:
            rest = reading.rest(each)
            if rest and self._rule.small(rest):
                free = reading.beside([cell for cell in each.cells if cell in reading.unknown])
                for among in (free.intersection(each.parts), free.intersection({each.total})):
                    if more := self._partners.first(among):
                        return more
        return set()

    def _of_determined(self, reading: Reading) -> set[int]:
        """Partners of hidden counts that follow from the others by subtraction."""
        shown = frozenset() if self._rule.zeros else reading.none
        return self._of_cells(reading, sorted(reading.covered - reading.unknown - shown))

    def _of_exposed(self, reading: Reading, knots: list[tuple[int, ...]]) -> set[int]:
        for knot in knots:
            state = knot, reading.covered.intersection(knot)
            if state in self._safe:
                continue
            more = self._of_cells(reading, exposed(reading, knot, self._rule), knot)
            if more:
                return more
            self._safe.add(state)
        return set()

    def _of_cells(self, reading: Reading, cells: list[int], knot: tuple[int, ...] = ()) -> set[int]:
        for cell in cells:
            if cell in self.lost:
                continue
            more = self._partners.of(reading, cell, self._rule.width)
            more = more or self._partners.first(reading.beside(knot or (cell,)))
            if more:
                return more
            self.lost.add(cell)
        return set()
