"""Results as their readers may see them: small counts hidden, and what would give them back.

All results that are read together are given at once: a report's, or those of one page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from oversight_contracts.definitions.models.reference import Force
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.disclosure.suppression import Relation, Tables, suppressed
from oversight_reporting.disclosure.cells import DisclosedCount, counts_of, printed_in
from oversight_reporting.disclosure.relations import Sum, sums_of
from oversight_reporting.disclosure.rounding import with_rounding
from oversight_reporting.figures.monthly_counts import MonthlyCounts, without_small_months
from oversight_reporting.figures.result import QueryResult, RawResult, Row, Table, rows_of


class Place(NamedTuple):
    """The place of a row: the result, its table, and the row there (the total first)."""

    result: int
    table: int
    row: int


def with_suppression(
    results: Sequence[RawResult], rule: SmallNumbers, forces: Mapping[str, Force]
) -> list[RawResult]:
    """The results without the rows that tell a small count, alone or together with others."""
    if not rule.below:
        return list(results)
    hidden = suppressed(_tables(results, forces), rule)
    return [_hide(each, number, hidden, rule) for number, each in enumerate(results)]


def apply_disclosure_control(
    results: Sequence[RawResult], rule: SmallNumbers, forces: Mapping[str, Force]
) -> list[QueryResult]:
    """The results as readers under ``rule`` see them: suppressed, and what is left rounded."""
    return [
        _controlled(each if _unprinted(each) else with_rounding(each, rule))
        for each in with_suppression(results, rule, forces)
    ]


def _controlled(found: RawResult) -> QueryResult:
    return QueryResult(**{each.name: getattr(found, each.name) for each in fields(found)})


def _unprinted(found: RawResult) -> bool:
    return isinstance(found.query, MonthlyCounts)


def _tables(
    results: Sequence[RawResult], forces: Mapping[str, Force]
) -> Tables[Place, DisclosedCount]:
    counts: dict[DisclosedCount, int] = {}
    rows: dict[Place, frozenset[DisclosedCount]] = {}
    inside: set[Sum] = set()
    for place, found, table, row in _rows(results):
        names = _named(counts, found, counts_of(found, table, row))
        rows[place] = frozenset(names.get(each, each) for each in printed_in(found, table, row))
        inside |= _within(found, names)
    return Tables(counts, rows, (*inside, *sums_of(counts, forces)))


def _rows(results: Sequence[RawResult]) -> Iterator[tuple[Place, RawResult, Table, Row]]:
    for first, found in enumerate(results):
        if _unprinted(found):
            continue
        for second, table in enumerate(found.tables):
            for third, row in enumerate(rows_of(table)):
                yield Place(first, second, third), found, table, row


def _named(
    counts: dict[DisclosedCount, int], found: RawResult, disclosed: Mapping[DisclosedCount, int]
) -> dict[DisclosedCount, DisclosedCount]:
    """Takes up what a row tells, and says under which name."""
    names: dict[DisclosedCount, DisclosedCount] = {}
    for count, number in disclosed.items():
        name = count
        # Two figures that should be one and are not are two: neither may stand for the other.
        while counts.get(name, number) != number:
            name = name._replace(what=(found.query.indicator.id, *name.what))
        counts[name] = number
        names[count] = name
    return names


def _within(found: RawResult, names: Mapping[DisclosedCount, DisclosedCount]) -> set[Sum]:
    disclosed = {count.what: name for count, name in names.items()}
    known = found.query.indicator.parts() if disclosed else ()
    return {
        Relation(disclosed[total], tuple(disclosed[part] for part in parts))
        for total, parts in known
    }


def _hide(found: RawResult, number: int, hidden: frozenset[Place], rule: SmallNumbers) -> RawResult:
    if _unprinted(found):
        return without_small_months(found, rule)
    tables: list[Table] = []
    for index, table in enumerate(found.tables):
        rows = [
            Row(row.breakdown, suppressed=True) if Place(number, index, at) in hidden else row
            for at, row in enumerate(rows_of(table))
        ]
        # The number not stated would give back those that it is the sum of.
        not_stated = table.not_stated if not any(row.suppressed for row in rows) else None
        seen = replace(table, total=rows[0], rows=tuple(rows[1:]), not_stated=not_stated)
        tables.append(replace(seen, hides_zeros=rule.zeros))
    return replace(found, tables=tuple(tables))
