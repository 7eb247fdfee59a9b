"""Counts by group, as readers of a panel may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_reporting.figures.result import QueryResult, Row, only_table

# None is a count that readers may not see.
Counts = Mapping[str, int | None]


@dataclass(frozen=True)
class GroupCounts:
    """What is counted of each group; `not_stated` is (count, of), or None where not told.

    `known` is False where nothing is known of the period, and a `part` says which days lack
    their records. Of those `unrecorded` no record has the value: that is no count of zero.
    """

    of: Counts
    not_stated: tuple[int, int] | None
    known: bool
    part: str = ""
    unrecorded: frozenset[str] = frozenset()

    def count(self, group: str) -> int | None:
        """The count of a group, none where it did not occur; None where it is hidden."""
        return self.of.get(group, 0)


def group_counts(found: QueryResult, dimension: str) -> GroupCounts:
    """The counts of a result that is broken down by one dimension."""
    table = only_table(found)
    counts = {row.breakdown[dimension]: _count(row) for row in table.rows}
    unrecorded = frozenset(row.breakdown[dimension] for row in table.rows if row.unrecorded)
    known = table.covers in ("whole", "part")
    return GroupCounts(counts, table.not_stated, known, table.lacking, unrecorded)


def without(
    whole: GroupCounts, part: GroupCounts, groups: Sequence[str], rule: SmallNumbers
) -> tuple[Counts, Counts]:
    """What is left of each group without a part, and the part itself; both None where either tells.

    A part beside the whole tells the rest, and the rest the part: a small one hides both.
    """
    rest: dict[str, int | None] = {}
    own: dict[str, int | None] = {}
    for group in groups:
        all_, taken = whole.count(group), part.count(group)
        hidden = all_ is None or taken is None or taken > all_
        if not hidden and all_ is not None and taken is not None:
            hidden = rule.small(taken) or rule.small(all_ - taken)
        rest[group] = None if hidden or all_ is None or taken is None else all_ - taken
        own[group] = None if hidden else taken
    return rest, own


def _count(row: Row) -> int | None:
    if row.suppressed:
        return None
    return 0 if row.numerator is None else int(row.numerator)
