"""Buffers facts that are read and not applied yet: they are figures only at a cut. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import Cut, Fact, StatementFact, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation

# Facts that no generation of totals has to do with.
Ungenerated = Reconciliation | StatementFact | Arrivals


@dataclass(frozen=True)
class Application:
    """One transaction's writes: totals, the cut they make visible, and the next offset.

    ``cut`` is None where the totals belong to a generation that is still being staged. ``hours``,
    ``statements`` and ``arrivals`` belong to no generation.
    """

    totals: tuple[TotalFact, ...]
    cut: Cut | None
    next_offset: int
    hours: tuple[Reconciliation, ...] = ()
    statements: tuple[StatementFact, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()


@dataclass
class _Generation:
    first_offset: int
    totals: dict[bytes, TotalFact] = field(default_factory=dict)


class FactBuffer:
    """Holds facts until a complete cut of their own generation, or of a newer one.

    The higher revision wins, the later look at an hour, and of two alike the first, as in
    what is stored: so nothing depends on where a cut falls, or on what is read a second time.
    Totals of a generation below ``active`` are dropped. Where the store ``stages``, a newer
    generation is also handed over at each of its incomplete cuts: nobody sees it before its
    complete one. Elsewhere it is held here, and holds the position back.
    """

    def __init__(self, active: int | None, next_offset: int, *, stages: bool) -> None:
        self._active = -1 if active is None else active
        self._next = next_offset
        self._stages = stages
        self._generations: dict[int, _Generation] = {}
        self._ungenerated: dict[bytes, tuple[int, Ungenerated]] = {}

    def take(self, facts: Iterable[tuple[int, Fact | None]]) -> Application | None:
        """Take facts with their offsets, in order; answers what is to be applied, if anything.

        Several cuts are applied as the last. None stands for a record that is of no use.
        """
        released: list[TotalFact] = []
        others: list[Ungenerated] = []
        shown: Cut | None = None
        cut_seen = False
        for offset, fact in facts:
            self._next = offset + 1
            if isinstance(fact, TotalFact):
                self._hold(offset, fact)
            elif isinstance(fact, Ungenerated):
                self._hold_ungenerated(offset, fact)
            elif fact is not None and self._applies(fact):
                cut_seen = True
                released += self._release(fact.generation)
                if fact.complete:
                    shown = fact
                    others += self._show(fact)
        if not cut_seen:
            return None
        totals = [each for each in released if each.generation >= self._active]
        return Application(
            tuple(_newest_totals(totals)),
            shown,
            self._position(),
            tuple(each for each in others if isinstance(each, Reconciliation)),
            tuple(each for each in others if isinstance(each, StatementFact)),
            tuple(each for each in others if isinstance(each, Arrivals)),
        )

    def _hold(self, offset: int, fact: TotalFact) -> None:
        if fact.generation < self._active:
            return
        held = self._generations.setdefault(fact.generation, _Generation(offset)).totals
        known = held.get(fact.key)
        if known is None or fact.revision > known.revision:
            held[fact.key] = fact

    def _hold_ungenerated(self, offset: int, fact: Ungenerated) -> None:
        first, known = self._ungenerated.get(fact.key, (offset, fact))
        self._ungenerated[fact.key] = first, _newer(known, fact)

    def _applies(self, cut: Cut) -> bool:
        if cut.complete:
            return cut.generation >= self._active
        # An incomplete cut of the active generation: a new log is being filled with what is
        # applied already, and more.
        return self._stages and cut.generation > self._active

    def _release(self, generation: int) -> Iterable[TotalFact]:
        held = self._generations.pop(generation, None)
        return held.totals.values() if held else ()

    def _show(self, cut: Cut) -> list[Ungenerated]:
        self._active = cut.generation
        for older in [number for number in self._generations if number < cut.generation]:
            del self._generations[older]
        released = [fact for _, fact in self._ungenerated.values()]
        self._ungenerated.clear()
        return released

    def _position(self) -> int:
        # What is held must be read again after a restart.
        held = [each.first_offset for each in self._generations.values()]
        return min([self._next, *held, *(offset for offset, _ in self._ungenerated.values())])


def _newer(known: Ungenerated, fact: Ungenerated) -> Ungenerated:
    if isinstance(known, Reconciliation) and isinstance(fact, Reconciliation):
        return fact if fact.at > known.at else known
    if isinstance(known, Arrivals) and isinstance(fact, Arrivals):
        return fact if fact.at > known.at else known
    if isinstance(known, StatementFact) and isinstance(fact, StatementFact):
        return fact if fact.revision > known.revision else known
    raise TypeError(f"{fact.key!r} names two kinds of fact")


def _newest_totals(totals: Iterable[TotalFact]) -> Iterable[TotalFact]:
    """One total for each generation, series and bucket: the one of the highest revision."""
    found: dict[tuple[int, bytes], TotalFact] = {}
    for fact in totals:
        known = found.get((fact.generation, fact.key))
        if known is None or fact.revision > known.revision:
            found[fact.generation, fact.key] = fact
    return found.values()
