"""An attacker who knows the algorithm, every print and which counts changed, but not the key.

It shares no code with what it attacks. ``bounds_of`` is by integer programming over all revisions
at once; ``possible_values`` enumerates every table that prints the same and asks of each whether
any key could have led to the same rows being hidden.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.unit.measures.disclosure.documents import Cell, Document

# A count, its number, and since which revision it has it: one that has not changed is one unknown.
Unknown = tuple[Cell, int, int]
Equation = tuple[Unknown, tuple[Unknown, ...]]
BELOW, BIG = 5, 1_000
# Farther from the truth than this no bound is looked for at first. Of a count that can only be even
# the next number may lie beyond: where both bounds are close it is looked for without end.
FAR = 3
# Beyond this no count is tried whose total is not known.
REACH = 40


@dataclass(frozen=True)
class Print:
    """A revision as it was printed: all of its rows but the hidden ones."""

    document: Document
    hidden: frozenset[Cell]
    since: Mapping[Cell, int] = field(default_factory=dict)

    @property
    def read(self) -> set[Cell]:
        """The counts that can be read from some row."""
        rows = self.document.rows.items()
        return {cell for row, inside in rows if row not in self.hidden for cell in inside}

    @property
    def covered(self) -> set[Cell]:
        """The counts that are not to be learnt: of hidden rows, and small ones of no row."""
        rows, counts = self.document.rows.items(), self.document.counts
        within = {cell for row, inside in rows if row in self.hidden for cell in inside}
        small = {cell for cell in self.document.unprinted if 0 < counts[cell] < BELOW}
        return (within | small) - self.read

    def named(self, cells: Iterable[Cell]) -> set[Unknown]:
        """The counts of cells, as of this revision."""
        return {self._unknown(cell) for cell in cells}

    def _unknown(self, cell: Cell) -> Unknown:
        return cell, self.document.counts[cell], self.since.get(cell, 0)

    def equations(self) -> Iterator[Equation]:
        """Its sums."""
        for total, parts in self.document.sums:
            yield self._unknown(total), tuple(map(self._unknown, parts))


def bounds_of(prints: Sequence[Print]) -> dict[Unknown, tuple[int, int]]:
    """The most and the least value of each hidden count; farther than ``FAR`` off if none nearer
    is as wide."""
    known = {each for one in prints for each in one.named(one.read)}
    unknown = {each for one in prints for each in one.named(one.document.counts)} - known
    secret = {each for one in prints for each in one.named(one.covered)} - known
    return _Program(prints, sorted(unknown)).bounds(sorted(secret))


class _Program:
    """One integer program: the unknown counts, and for each whether it is the small one."""

    def __init__(self, prints: Sequence[Print], hidden: list[Unknown]) -> None:
        self._size = len(hidden)
        self._at = {each: number for number, each in enumerate(hidden)}
        self._rows: list[tuple[list[float], float, float]] = []
        size = len(hidden)
        for total, parts in sorted({one for each in prints for one in each.equations()}):
            row, rest = [0.0] * (2 * size), 0.0
            for each, sign in [*((part, 1) for part in parts), (total, -1)]:
                if each in self._at:
                    row[self._at[each]] += sign
                else:
                    rest += sign * each[1]
            if any(row):
                self._rows.append((row, -rest, -rest))
        for number in range(size):
            small, one = [0.0] * (2 * size), [0.0] * (2 * size)
            small[number], small[size + number] = 1, BIG
            one[number], one[size + number] = 1, -1
            self._rows += [(small, -np.inf, BELOW - 1 + BIG), (one, 0, np.inf)]
        for component in _explained(prints):
            row = [0.0] * (2 * size)
            inside = [each for each in component if each in self._at]
            # A small one that was learnt since explains it without more.
            if not any(0 < each[1] < BELOW for each in component if each not in self._at):
                for each in inside:
                    row[size + self._at[each]] = 1
                self._rows.append((row, 1, np.inf))

    def bounds(self, secret: list[Unknown]) -> dict[Unknown, tuple[int, int]]:
        """The most and the least of each secret count."""
        return {each: self._ends(each) for each in secret}

    def _ends(self, unknown: Unknown) -> tuple[int, int]:
        most, least = self._end(unknown, 1), self._end(unknown, -1)
        if most - least < FAR:
            # With its presolve HiGHS now and then ends a step early.
            most = max(most, self._end(unknown, 1, BIG, presolve=False))
            least = min(least, self._end(unknown, -1, BIG, presolve=False))
        return most, least

    def _end(self, unknown: Unknown, sense: int, far: int = FAR, *, presolve: bool = True) -> int:
        size = self._size
        low, high = np.zeros(2 * size), np.array([float(BIG)] * size + [1.0] * size)
        at = self._at[unknown]
        low[at], high[at] = max(0, unknown[1] - far), min(BIG, unknown[1] + far)
        aim = np.zeros(2 * size)
        aim[at] = -sense
        solution = milp(
            aim,
            integrality=[1] * (2 * size),
            bounds=Bounds(low, high),
            constraints=[LinearConstraint([row], a, b) for row, a, b in self._rows],
            options={"presolve": presolve},
        )
        assert solution.x is not None, "the truth itself has to be possible"
        return round(float(solution.x[at]))


def told_as_none(prints: Sequence[Print]) -> set[Unknown]:
    """Hidden counts that one subtraction shows to be 0, and those that follow from these.

    Parts of a total which its printed parts leave nothing of, and a total of parts that are 0.
    """
    known = {each for one in prints for each in one.named(one.read)}
    sums = {each for one in prints for each in one.equations()}
    none: set[Unknown] = set()
    going = True
    while going:
        before = len(none)
        for total, parts in sums:
            left = [part for part in parts if part not in known]
            if total in known | none and total[1] == sum(p[1] for p in parts if p in known):
                none.update(left)
            elif total not in known and none.issuperset(left) and not any(p[1] for p in parts):
                none.add(total)
        going = len(none) > before
    return none


def _explained(prints: Sequence[Print]) -> Iterator[set[Unknown]]:
    """Hidden counts that hang together, and are hidden since one of them is small.

    Of what a revision before hid nothing follows: it stays hidden whatever it is.
    """
    before: set[Unknown] = set()
    known: set[Unknown] = set()
    equations: set[Equation] = set()
    for each in prints:
        known |= each.named(each.read)
        equations |= set(each.equations())
        _deduce(known, equations)
        rows = each.document.rows
        ties = [{total, *parts} for total, parts in equations]
        ties += [each.named(rows[row]) for row in each.hidden]
        left = each.named(each.covered) - known
        while left:
            component = _reached(left.pop(), ties, known)
            left -= component
            if component.isdisjoint(before):
                yield component
        before |= each.named(each.covered) - known


def _deduce(known: set[Unknown], equations: set[Equation]) -> None:
    """What follows by subtraction, again and again."""
    going = True
    while going:
        single = [{total, *parts} - known for total, parts in equations]
        found = set().union(*(each for each in single if len(each) == 1))
        going = bool(found)
        known |= found


def _reached(first: Unknown, ties: Sequence[set[Unknown]], known: set[Unknown]) -> set[Unknown]:
    found, left = {first}, [first]
    while left:
        one = left.pop()
        for inside in ties:
            if one in inside:
                more = inside - known - found
                found |= more
                left += more
    return found


Hide = Callable[[Document, int], frozenset[Cell]]


def possible_values(
    printed: Print, hide: Hide, keys: int, enough: int | None = None
) -> Mapping[Cell, set[int]]:
    """The values of each hidden count over the tables that some of so many keys print the same.

    ``hide`` says what is hidden of a document by the key of a number. With ``enough`` it ends as
    soon as the values of each count lie so far apart.
    """
    found: dict[Cell, set[int]] = {cell: set() for cell in printed.hidden}
    for other in _tables_like(printed):
        new = any(other.counts[cell] not in found[cell] for cell in found)
        if new and any(hide(other, key) == printed.hidden for key in range(keys)):
            for cell in found:
                found[cell].add(other.counts[cell])
        if enough is not None and all(_far(values) >= enough for values in found.values()):
            break
    return found


def _far(values: set[int]) -> int:
    return max(values) - min(values) if values else 0


def _tables_like(printed: Print) -> Iterator[Document]:
    """Every document of the same sums and the same print."""
    document = printed.document
    known = {cell: count for cell, count in document.counts.items() if cell not in printed.hidden}
    for counts in _filled(document, known):
        yield document.with_counts(counts)


def _filled(document: Document, known: dict[Cell, int]) -> Iterator[dict[Cell, int]]:
    """Whatever the counts that are not known can be, one after the other."""
    counts = _deduced(document, dict(known))
    if counts is None:
        return
    left = [cell for cell in document.counts if cell not in counts]
    if not left:
        yield counts
        return
    for value in range(_most(document, counts, left[0]) + 1):
        yield from _filled(document, {**counts, left[0]: value})


def _deduced(document: Document, counts: dict[Cell, int]) -> dict[Cell, int] | None:
    """With those that follow from a sum; None where they contradict one another."""
    going = True
    while going:
        going = False
        for total, parts in document.sums:
            left = [cell for cell in (total, *parts) if cell not in counts]
            if len(left) > 1:
                continue
            among = sum(counts[part] for part in parts if part in counts)
            if not left:
                if among != counts[total]:
                    return None
                continue
            value = among if left[0] == total else counts[total] - among
            if value < 0:
                return None
            counts[left[0]] = value
            going = True
    return counts


def _most(document: Document, counts: Mapping[Cell, int], cell: Cell) -> int:
    """What a part can be at most: what its known totals leave."""
    left = [
        counts[total] - sum(counts[part] for part in parts if part in counts)
        for total, parts in document.sums
        if cell in parts and total in counts
    ]
    return max(0, min([REACH, *left]))
