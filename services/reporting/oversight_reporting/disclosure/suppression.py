"""Results as their readers may see them: small counts hidden, and what would give them back.

All results that are read together are given at once: a report's, or those of one page; with them
what snapshots have told before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from oversight_contracts.definitions.models.reference import Force
from oversight_contracts.recorded_fields import NOT_RECORDED
from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.disclosure.suppression import Suppression, suppressed
from oversight_measures.disclosure.tables import Relation, Tables
from oversight_reporting.disclosure.cells import DisclosedCount, counts_of, name_of, printed_in
from oversight_reporting.disclosure.links import links_of
from oversight_reporting.disclosure.memory import Recalled
from oversight_reporting.disclosure.relations import Sum, sums_of
from oversight_reporting.disclosure.rounding import with_rounding
from oversight_reporting.figures.monthly_counts import MonthlyCounts, without_small_months
from oversight_reporting.figures.result import QueryResult, RawResult, Row, Table, rows_of
from oversight_reporting.model.published_counts import Telling, Told, ToldByWhat

Memory = Sequence[ToldByWhat]


class Place(NamedTuple):
    """The place of a row: the result, its table, and the row there (the total first)."""

    result: int
    table: int
    row: int


@dataclass(frozen=True)
class Readers:
    """Who reads: the rule of what they may see, the lots of the installation, what they know.

    ``memory`` is what each snapshot that was published for them told, the first first. What they
    read is to be ``remembered`` where it can become one, also by a rule that hides nothing.
    """

    rule: SmallNumbers
    lots: Lots | None = None
    memory: Memory = ()
    remembered: bool = False

    @property
    def drawn(self) -> Lots:
        """The lots. Raises ``ValueError`` where a rule that hides something has none."""
        if self.lots is None:
            raise ValueError("small counts cannot be hidden without a key")
        return self.lots


@dataclass(frozen=True)
class Controlled:
    """Results as readers see them, and what they tell of counts.

    ``told`` is None where the rule hides nothing, and nothing is remembered. ``lost`` where
    something hidden can be worked out with what was published before, whatever is hidden now.
    """

    results: list[QueryResult]
    told: list[Told] | None = None
    lost: bool = False


def apply_disclosure_control(
    results: Sequence[RawResult], readers: Readers, forces: Mapping[str, Force]
) -> Controlled:
    """The results as readers see them: suppressed, and what is left rounded.

    Raises ``ValueError`` where something has to be hidden and there is no key.
    """
    rule = readers.rule
    if not rule.below:
        told = list(_printed(results)) if readers.remembered else None
        return Controlled([_seen(each, rule) for each in results], told)
    tables = _tables(results, forces, readers.memory)
    found = suppressed(tables.together, rule, readers.drawn, name_of)
    seen = [_hide(each, number, found.rows, rule) for number, each in enumerate(results)]
    return Controlled(
        [_seen(each, rule) for each in seen],
        list(_told(tables, found, rule)),
        found.lost and bool(readers.memory),
    )


def _seen(found: RawResult, rule: SmallNumbers) -> QueryResult:
    told = _without_untold(found)
    rounded = told if _unprinted(found) else with_rounding(told, rule)
    return QueryResult(**{each.name: getattr(rounded, each.name) for each in fields(rounded)})


def _without_untold(found: RawResult) -> RawResult:
    """The result without the counts of rows that are not recorded: others were hidden with them."""
    tables = []
    for table in found.tables:
        rows = (replace(r, figure=None) if r.missing == NOT_RECORDED else r for r in table.rows)
        tables.append(replace(table, rows=tuple(rows)))
    return replace(found, tables=tuple(tables))


def _unprinted(found: RawResult) -> bool:
    return isinstance(found.query, MonthlyCounts)


@dataclass(frozen=True)
class _Read:
    """The tables of these results beside those remembered, and which counts are of these."""

    together: Tables[Place, DisclosedCount]
    own: Mapping[DisclosedCount, DisclosedCount]


def _tables(results: Sequence[RawResult], forces: Mapping[str, Force], memory: Memory) -> _Read:
    counts: dict[DisclosedCount, int] = {}
    rows: dict[Place, frozenset[DisclosedCount]] = {}
    inside: set[Sum] = set()
    own: dict[DisclosedCount, DisclosedCount] = {}
    for place, found, table, row in _rows(results):
        names = _named(counts, found, counts_of(found, table, row))
        rows[place] = frozenset(names.get(each, each) for each in printed_in(found, table, row))
        inside |= _within(found, names)
        own |= {name: count for count, name in names.items()}
    links = links_of(each.query.indicator for each in results)
    left = links.left({name: counts[name] for name in own})
    counts |= left
    own |= {each: each for each in left}
    recalled = Recalled(counts, links)
    for snapshot in reversed(memory):
        recalled.take(snapshot, forces)
    known = own.keys() | recalled.unchanged
    sums = (*sums_of(known, forces), *links.sums(known))
    together = Tables(
        *(counts, rows, (*inside, *recalled.sums, *sums)),
        told=frozenset(recalled.told),
        kept=frozenset(recalled.kept - recalled.told),
        explained=tuple(recalled.explained),
    )
    return _Read(together, own)


def _told(
    read: _Read, found: Suppression[Place, DisclosedCount], rule: SmallNumbers
) -> Iterator[Told]:
    """What these results tell, by the names that the counts have in themselves."""
    tables, hidden = read.together, found.rows
    printed = {each for place, row in tables.rows.items() if place not in hidden for each in row}
    covered = {each for place in hidden for each in tables.rows[place]} - printed
    knots = {name: at for at, knot in enumerate(_ordered(found.explained)) for name in knot}
    for name, count in read.own.items():
        number = tables.counts[name]
        secret = name in covered or (name not in printed and rule.small(number))
        telling: Telling = "printed" if name in printed else "hidden" if secret else "neither"
        yield Told(*count, number, telling, knots.get(name))


def _ordered(knots: Iterable[frozenset[DisclosedCount]]) -> list[frozenset[DisclosedCount]]:
    return sorted(knots, key=lambda knot: min(map(name_of, knot)))


def _printed(results: Sequence[RawResult]) -> Iterator[Told]:
    """What results tell of which nothing is hidden."""
    printed: dict[DisclosedCount, int] = {}
    for _, found, table, row in _rows(results):
        numbers = counts_of(found, table, row)
        printed |= {each: numbers[each] for each in printed_in(found, table, row) & numbers.keys()}
    return (Told(*count, number, "printed") for count, number in printed.items())


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
