"""Answers as their readers may see them: small counts hidden, and what would give them back.

All answers that are read together are given at once: a report's, or those of one page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from oversight_contracts.definitions.models.reference import Force
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.disclosure.suppression import Relation, Tables, suppressed
from oversight_reporting.disclosure.cells import DisclosedCount, counts_of, printed_in
from oversight_reporting.disclosure.relations import Sum, sums_of
from oversight_reporting.disclosure.rounding import with_rounding
from oversight_reporting.figures.monthly_counts import MonthlyCounts, without_small_months
from oversight_reporting.figures.result import QueryResult, RawResult, Row, Table, lines_of


class Place(NamedTuple):
    """Where a line stands: the answer, its table, and the line there (the total first)."""

    answer: int
    table: int
    line: int


def with_suppression(
    answers: Sequence[RawResult], rule: SmallNumbers, forces: Mapping[str, Force]
) -> list[RawResult]:
    """The answers without the lines that tell a small count, alone or together with others."""
    if not rule.below:
        return list(answers)
    hidden = suppressed(_tables(answers, forces), rule)
    return [_hide(each, number, hidden, rule) for number, each in enumerate(answers)]


def apply_disclosure_control(
    answers: Sequence[RawResult], rule: SmallNumbers, forces: Mapping[str, Force]
) -> list[QueryResult]:
    """The answers as readers under ``rule`` see them: suppressed, and what is left rounded."""
    return [
        _controlled(each if _unprinted(each) else with_rounding(each, rule))
        for each in with_suppression(answers, rule, forces)
    ]


def _controlled(found: RawResult) -> QueryResult:
    return QueryResult(found.query, found.cut, found.coverage, found.judged_until, found.tables)


def _unprinted(found: RawResult) -> bool:
    return isinstance(found.query, MonthlyCounts)


def _tables(
    answers: Sequence[RawResult], forces: Mapping[str, Force]
) -> Tables[Place, DisclosedCount]:
    counts: dict[DisclosedCount, int] = {}
    rows: dict[Place, frozenset[DisclosedCount]] = {}
    inside: set[Sum] = set()
    for place, found, table, line in _lines(answers):
        names = _named(counts, found, counts_of(found, table, line))
        rows[place] = frozenset(names.get(each, each) for each in printed_in(found, table, line))
        inside |= _within(found, names)
    return Tables(counts, rows, (*inside, *sums_of(counts, forces)))


def _lines(answers: Sequence[RawResult]) -> Iterator[tuple[Place, RawResult, Table, Row]]:
    for first, found in enumerate(answers):
        if _unprinted(found):
            continue
        for second, table in enumerate(found.tables):
            for third, line in enumerate(lines_of(table)):
                yield Place(first, second, third), found, table, line


def _named(
    counts: dict[DisclosedCount, int], found: RawResult, told: Mapping[DisclosedCount, int]
) -> dict[DisclosedCount, DisclosedCount]:
    """Takes up what a line tells, and says under which name."""
    names: dict[DisclosedCount, DisclosedCount] = {}
    for count, number in told.items():
        name = count
        # Two figures that should be one and are not are two: neither may stand for the other.
        while counts.get(name, number) != number:
            name = name._replace(what=(found.query.indicator.id, *name.what))
        counts[name] = number
        names[count] = name
    return names


def _within(found: RawResult, names: Mapping[DisclosedCount, DisclosedCount]) -> set[Sum]:
    told = {count.what: name for count, name in names.items()}
    known = found.query.indicator.parts() if told else ()
    return {Relation(told[total], tuple(told[part] for part in parts)) for total, parts in known}


def _hide(found: RawResult, number: int, hidden: frozenset[Place], rule: SmallNumbers) -> RawResult:
    if _unprinted(found):
        return without_small_months(found, rule)
    tables: list[Table] = []
    for index, table in enumerate(found.tables):
        lines = [
            Row(line.breakdown, suppressed=True) if Place(number, index, at) in hidden else line
            for at, line in enumerate(lines_of(table))
        ]
        # The number not stated would give back those that it is the sum of.
        told = table.not_stated if not any(line.suppressed for line in lines) else None
        seen = replace(table, total=lines[0], lines=tuple(lines[1:]), not_stated=told)
        tables.append(replace(seen, hides_zeros=rule.zeros))
    return replace(found, tables=tuple(tables))
