"""Suppression in tables with totals: what is hidden so that no small count can be worked out.

Rows that hold a small count are hidden first. Then further rows, the smallest there are, until

1. what is left of a printed total is no small number, and of more than one row, and
2. each small count could have another value with everything that is printed staying as it is: shown
   by finding such other counts, whole and not negative (integer programming, scipy's HiGHS).

The rows of all tables that share totals are given at once. The method is complementary cell
suppression (Hundepool and others, Statistical Disclosure Control, 2012, chapter 4), with more
hidden than the least possible. It is safe against arithmetic on what is printed, not against other
knowledge, and not against somebody who plays the choice of further rows backwards.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from oversight_measures.exposure import exposed
from oversight_measures.small_numbers import SmallNumbers

Row = TypeVar("Row", bound=Hashable)
Counts = Mapping[Row, Sequence[int]]


@dataclass(frozen=True)
class Relation(Generic[Row]):
    """Rows that a reader may add up, and the row of their total."""

    total: Row
    parts: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The parts and the total."""
        return (*self.parts, self.total)


def suppressed(
    counts: Counts[Row], relations: Sequence[Relation[Row]], rule: SmallNumbers
) -> frozenset[Row]:
    """Return the rows that must not be printed; none where nothing is small.

    `counts` are all counts that can be read from a row (a share gives two: its hits and the
    others), the same number for each. Relations need not hold exactly: where groups overlap or are
    not all of the total, the reader is taken to know which of the two is the greater.

    Raises ValueError on a negative count, KeyError on a relation of rows that have no counts.
    """
    hidden = {row for row, values in counts.items() if any(map(rule.small, values))}
    while hidden:
        more = _next_by_totals(counts, relations, rule, hidden)
        if more is None:
            more = _next_by_exposure(counts, relations, rule, hidden)
        if more is None:
            break
        hidden.add(more)
    return frozenset(hidden)


def _next_by_totals(
    counts: Counts[Row], relations: Sequence[Relation[Row]], rule: SmallNumbers, hidden: Set[Row]
) -> Row | None:
    for relation in relations:
        if any(_told(counts, relation, rule, hidden, place) for place in _places(counts)):
            more = _smallest(counts, relation.parts, hidden)
            more = _smallest(counts, (relation.total,), hidden) if more is None else more
            if more is not None:
                return more
    return None


def _told(
    counts: Counts[Row],
    relation: Relation[Row],
    rule: SmallNumbers,
    hidden: Set[Row],
    place: int,
) -> bool:
    """Whether subtraction within one relation gives a row, or a small rest of the total."""
    inside = [row for row in relation.rows if row in hidden]
    whole = counts[relation.total][place]
    if not inside or whole != sum(counts[row][place] for row in relation.parts):
        return False
    rest = sum(counts[row][place] for row in inside)
    return len(inside) == 1 or (relation.total not in hidden and rule.small(rest))


def _next_by_exposure(
    counts: Counts[Row], relations: Sequence[Relation[Row]], rule: SmallNumbers, hidden: Set[Row]
) -> Row | None:
    for place in _places(counts):
        values = {row: each[place] for row, each in counts.items()}
        sums = [(relation.total, relation.parts) for relation in relations]
        row = exposed(values, sums, hidden, rule)
        if row is not None:
            return _around(counts, relations, hidden, row)
    return None


def _around(
    counts: Counts[Row], relations: Sequence[Relation[Row]], hidden: Set[Row], row: Row
) -> Row | None:
    """The smallest row that is printed beside ``row``, else further off, else one of zeros."""
    near = {row}
    for _ in relations:
        touching = [each for each in relations if not near.isdisjoint(each.rows)]
        around = list(dict.fromkeys(other for each in touching for other in each.rows))
        found = _smallest(counts, around, hidden)
        if found is not None:
            return found
        near.update(around)
    return next((other for other in counts if other in near and other not in hidden), None)


def _smallest(counts: Counts[Row], rows: Iterable[Row], hidden: Set[Row]) -> Row | None:
    # A row of zeros protects nothing: it is printed, or small itself.
    open_rows = [row for row in rows if row not in hidden and any(counts[row])]
    return min(open_rows, key=lambda row: max(counts[row]), default=None)


def _places(counts: Counts[Row]) -> Iterator[int]:
    yield from range(len(next(iter(counts.values()))))
