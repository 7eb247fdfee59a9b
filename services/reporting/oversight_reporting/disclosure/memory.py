"""The memory of what earlier snapshots told, as further tables that a reader has beside these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oversight_contracts.definitions.models.reference import Force
from oversight_measures.disclosure.tables import Relation
from oversight_reporting.disclosure.cells import DisclosedCount
from oversight_reporting.disclosure.links import NO_LINKS, Links
from oversight_reporting.disclosure.relations import Sum, sums_of
from oversight_reporting.model.published_counts import Telling, ToldByWhat


@dataclass
class Recalled:
    """What snapshots add to the tables of today: counts, which of them were told, and sums.

    They are taken up from the latest to the first. A count that has not changed from one to the
    next is one count: readers may guess that it has not. One that has changed is another, also
    where it came back to what it was once.
    """

    counts: dict[DisclosedCount, int]
    links: Links = NO_LINKS
    told: set[DisclosedCount] = field(default_factory=set)
    kept: set[DisclosedCount] = field(default_factory=set)
    sums: set[Sum] = field(default_factory=set)
    explained: set[frozenset[DisclosedCount]] = field(default_factory=set)
    unchanged: set[DisclosedCount] = field(default_factory=set)
    _taken: int = 0
    # The name that each count had in the tables after those that are taken up.
    _names: dict[DisclosedCount, DisclosedCount] = field(default_factory=dict)

    def take(self, snapshot: ToldByWhat, forces: Mapping[str, Force]) -> None:
        """Take up the snapshot before, as far as it tells of what is counted today."""
        whats = {count.what for count in self.counts}
        names: dict[DisclosedCount, DisclosedCount] = {}
        knots: dict[int, set[DisclosedCount]] = {}
        self._taken += 1
        for each in (told for what in sorted(whats) for told in snapshot.get(what, ())):
            count = DisclosedCount(each.what, each.force, each.area, each.period, each.breakdown)
            names[count] = self._named(count, each.number, each.telling)
            if each.knot is not None:
                knots.setdefault(each.knot, set()).add(names[count])
        # Of a snapshot from before it was kept: whoever has both numbers has what is left.
        numbers = {count: self.counts[name] for count, name in names.items()}
        for count, number in self.links.left(numbers).items():
            if count not in names:
                names[count] = self._named(count, number, "neither")
        self.explained |= set(map(frozenset, knots.values()))
        sums = (*sums_of(names, forces), *self.links.sums(names))
        self.sums |= {_renamed(each, names) for each in sums}

    def _named(self, count: DisclosedCount, number: int, telling: Telling) -> DisclosedCount:
        after = self._names.get(count, count)
        if self.counts.get(after, number) == number:
            name = after
        else:
            name = count._replace(what=("before", str(self._taken), *count.what))
        if name == count:
            self.unchanged.add(count)
        self._names[count] = name
        self.counts[name] = number
        if telling == "printed":
            self.told.add(name)
        elif telling == "hidden":
            self.kept.add(name)
        return name


def _renamed(each: Sum, names: Mapping[DisclosedCount, DisclosedCount]) -> Sum:
    return Relation(names[each.total], tuple(names[part] for part in each.parts))
