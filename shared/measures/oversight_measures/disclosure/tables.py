"""The tables that a reader sees together: their counts, their rows, and what adds up to what."""

from collections.abc import Hashable, Mapping, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

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
    can be read from each: a row is printed whole or not at all. The reader knows those `told`
    whatever is hidden here, and must not learn those `kept`, small or not: other tables printed
    the ones, and hid the others. Of each of `explained` one was small, or it would not have been
    hidden there.
    """

    counts: Mapping[Cell, int]
    rows: Mapping[Row, Set[Cell]]
    relations: tuple[Relation[Cell], ...]
    told: frozenset[Cell] = frozenset()
    kept: frozenset[Cell] = frozenset()
    explained: tuple[frozenset[Cell], ...] = ()
