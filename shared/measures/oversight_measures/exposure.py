"""Whether a hidden count can be worked out from what is printed, by integer programming."""

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import inf
from typing import Generic, Literal, TypeVar

from scipy.optimize import Bounds, LinearConstraint, milp

from oversight_measures.small_numbers import SmallNumbers

Row = TypeVar("Row", bound=Hashable)
Sum = tuple[Row, tuple[Row, ...]]


def exposed(
    values: Mapping[Row, int], sums: Sequence[Sum[Row]], hidden: Set[Row], rule: SmallNumbers
) -> Row | None:
    """Return a hidden row whose small value is the only possible one; None where there is none.

    `sums` are (total, parts). The reader knows every other value, whether each total is equal to,
    less or more than its parts, and that a hidden value is not negative, nor zero where zeros are
    printed.
    """
    for knot in _knots(values, sums, hidden):
        left = [row for row in knot.rows if rule.small(values[row])]
        while left:
            other = knot.other(left[0], rule)
            if other is None:
                return left[0]
            left = [row for row in left if other[row] == values[row]]
    return None


@dataclass(frozen=True)
class _Limit:
    """Bounds of a weighted sum of the hidden rows."""

    weights: Sequence[int]
    low: float
    high: float

    def holds(self, found: Sequence[int]) -> bool:
        """Whether it holds exactly."""
        value = sum(weight * each for weight, each in zip(self.weights, found, strict=True))
        return self.low <= value <= self.high


@dataclass(frozen=True)
class _Knot(Generic[Row]):
    """Hidden rows that hang together, and the sums that hold of them."""

    rows: tuple[Row, ...]
    values: Mapping[Row, int]
    sums: tuple[Sum[Row], ...]

    def other(self, row: Row, rule: SmallNumbers) -> Mapping[Row, int] | None:
        """Values that fit all that is printed, with another one for ``row``; None without any."""
        known, floor = self.values[row], self._floor(row, rule)
        for low, high in ((known + 1, inf), (floor, known - 1)):
            found = self._solve(row, low, high, rule) if low <= high else None
            if found is not None:
                return found
        return None

    def _floor(self, row: Row, rule: SmallNumbers) -> int:
        return 0 if rule.zeros or not self.values[row] else 1

    def _solve(
        self, row: Row, low: float, high: float, rule: SmallNumbers
    ) -> Mapping[Row, int] | None:
        lower = [low if each == row else self._floor(each, rule) for each in self.rows]
        upper = [high if each == row else inf for each in self.rows]
        limits = list(self._limits())
        whole: list[Literal[0, 1, 2, 3]] = [1] * len(self.rows)
        solution = milp(
            [1.0] * len(self.rows),
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=[LinearConstraint([each.weights], each.low, each.high) for each in limits],
        )
        if solution.x is None:
            return None
        found = [round(value) for value in solution.x]
        # The solver's numbers are floating; what counts is held to whole ones.
        fits = all(each.holds(found) for each in limits) and min(found) >= 0
        return dict(zip(self.rows, found, strict=True)) if fits else None

    def _limits(self) -> Iterator[_Limit]:
        for total, parts in self.sums:
            over = sum(self.values[row] for row in parts) - self.values[total]
            yield self._limit(parts, total, -inf if over < 0 else 0, inf if over > 0 else 0)
            # Where groups overlap, each is still a part of all.
            for part in parts if over > 0 else ():
                yield self._limit((part,), total, -inf, 0)

    def _limit(self, parts: Sequence[Row], total: Row, low: float, high: float) -> _Limit:
        """That the parts less the total lie between two bounds, as a limit to what is hidden."""
        weights = [int(row in parts) - int(row == total) for row in self.rows]
        printed = sum(self.values[row] for row in parts if row not in self.rows)
        rest = (0 if total in self.rows else self.values[total]) - printed
        return _Limit(weights, low + rest, high + rest)


def _knots(
    values: Mapping[Row, int], sums: Sequence[Sum[Row]], hidden: Set[Row]
) -> Iterator[_Knot[Row]]:
    left = [row for row in values if row in hidden]
    while left:
        near = {left[0]}
        touching: list[Sum[Row]] = []
        while True:
            touching = [each for each in sums if not near.isdisjoint((each[0], *each[1]))]
            wider = {
                row for each in touching for row in (each[0], *each[1]) if row in hidden
            } | near
            if wider == near:
                break
            near = wider
        yield _Knot(tuple(row for row in left if row in near), values, tuple(touching))
        left = [row for row in left if row not in near]
