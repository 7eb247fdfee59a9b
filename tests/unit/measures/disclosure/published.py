"""Documents as they are published one revision after another, each with the memory of the last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tests.unit.measures.disclosure.attacker import Equation, Print, Unknown
from tests.unit.measures.disclosure.documents import Cell, Document, name_of

from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.small_numbers import PUBLIC, SmallNumbers
from oversight_measures.disclosure.suppression import suppressed
from oversight_measures.disclosure.tables import Relation, Tables


def lots_of(key: int) -> Lots:
    """The lots of a key by its number."""
    return Lots(key.to_bytes(32, "big"))


def hidden_in(document: Document, key: int, rule: SmallNumbers = PUBLIC) -> frozenset[Cell]:
    """What is hidden of a document that stands alone."""
    return suppressed(document.tables(), rule, lots_of(key), name_of).rows


@dataclass
class Memory:
    """What was published, as a reader has it beside the next revision."""

    counts: dict[Unknown, int] = field(default_factory=dict)
    told: set[Unknown] = field(default_factory=set)
    kept: set[Unknown] = field(default_factory=set)
    sums: set[Equation] = field(default_factory=set)
    explained: list[frozenset[Unknown]] = field(default_factory=list)

    def beside(self, own: Print) -> Tables[Cell, Unknown]:
        """The tables of a revision, with what is remembered."""
        document = own.document
        sums = {*self.sums, *own.equations()}
        return Tables(
            {**self.counts, **{each: each[1] for each in own.named(document.counts)}},
            {row: own.named(inside) for row, inside in document.rows.items()},
            tuple(Relation(total, parts) for total, parts in sums),
            frozenset(self.told),
            frozenset(self.kept - self.told),
            tuple(self.explained),
        )

    def take(self, published: Print, explained: Iterable[frozenset[Unknown]]) -> None:
        """Take up a revision."""
        self.counts |= {each: each[1] for each in published.named(published.document.counts)}
        self.told |= published.named(published.read)
        self.kept |= published.named(published.covered)
        self.sums |= set(published.equations())
        self.explained += explained


def publish(
    revisions: Sequence[Document], lots: Lots, rule: SmallNumbers = PUBLIC
) -> tuple[list[Print], bool]:
    """The revisions as they are printed, and whether anything could not be protected."""
    prints, memory, lost = list[Print](), Memory(), False
    for document in revisions:
        own = Print(document, frozenset(), _since(document, prints))
        found = suppressed(memory.beside(own), rule, lots, _Names(own).of)
        prints.append(replace(own, hidden=found.rows))
        memory.take(prints[-1], found.explained)
        lost = lost or found.lost
    return prints, lost


def _since(document: Document, prints: Sequence[Print]) -> dict[Cell, int]:
    """The revision since which each count has been what it is."""
    if not prints:
        return {}
    before, counts = prints[-1], document.counts
    same = {cell for cell, count in before.document.counts.items() if counts[cell] == count}
    return {cell: before.since.get(cell, 0) if cell in same else len(prints) for cell in counts}


@dataclass(frozen=True)
class _Names:
    """A count of today has the name of its cell; one of before is named with its time."""

    own: Print

    def of(self, unknown: Unknown) -> str:
        """The name that the lots know."""
        cell, _, since = unknown
        today = self.own.since.get(cell, 0) == since
        return name_of(cell) if today else f"{name_of(cell)}|{since}"
