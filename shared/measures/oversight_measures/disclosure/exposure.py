"""The disclosure audit: whether a hidden count can be worked out from what is printed."""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import inf
from typing import Generic, Literal, TypeVar

from oversight_measures.disclosure.small_numbers import SmallNumbers

Cell = TypeVar("Cell", bound=Hashable)
# A table of more hidden cells is given to the solver at once.
_FEW = 30
Sum = tuple[Cell, tuple[Cell, ...]]


def exposed(
    values: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: Set[Cell], rule: SmallNumbers
) -> list[Cell]:
    """Return hidden cells whose small value is the only possible one, of each table the first.

    `sums` are (total, parts). The reader knows every other value, whether each total is equal to,
    less or more than its parts, and that a hidden value is not negative, nor zero where zeros are
    printed.
    """
    found = (_exposed(knot, rule) for knot in _knots(values, sums, hidden))
    return [cell for cell in found if cell is not None]


def _exposed(knot: "_Knot[Cell]", rule: SmallNumbers) -> Cell | None:
    left = [cell for cell in knot.cells if rule.small(knot.values[cell])]
    while left:
        other = knot.other(left[0], rule)
        if other is None:
            return left[0]
        left = [cell for cell in left if other[cell] == knot.values[cell]]
    return None


@dataclass(frozen=True)
class _Limit:
    """Bounds of a weighted sum of the hidden cells."""

    weights: Sequence[int]
    low: float
    high: float

    def holds(self, found: Sequence[int]) -> bool:
        """True where it holds exactly."""
        value = sum(weight * each for weight, each in zip(self.weights, found, strict=True))
        return self.low <= value <= self.high


@dataclass(frozen=True)
class _Knot(Generic[Cell]):
    """Hidden cells that hang together, and the sums that hold of them."""

    cells: tuple[Cell, ...]
    values: Mapping[Cell, int]
    sums: tuple[Sum[Cell], ...]

    def other(self, cell: Cell, rule: SmallNumbers) -> Mapping[Cell, int] | None:
        """Values that fit all that is printed, with another one for ``cell``; None without any."""
        exchanged = self._exchange(cell, rule)
        if exchanged is not None:
            return exchanged
        known, floor = self.values[cell], self._floor(cell, rule)
        for low, high in ((known + 1, inf), (floor, known - 1)):
            found = self._solve(cell, low, high, rule) if low <= high else None
            if found is not None:
                return found
        return None

    def _exchange(self, cell: Cell, rule: SmallNumbers) -> Mapping[Cell, int] | None:
        """Values with one more here and one less in another cell, or the like: quick to try."""
        known = {each: self.values[each] for each in self.cells}
        near = self.cells if len(self.cells) <= _FEW else ()
        for other, here, there in product(near, (1, -1), (-1, 1, 0)):
            changed = {**known, other: known[other] + there}
            changed[cell] = known[cell] + here
            fits = all(changed[each] >= self._floor(each, rule) for each in (cell, other))
            if fits and all(each.holds([*changed.values()]) for each in self._limits):
                return changed
        return None

    def _floor(self, cell: Cell, rule: SmallNumbers) -> int:
        return 0 if rule.zeros or not self.values[cell] else 1

    def _solve(
        self, cell: Cell, low: float, high: float, rule: SmallNumbers
    ) -> Mapping[Cell, int] | None:
        lower = [low if each == cell else self._floor(each, rule) for each in self.cells]
        upper = [high if each == cell else inf for each in self.cells]
        whole: list[Literal[0, 1, 2, 3]] = [1] * len(self.cells)
        # Read where it is needed: it takes most of a second, of every start of a service too.
        from scipy.optimize import Bounds, LinearConstraint, milp

        solution = milp(
            [1.0] * len(self.cells),
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=[
                LinearConstraint([each.weights], each.low, each.high) for each in self._limits
            ],
        )
        if solution.x is None:
            return None
        found = [round(value) for value in solution.x]
        # The solver's numbers are floating; what counts is held to whole ones.
        fits = all(each.holds(found) for each in self._limits) and min(found) >= 0
        return dict(zip(self.cells, found, strict=True)) if fits else None

    @cached_property
    def _limits(self) -> list[_Limit]:
        found: list[_Limit] = []
        for total, parts in self.sums:
            over = sum(self.values[cell] for cell in parts) - self.values[total]
            low, high = -inf if over < 0 else 0, inf if over > 0 else 0
            found.append(self._limit(parts, total, low, high))
            # Where groups overlap, each is still a part of all.
            if over > 0:
                found += [self._limit((part,), total, -inf, 0) for part in parts]
        return found

    def _limit(self, parts: Sequence[Cell], total: Cell, low: float, high: float) -> _Limit:
        """That the parts less the total lie between two bounds, as a limit to what is hidden."""
        weights = [int(cell in parts) - int(cell == total) for cell in self.cells]
        printed = sum(self.values[cell] for cell in parts if cell not in self.cells)
        rest = (0 if total in self.cells else self.values[total]) - printed
        return _Limit(weights, low + rest, high + rest)


def _knots(
    values: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: Set[Cell]
) -> Iterator[_Knot[Cell]]:
    touching: dict[Cell, list[int]] = {cell: [] for cell in values if cell in hidden}
    for number, (total, parts) in enumerate(sums):
        for cell in {total, *parts} & hidden:
            touching[cell].append(number)
    order = {cell: at for at, cell in enumerate(touching)}
    seen: set[Cell] = set()
    for first in touching:
        if first not in seen:
            cells, numbers = _reached(first, touching, sums)
            seen |= cells
            inside = tuple(sorted(cells, key=order.__getitem__))
            yield _Knot(inside, values, tuple(sums[number] for number in sorted(numbers)))


def _reached(
    first: Cell, touching: Mapping[Cell, Sequence[int]], sums: Sequence[Sum[Cell]]
) -> tuple[set[Cell], set[int]]:
    """The hidden cells that hang together with one, and the sums that they are in."""
    cells, numbers, left = {first}, set[int](), [first]
    while left:
        for number in touching[left.pop()]:
            if number not in numbers:
                numbers.add(number)
                total, parts = sums[number]
                more = [cell for cell in (total, *parts) if cell in touching and cell not in cells]
                cells.update(more)
                left += more
    return cells, numbers
