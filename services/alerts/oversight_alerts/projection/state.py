"""From facts to consistent totals: buffered until a cut, staged until a generation is complete."""

from dataclasses import dataclass, field

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.projection.totals import TotalsStore
from oversight_contracts.facts.facts import Cut, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation


@dataclass(frozen=True)
class Applied:
    """The last applied cut, and the next offset to read of the log (cluster id) it stood in."""

    log: str
    offset: int
    cut: Cut


@dataclass(frozen=True)
class Update:
    """What one cut changes, to be written in one transaction with the position.

    ``replace`` says that a new generation takes the place of what is held; ``hours`` belong to
    none.
    """

    applied: Applied
    facts: tuple[TotalFact, ...]
    replace: bool
    hours: tuple[Reconciliation, ...] = ()


@dataclass
class Projection:
    """The state as at a cut, and what has been read since."""

    holdings: TotalsStore = field(default_factory=TotalsStore)
    hours: ReconciledHours = field(default_factory=ReconciledHours)
    applied: Applied | None = None
    _log: str = ""
    _floor: int = 0
    _staged: dict[int, dict[bytes, TotalFact]] = field(default_factory=dict)
    _compared: list[Reconciliation] = field(default_factory=list)

    def begin(self, log: str, floor: int) -> None:
        """Start to read ``log``; cuts below offset ``floor`` were applied before."""
        self._log, self._floor = log, floor
        self._staged, self._compared = {}, []

    def take(self, fact: TotalFact | Reconciliation) -> None:
        """Buffer a fact until its generation's next complete cut; an hour, until any."""
        if isinstance(fact, Reconciliation):
            self._compared.append(fact)
            return
        if fact.generation < self._generation:
            return
        staged = self._staged.setdefault(fact.generation, {})
        known = staged.get(fact.key)
        if known is None or fact.revision > known.revision:
            staged[fact.key] = fact

    def at_cut(self, cut: Cut, offset: int) -> Update | None:
        """What the cut at ``offset`` changes; None where nothing is to be applied yet."""
        if not cut.complete or cut.generation < self._generation or offset < self._floor:
            return None
        replace = cut.generation > self._generation
        staged = self._staged.get(cut.generation, {}).values()
        facts = [fact for fact in staged if replace or self.holdings.newer(fact)]
        applied = Applied(self._log, offset + 1, cut)
        return Update(applied, tuple(facts), replace, tuple(self._compared))

    def commit(self, update: Update) -> None:
        """Make the update visible: it has been written."""
        if update.replace:
            self.holdings.clear()
        self.holdings.put(update.facts)
        self.hours.put(update.hours)
        self._compared = []
        self.applied = update.applied
        generation = update.applied.cut.generation
        self._staged = {each: facts for each, facts in self._staged.items() if each > generation}

    @property
    def _generation(self) -> int:
        return -1 if self.applied is None else self.applied.cut.generation
