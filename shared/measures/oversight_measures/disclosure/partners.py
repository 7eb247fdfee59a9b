"""Partners: which further counts to hide so that a hidden one can have another value.

The method is that of a flow (Kelly, Golden and Assad 1992; Castro 2012): a table is looked for in
which the hidden count is greater by the width and everything else that is printed stays, at the
least cost of printed counts that have to change. Those are hidden. Each costs what the lot says, so
that without the key nobody can work out which of several would be taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.system import Reading, Sum, System

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# A count that is hidden already costs next to nothing; a total costs more than one of its parts.
HIDDEN, TOTAL = 0.001, 5


class Partners:
    """Chooses partners in one system of counts, by lot."""

    def __init__(self, system: System, lots: Lots) -> None:
        self._system = system
        self._costs = [
            (1 + lots.draw("partner", name)) * self._weight(cell)
            for cell, name in enumerate(system.names)
        ]
        self._order = [
            lots.draw("order", name) * self._weight(cell) for cell, name in enumerate(system.names)
        ]

    def of(self, reading: Reading, cell: int, width: int) -> set[int]:
        """The printed counts to hide for one that can be bounded; none where no table is found."""
        used = self._moved(reading, cell, width)
        if not used and self._system.values[cell]:
            used = self._moved(reading, cell, -min(width, self._system.values[cell]))
        return used

    def first(self, cells: Iterable[int]) -> set[int]:
        """The count among ``cells`` that the lot puts first; none of none."""
        found = min(cells, key=lambda cell: self._order[cell], default=None)
        return set() if found is None else {found}

    def _weight(self, cell: int) -> int:
        return 1 + TOTAL * sum(each.total == cell for each in self._system.sums_with[cell])

    def _moved(self, reading: Reading, cell: int, by: int) -> set[int]:
        """Printed counts that change with a count, in the cheapest table of all."""
        cells = self._around(cell)
        costs = [self._cost(reading, each) for each in cells]
        moved = _Flow(self._system, cells, costs).moved(cell, by)
        return (moved & self._system.printable) - reading.covered - reading.unknown

    def _cost(self, reading: Reading, cell: int) -> float:
        hidden = cell in reading.unknown or cell in reading.covered
        if hidden or cell not in self._system.printable:
            return HIDDEN
        return self._costs[cell]

    def _around(self, cell: int) -> list[int]:
        """All counts that hang together with one by sums, without those that were told."""
        found, left = {cell}, [cell]
        while left:
            for each in self._system.sums_with[left.pop()]:
                more = set(each.cells) - found - self._system.told
                found |= more
                left += more
        return sorted(found)


@dataclass(frozen=True)
class _Flow:
    """What counts that hang together can rise and fall by, at a cost for each by one."""

    system: System
    cells: list[int]
    costs: list[float]

    def moved(self, cell: int, by: int) -> set[int]:
        """The counts that change where one changes ``by`` so much; none where it cannot."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        at, size = self.cells.index(cell), len(self.cells)
        # First how much each rises, then how much each falls.
        low, high = [0.0] * (2 * size), [inf] * size
        high += [float(self.system.values[each]) for each in self.cells]
        for place, much in ((at, by), (size + at, -by)):
            low[place] = high[place] = float(max(much, 0))
        if not self._sums:
            return set()
        solution = milp(
            self.costs * 2,
            bounds=Bounds(low, high),
            constraints=[LinearConstraint(self._matrix, *self._ends)],
        )
        if solution.x is None:
            return set()
        both = zip(self.cells, solution.x[:size], solution.x[size:], strict=True)
        return {each for each, rise, fall in both if rise + fall > 1e-6}

    @cached_property
    def _sums(self) -> list[Sum]:
        return list(dict.fromkeys(s for one in self.cells for s in self.system.sums_with[one]))

    @property
    def _ends(self) -> tuple[list[float], list[float]]:
        """Sums stay: parts that are more than their total stay more, and fewer stay fewer."""
        least = [-inf if each.over < 0 else -float(each.over) for each in self._sums]
        most = [inf if each.over > 0 else -float(each.over) for each in self._sums]
        return least, most

    @property
    def _matrix(self) -> "csr_array":
        """How much each sum's parts less its total change by what rises and what falls."""
        from scipy.sparse import csr_array

        places, size = {cell: at for at, cell in enumerate(self.cells)}, len(self.cells)
        entries: list[tuple[int, int, int]] = []
        for row, each in enumerate(self._sums):
            signs = [(part, 1) for part in each.parts] + [(each.total, -1)]
            for cell, sign in signs:
                if cell in places:
                    entries += [(row, places[cell], sign), (row, size + places[cell], -sign)]
        rows, columns, numbers = zip(*entries, strict=True)
        return csr_array((numbers, (rows, columns)), shape=(len(self._sums), 2 * size))
