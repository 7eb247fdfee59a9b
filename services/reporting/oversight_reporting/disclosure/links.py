"""Links between counts of several indicators: the same records, and records that are a part."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from oversight_contracts.measures.counted_records import CountedRecords
from oversight_contracts.measures.disclosed import What
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.disclosure.tables import Relation
from oversight_reporting.disclosure.cells import DisclosedCount

WITHOUT, LESS = "without", "less"
Records = Mapping[What, CountedRecords]


@dataclass(frozen=True)
class Links:
    """Pairs of what is counted: the ``same`` under two names, and a whole with its ``parts``.

    Whoever reads a whole and its part reads what is left without it: a count of its own, by the
    name of both.
    """

    same: tuple[tuple[What, What], ...] = ()
    parts: tuple[tuple[What, What], ...] = ()

    def left(self, numbers: Mapping[DisclosedCount, int]) -> dict[DisclosedCount, int]:
        """What is left of each whole without each part that is counted of it."""
        found: dict[DisclosedCount, int] = {}
        for count, number in numbers.items():
            for whole, part in self.parts:
                total = numbers.get(count._replace(what=whole)) if count.what == part else None
                if total is not None and total >= number:
                    found[count._replace(what=_left(whole, part))] = total - number
        return found

    def sums(self, known: Collection[DisclosedCount]) -> Iterator[Relation[DisclosedCount]]:
        """Every sum among counts that is a link."""
        for count in known:
            for one, other in self.same:
                if count.what == one and (same := count._replace(what=other)) in known:
                    yield Relation(count, (same,))
            for whole, part in self.parts:
                left = count._replace(what=_left(whole, part))
                if count.what == part and left in known:
                    yield Relation(count._replace(what=whole), (count, left))


NO_LINKS = Links()


def links_of(indicators: Iterable[Indicator]) -> Links:
    """The links between all counts of indicators that are read together.

    Parts are looked for among what a panel reads beside one another.
    """
    known = {each.id: each for each in indicators}
    beside = frozenset[str]().union(*(each.read_beside() for each in known.values()))
    panelled = [each for each in known.values() if each.id in beside]
    return Links(tuple(_same(_records(known.values()))), tuple(_parts(panelled)))


def _records(indicators: Iterable[Indicator]) -> Records:
    found: dict[What, CountedRecords] = {}
    for each in indicators:
        found |= each.counted_records()
    return found


def _same(records: Records) -> Iterator[tuple[What, What]]:
    first: dict[CountedRecords, What] = {}
    for what in sorted(records):
        other = first.setdefault(records[what], what)
        if other != what:
            yield other, what


def _parts(indicators: Sequence[Indicator]) -> Iterator[tuple[What, What]]:
    """Each with the nearest around it: what is farther around follows."""
    named = {records: what for what, records in sorted(_records(indicators).items())[::-1]}
    # How the counts of one figure add up its own indicator says.
    told = {
        pair for each in indicators for pair in permutations(each.counted_records().values(), 2)
    }
    for records, what in named.items():
        around = [each for each in named if each != records and records.part_of(each)]
        for each in around:
            nearest = not any(other != each and other.part_of(each) for other in around)
            if nearest and (each, records) not in told:
                yield named[each], what


def _left(whole: What, part: What) -> What:
    return (WITHOUT, *whole, LESS, *part)
