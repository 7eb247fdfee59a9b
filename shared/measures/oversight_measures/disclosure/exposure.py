"""The disclosure audit: how tightly a hidden count can be bounded from all that is printed.

The reader knows every printed count, whether each total is equal to, less or more than its parts,
that no count is negative, and that in what hangs together something small was hidden: without one
nothing would be. The bounds are those of whole numbers (integer programming, scipy's HiGHS).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import inf

from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.disclosure.system import Reading, Sum


def exposed(reading: Reading, knot: tuple[int, ...], rule: SmallNumbers) -> list[int]:
    """Hidden counts of a knot whose least and greatest possible values lie closer than the width.

    What a reader can find depends on what is printed alone, so every table that prints the same
    gives the same answer here. What one subtraction shows to be none is no secret where zeros are
    printed; a none that is found in any other way is.
    """
    bounds = _Bounds(reading, knot, rule)
    shown = frozenset() if rule.zeros else reading.none
    inside = [cell for cell in knot if cell in reading.covered and cell not in shown]
    return [cell for cell in inside if not bounds.wide(cell)]


@dataclass(frozen=True)
class _Equation:
    """Bounds of a weighted sum of the counts of a knot."""

    weights: tuple[int, ...]
    low: float
    high: float

    def holds(self, found: tuple[int, ...]) -> bool:
        """True where it holds exactly."""
        value = sum(weight * each for weight, each in zip(self.weights, found, strict=True))
        return self.low <= value <= self.high


class _Bounds:
    """Bounds of the counts of one knot, widened by each possible table that is found."""

    def __init__(self, reading: Reading, knot: tuple[int, ...], rule: SmallNumbers) -> None:
        self._reading = reading
        self._knot = knot
        self._rule = rule
        values = reading.system.values
        self._known = tuple(values[cell] for cell in knot)
        self._low, self._high = list(self._known), list(self._known)
        self._places = {cell: at for at, cell in enumerate(knot)}

    def wide(self, cell: int) -> bool:
        """Whether two possible tables are found in which a count lies the width apart."""
        at = self._places[cell]
        if self._is_wide(at):
            return True
        # Quick, and mostly enough: with what is small staying so. Then with anything small.
        return any(
            self._take(table) and self._is_wide(at)
            for table in chain(self._with_small(at), self._with_any(at))
        )

    def _is_wide(self, at: int) -> bool:
        return self._high[at] - self._low[at] >= self._rule.width

    def _take(self, table: tuple[int, ...] | None) -> bool:
        """Whether a table is possible: in each place that has to hold something small it does."""
        small = self._rule.small
        if table is None or not all(any(small(table[at]) for at in each) for each in self._small):
            return False
        self._low = list(map(min, self._low, table))
        self._high = list(map(max, self._high, table))
        return True

    @cached_property
    def _small(self) -> list[tuple[int, ...]]:
        """Places of which one is small: all, or where tables before hid some of them, theirs."""
        system, unknown = self._reading.system, self._reading.unknown
        small = self._rule.small
        found = []
        if system.kept.isdisjoint(self._knot):
            found.append(tuple(range(len(self._knot))))
        for each in system.explained:
            inside = tuple(sorted(self._places[cell] for cell in each if cell in self._places))
            # One that has become known since explains it without more.
            told = any(small(system.values[cell]) for cell in each - unknown)
            if inside and not told:
                found.append(inside)
        return [group for group in found if any(small(self._known[at]) for at in group)]

    def _with_small(self, at: int) -> Iterator[tuple[int, ...] | None]:
        """The tables with the most and the least at a place while small ones stay small."""
        small = self._rule.small
        stay = [next(each for each in group if small(self._known[each])) for group in self._small]
        low, high = self._limits(at)
        for each in stay:
            low[each] = max(low[each], self._rule.smallest)
            high[each] = min(high[each], self._rule.below - 1)
        if all(least <= most for least, most in zip(low, high, strict=True)):
            for sense in (1, -1):
                yield self._solved(at, sense, low, high, self._equations)

    def _with_any(self, at: int) -> Iterator[tuple[int, ...] | None]:
        """The same while anything may be small: a number of 0 or 1 says of each whether it is."""
        size, most = len(self._knot), float(4 * max(self._known) + 100)
        low, high = self._limits(at)
        limits = [
            _Equation((*each.weights, *(0,) * size), each.low, each.high)
            for each in self._equations
        ]
        for group in self._small:
            for each in group:
                limits += [
                    self._switch(each, int(most), -inf, self._rule.below - 1 + most),
                    self._switch(each, -self._rule.smallest, 0, inf),
                ]
            chosen = tuple(int(each in group) for each in range(size))
            limits.append(_Equation(((0,) * size) + chosen, 1, inf))
        for sense in (1, -1):
            found = self._solved(at, sense, [*low, *[0.0] * size], [*high, *[1.0] * size], limits)
            yield None if found is None else found[:size]

    def _switch(self, at: int, weight: int, low: float, high: float) -> "_Equation":
        size = len(self._knot)
        count = tuple(int(each == at) for each in range(size))
        return _Equation((*count, *(weight * each for each in count)), low, high)

    def _limits(self, at: int) -> tuple[list[float], list[float]]:
        low, high = [0.0] * len(self._knot), [inf] * len(self._knot)
        # Farther off than the width nothing more is learnt of this count.
        known, width = self._known[at], self._rule.width
        low[at], high[at] = max(0, known - width), known + width
        return low, high

    def _solved(
        self,
        at: int,
        sense: int,
        low: Sequence[float],
        high: Sequence[float],
        limits: Sequence[_Equation],
    ) -> tuple[int, ...] | None:
        # Read where it is needed: it takes most of a second, of every start of a service too.
        from scipy.optimize import Bounds, LinearConstraint, milp

        aim = [0.0] * len(low)
        aim[at] = -float(sense)
        weights = [each.weights for each in limits]
        ends = ([each.low for each in limits], [each.high for each in limits])
        solution = milp(
            aim,
            integrality=[1] * len(low),
            bounds=Bounds(low, high),
            constraints=[LinearConstraint(weights, *ends)] if limits else [],
        )
        if solution.x is None:
            return None
        found = tuple(round(value) for value in solution.x)
        # The solver's numbers are floating; what counts is held to whole ones.
        fits = all(each.holds(found) for each in limits) and min(found) >= 0
        return found if fits else None

    @cached_property
    def _equations(self) -> list[_Equation]:
        found: list[_Equation] = []
        for each in self._sums:
            low, high = -inf if each.over < 0 else 0, inf if each.over > 0 else 0
            found.append(self._equation(each.parts, each.total, low, high))
            # Where groups overlap, each is still a part of all.
            if each.over > 0:
                found += [self._equation((part,), each.total, -inf, 0) for part in each.parts]
        return [each for each in found if any(each.weights)]

    @property
    def _sums(self) -> list[Sum]:
        inside, system = set(self._knot), self._reading.system
        around = dict.fromkeys(each for cell in self._knot for each in system.sums_with[cell])
        return [each for each in around if not inside.isdisjoint(each.cells)]

    def _equation(self, parts: tuple[int, ...], total: int, low: float, high: float) -> _Equation:
        """That the parts less the total lie between two bounds, as bounds of what is hidden."""
        inside, values = set(self._knot), self._reading.system.values
        weights = tuple(int(cell in parts) - int(cell == total) for cell in self._knot)
        printed = sum(values[cell] for cell in parts if cell not in inside)
        rest = (0 if total in inside else values[total]) - printed
        return _Equation(weights, low + rest, high + rest)
