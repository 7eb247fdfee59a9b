"""Random documents for the attacker: one to three linked tables, in one or more revisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from oversight_measures.disclosure.tables import Relation, Tables

# All groups or the whole quarter; those of a group that are of one kind, and the others.
ALL, HIT, REST = "all", "h0", "rest"
# Of what the counts of a cell may be: a group and a period, or all of either.
Cell = tuple[str, str]


def name_of(cell: Cell) -> str:
    """The cell as the lots know it."""
    return "|".join(cell)


@dataclass(frozen=True)
class Document:
    """The counts of a document, the sums among them, and which can be read from each row.

    ``shared`` are rows of more than one count, by the count that names them; each other count has a
    row of its own but for those ``unprinted``.
    """

    counts: Mapping[Cell, int]
    sums: tuple[tuple[Cell, tuple[Cell, ...]], ...]
    shared: Mapping[Cell, frozenset[Cell]] = field(default_factory=dict)
    unprinted: frozenset[Cell] = frozenset()

    @property
    def rows(self) -> dict[Cell, frozenset[Cell]]:
        """The counts that each row prints."""
        own = {cell: frozenset({cell}) for cell in self.counts if cell not in self.unprinted}
        return {**own, **self.shared}

    def tables(self) -> Tables[Cell, Cell]:
        """Its tables."""
        relations = tuple(Relation(total, parts) for total, parts in self.sums)
        return Tables(self.counts, self.rows, relations)

    def with_counts(self, counts: Mapping[Cell, int]) -> "Document":
        """The same rows with other counts."""
        return replace(self, counts=counts)


@dataclass(frozen=True)
class Layout:
    """Groups of one or two dimensions, the months of a quarter, and which tables are printed."""

    dimensions: tuple[tuple[str, ...], ...]
    months: tuple[str, ...]
    by_group: bool
    by_month: bool
    crossed: bool
    shares: bool = False

    def cells(self) -> set[Cell]:
        """The rows of its tables."""
        first, whole = self.dimensions[0], (ALL, ALL)
        found: set[Cell] = {whole}
        if self.by_group:
            found |= {(group, ALL) for dimension in self.dimensions for group in dimension}
        if self.by_month:
            found |= {(ALL, month) for month in self.months}
        if self.crossed:
            found |= {(group, month) for group in first for month in (*self.months, ALL)}
            found |= {(ALL, month) for month in self.months}
        return found

    def sums(self) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
        """Groups to all of a period, months to the quarter of a group, and hits and the others."""
        for period in (*self.months, ALL, HIT, REST):
            for dimension in self.dimensions:
                yield (ALL, period), tuple((group, period) for group in dimension)
        for group in (ALL, *(group for dimension in self.dimensions for group in dimension)):
            yield (group, ALL), tuple((group, month) for month in self.months)
            yield (group, ALL), ((group, HIT), (group, REST))

    def document(self, leaves: Mapping[tuple[str, str, str], int]) -> Document:
        """The document of counts by the group of each dimension and the month."""
        counts: dict[Cell, int] = {}
        for group, period in sorted(self.cells()):
            counts[group, period] = sum(
                count
                for (one, other, month), count in leaves.items()
                if group in (ALL, one, other) and period in (ALL, month)
            )
        found = Document(counts, ())
        if self.shares:
            found = self._with_shares(counts, leaves)
        known = found.counts
        sums = [
            (total, parts)
            for total, parts in self.sums()
            if total in known and known.keys() >= set(parts)
        ]
        return replace(found, sums=tuple(sums))

    def _with_shares(
        self, counts: Mapping[Cell, int], leaves: Mapping[tuple[str, str, str], int]
    ) -> Document:
        """With the share of each group that is of one kind; how many are not is not printed."""
        found, shared = dict(counts), dict[Cell, frozenset[Cell]]()
        for group in (ALL, *self.dimensions[0]):
            mine = {key: n for key, n in leaves.items() if group in (ALL, key[0])}
            hits = sum(n for (_, other, _), n in mine.items() if other == HIT)
            found |= {(group, HIT): hits, (group, REST): sum(mine.values()) - hits}
            found[group, ALL] = sum(mine.values())
            shared[group, HIT] = frozenset({(group, HIT), (group, ALL)})
        unprinted = {cell for cell in found if cell[1] == REST or cell not in counts} - {*shared}
        return Document(found, (), shared, frozenset(unprinted))


# How many dimensions, and which tables: by group, by month, crossed, shares.
LAYOUTS: tuple[tuple[int, bool, bool, bool, bool], ...] = (
    (1, True, False, False, False),
    (1, False, True, False, False),
    (1, True, True, False, False),
    (2, True, False, False, False),
    (2, True, True, False, False),
    (1, False, False, True, False),
    (1, True, True, True, False),
    (2, True, True, True, False),
    (1, True, False, False, True),
    (1, False, True, False, True),
    (1, True, True, True, True),
)


def revisions_of(random: Random) -> list[Document]:
    """A document, and with a chance of one in three one or two later revisions of it."""
    many, *tables = random.choice(LAYOUTS)
    first = tuple(f"g{at}" for at in range(random.randint(2, 4)))
    second = tuple(f"h{at}" for at in range(random.randint(2, 3)))
    months = tuple(f"m{at}" for at in range(3))
    layout = Layout((first, second)[:many], months, *tables)
    large, empty = random.choice((7, 12, 40)), random.choice((0.3, 0.6, 0.85))
    leaves = {
        (one, other, month): 0 if random.random() < empty else _count(random, large)
        for one in first
        for other in second
        for month in months
    }
    made = [layout.document(leaves)]
    for _ in range(random.choice((0, 0, 0, 0, 1, 2))):
        for place in random.sample(sorted(leaves), random.randint(1, 2)):
            leaves[place] = max(0, leaves[place] + random.choice((-2, -1, 1, 1, 2, 5)))
        made.append(layout.document(leaves))
    return made


def _count(random: Random, large: int) -> int:
    return random.choice((random.randint(0, 4), random.randint(0, large)))


def one_way(*counts: int) -> Document:
    """A table of one column with its total."""
    cells = {(f"g{at}", ALL): count for at, count in enumerate(counts)}
    return Document({**cells, (ALL, ALL): sum(counts)}, (((ALL, ALL), tuple(cells)),))


def two_way(*grid: tuple[int, ...]) -> Document:
    """A table of groups by months with totals both ways."""
    groups = tuple(f"g{at}" for at in range(len(grid)))
    months = tuple(f"m{at}" for at in range(len(grid[0])))
    leaves = {
        (group, "", month): grid[y][x]
        for y, group in enumerate(groups)
        for x, month in enumerate(months)
    }
    return Layout((groups,), months, False, False, True).document(leaves)
