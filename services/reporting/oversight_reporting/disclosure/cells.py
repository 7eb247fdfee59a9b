"""The counts that a reader can take from a row of a table, each with a name of its own."""

from typing import NamedTuple

from oversight_contracts.measures.disclosed import ALL, LATE, REST, Disclosed, What
from oversight_measures.periods.period import Period
from oversight_reporting.figures.result import RawResult, Row, Table


class DisclosedCount(NamedTuple):
    """The identity of a count, by which two rows of one count tell the same number."""

    what: What
    force: str
    area: str
    period: Period
    breakdown: frozenset[tuple[str, str]]

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions it is broken down by."""
        return frozenset(name for name, _ in self.breakdown)


def name_of(count: DisclosedCount) -> str:
    """The identity in words that are the same whenever and wherever they are written."""
    by = ",".join(f"{name}={value}" for name, value in sorted(count.breakdown))
    days = f"{count.period.start}/{count.period.end}"
    return "|".join((*count.what, count.force, count.area, days, by))


def counts_of(found: RawResult, table: Table, row: Row) -> dict[DisclosedCount, int]:
    """Everything that a row tells, printed or not: hits, the others, those pending.

    Nothing of a published figure: whoever published it has told it already.
    """
    if row.figure is None:
        return {}
    disclosed = found.query.indicator.disclosed(row.figure)
    return {_count(found, table, row, each): each.number for each in disclosed}


def printed_in(found: RawResult, table: Table, row: Row) -> frozenset[DisclosedCount]:
    """The counts that can be read from a row alone, or worked out from its figure."""
    compared = found.query.indicator.reference_group
    known = [
        count for count in counts_of(found, table, row) if count.what[-1] not in (REST, LATE, ALL)
    ]
    if compared is not None and row.value is not None:
        # A ratio of rates tells the count of the group it is compared with.
        for other in table.rows:
            if other.breakdown.get(compared.dimension) == compared.value:
                known += counts_of(found, table, other)
    return frozenset(known)


def _count(found: RawResult, table: Table, row: Row, disclosed: Disclosed) -> DisclosedCount:
    query = found.query
    breakdown = row.breakdown if disclosed.breakdown is None else disclosed.breakdown
    where = (query.force, query.area, table.period)
    return DisclosedCount(disclosed.what, *where, frozenset(breakdown.items()))
