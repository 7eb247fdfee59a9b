"""Whether a hidden count can be worked out from what is printed, by integer programming."""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import inf
from typing import Generic, Literal, TypeVar

from scipy.optimize import Bounds, LinearConstraint, milp

from oversight_measures.small_numbers import SmallNumbers

Cell = TypeVar("Cell", bound=Hashable)
Sum = tuple[Cell, tuple[Cell, ...]]


def exposed(
    values: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: Set[Cell], rule: SmallNumbers
) -> Cell | None:
    """Return a hidden cell whose small value is the only possible one; None where there is none.

    `sums` are (total, parts). The reader knows every other value, whether each total is equal to,
    less or more than its parts, and that a hidden value is not negative, nor zero where zeros are
    printed.
    """
    for knot in _knots(values, sums, hidden):
        left = [cell for cell in knot.cells if rule.small(values[cell])]
        while left:
            other = knot.other(left[0], rule)
            if other is None:
                return left[0]
            left = [cell for cell in left if other[cell] == values[cell]]
    return None


@dataclass(frozen=True)
class _Limit:
    """Bounds of a weighted sum of the hidden cells."""

    weights: Sequence[int]
    low: float
    high: float

    def holds(self, found: Sequence[int]) -> bool:
        """Whether it holds exactly."""
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
        known, floor = self.values[cell], self._floor(cell, rule)
        for low, high in ((known + 1, inf), (floor, known - 1)):
            found = self._solve(cell, low, high, rule) if low <= high else None
            if found is not None:
                return found
        return None

    def _floor(self, cell: Cell, rule: SmallNumbers) -> int:
        return 0 if rule.zeros or not self.values[cell] else 1

    def _solve(
        self, cell: Cell, low: float, high: float, rule: SmallNumbers
    ) -> Mapping[Cell, int] | None:
        lower = [low if each == cell else self._floor(each, rule) for each in self.cells]
        upper = [high if each == cell else inf for each in self.cells]
        limits = list(self._limits())
        whole: list[Literal[0, 1, 2, 3]] = [1] * len(self.cells)
        solution = milp(
            [1.0] * len(self.cells),
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=[LinearConstraint([each.weights], each.low, each.high) for each in limits],
        )
        if solution.x is None:
            return None
        found = [round(value) for value in solution.x]
        # The solver's numbers are floating; what counts is held to whole ones.
        fits = all(each.holds(found) for each in limits) and min(found) >= 0
        return dict(zip(self.cells, found, strict=True)) if fits else None

    def _limits(self) -> Iterator[_Limit]:
        for total, parts in self.sums:
            over = sum(self.values[cell] for cell in parts) - self.values[total]
            yield self._limit(parts, total, -inf if over < 0 else 0, inf if over > 0 else 0)
            # Where groups overlap, each is still a part of all.
            for part in parts if over > 0 else ():
                yield self._limit((part,), total, -inf, 0)

    def _limit(self, parts: Sequence[Cell], total: Cell, low: float, high: float) -> _Limit:
        """That the parts less the total lie between two bounds, as a limit to what is hidden."""
        weights = [int(cell in parts) - int(cell == total) for cell in self.cells]
        printed = sum(self.values[cell] for cell in parts if cell not in self.cells)
        rest = (0 if total in self.cells else self.values[total]) - printed
        return _Limit(weights, low + rest, high + rest)


def _knots(
    values: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: Set[Cell]
) -> Iterator[_Knot[Cell]]:
    left = [cell for cell in values if cell in hidden]
    while left:
        near = {left[0]}
        touching: list[Sum[Cell]] = []
        while True:
            touching = [each for each in sums if not near.isdisjoint((each[0], *each[1]))]
            wider = {
                cell for each in touching for cell in (each[0], *each[1]) if cell in hidden
            } | near
            if wider == near:
                break
            near = wider
        yield _Knot(tuple(cell for cell in left if cell in near), values, tuple(touching))
        left = [cell for cell in left if cell not in near]
