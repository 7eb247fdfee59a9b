"""Facts that are read and not applied yet: they are figures only at a cut."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from oversight_contracts.facts.facts import Cut, Fact, StatementFact, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation

SeriesBucket = tuple[str, str, str, str, str]
# Facts that no generation of totals has to do with.
Apart = Reconciliation | StatementFact


@dataclass(frozen=True)
class Application:
    """What one transaction writes: totals, the cut they make visible, and the next offset.

    ``cut`` is None where the totals belong to a generation that is still being staged. ``hours``
    and ``statements`` belong to no generation.
    """

    totals: tuple[TotalFact, ...]
    cut: Cut | None
    next_offset: int
    hours: tuple[Reconciliation, ...] = ()
    statements: tuple[StatementFact, ...] = ()


@dataclass
class _Held:
    first: int
    totals: dict[SeriesBucket, TotalFact] = field(default_factory=dict)


class FactBuffer:
    """Holds facts by generation until a cut of their own generation.

    A generation above ``active`` may be applied at each of its cuts, since nobody sees it before
    its complete one. The active generation is applied at complete cuts only: its incomplete cuts
    mean that a new log is still being filled with what is applied already, and more.
    """

    def __init__(self, active: int | None, next_offset: int) -> None:
        self._active = active
        self._next = next_offset
        self._held: dict[int, _Held] = {}
        self._apart: dict[bytes, tuple[int, Apart]] = {}

    def take(self, facts: Iterable[tuple[int, Fact | None]]) -> Application | None:
        """Take facts with their offsets, in order; answers what is to be applied, if anything.

        None stands for a record of a kind that this service does not read.
        """
        ready: list[TotalFact] = []
        apart: list[Apart] = []
        newest: Cut | None = None
        cut_seen = False
        for offset, fact in facts:
            self._next = offset + 1
            if isinstance(fact, TotalFact):
                self._hold(offset, fact)
            elif isinstance(fact, Apart):
                first, known = self._apart.get(fact.key, (offset, fact))
                self._apart[fact.key] = first, _later(known, fact)
            elif fact is not None and self._applies(fact):
                cut_seen = True
                apart += [each for _, each in self._apart.values()]
                self._apart.clear()
                ready += self._release(fact.generation)
                newest = self._switch(fact) or newest
        if not cut_seen:
            return None
        newest_totals = [each for each in ready if each.generation >= (self._active or 0)]
        return Application(
            tuple(_latest(newest_totals)),
            newest,
            self._position(),
            tuple(each for each in apart if isinstance(each, Reconciliation)),
            tuple(each for each in apart if isinstance(each, StatementFact)),
        )

    def _hold(self, offset: int, fact: TotalFact) -> None:
        if self._active is not None and fact.generation < self._active:
            return
        held = self._held.setdefault(fact.generation, _Held(offset))
        key = (fact.indicator, fact.force, fact.area, fact.by, fact.bucket)
        known = held.totals.get(key)
        if known is None or fact.revision >= known.revision:
            held.totals[key] = fact

    def _applies(self, cut: Cut) -> bool:
        if self._active is None:
            return True
        return cut.generation > self._active or (cut.generation == self._active and cut.complete)

    def _release(self, generation: int) -> Iterable[TotalFact]:
        held = self._held.pop(generation, None)
        return held.totals.values() if held else ()

    def _switch(self, cut: Cut) -> Cut | None:
        if not cut.complete:
            return None
        self._active = cut.generation
        for older in [number for number in self._held if number < cut.generation]:
            del self._held[older]
        return cut

    def _position(self) -> int:
        # What is held must be read again after a restart.
        first = [held.first for held in self._held.values()]
        return min([self._next, *first, *(offset for offset, _ in self._apart.values())])


def _later(known: Apart, fact: Apart) -> Apart:
    """The one that stands, of two with one key; of two alike the one that came later."""
    if isinstance(known, Reconciliation) and isinstance(fact, Reconciliation):
        return fact if fact.at >= known.at else known
    if isinstance(known, StatementFact) and isinstance(fact, StatementFact):
        return fact if fact.revision >= known.revision else known
    raise TypeError(f"{fact.key!r} names two kinds of fact")


def _latest(totals: Iterable[TotalFact]) -> Iterable[TotalFact]:
    """One total a series, bucket and generation: the one of the highest revision."""
    found: dict[tuple[int, SeriesBucket], TotalFact] = {}
    for fact in totals:
        key = (fact.generation, (fact.indicator, fact.force, fact.area, fact.by, fact.bucket))
        known = found.get(key)
        if known is None or fact.revision >= known.revision:
            found[key] = fact
    return found.values()
