"""The projection's state as at the last applied cut, and how it changes."""

import asyncio
from dataclasses import dataclass, field

from oversight_alerts.projection.arrivals import ArrivedHours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.projection.totals import TotalsStore
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import Cut, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_projection.buffer import Application


@dataclass(frozen=True)
class AppliedCut:
    """The last applied cut, and the position to read on at."""

    position: LogPosition
    cut: Cut


@dataclass(frozen=True)
class Update:
    """The changes of one cut, to be written in one transaction with the position.

    ``before`` is the position that it is based on. ``replace`` says that a new generation takes the
    place of what is held; ``hours`` and ``arrivals`` belong to none.
    """

    before: LogPosition
    applied: AppliedCut
    facts: tuple[TotalFact, ...]
    replace: bool
    hours: tuple[Reconciliation, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()


@dataclass
class Projection:
    """The totals, hours and arrivals that rules are evaluated over.

    ``steady`` is held by whoever reads them in another thread, and by whoever changes them.
    """

    totals: TotalsStore = field(default_factory=TotalsStore)
    hours: ReconciledHours = field(default_factory=ReconciledHours)
    arrivals: ArrivedHours = field(default_factory=ArrivedHours)
    applied: AppliedCut | None = None
    steady: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False, repr=False)

    @property
    def position(self) -> LogPosition:
        """The position that all of it is as at."""
        return NOTHING_READ if self.applied is None else self.applied.position

    @property
    def generation(self) -> int | None:
        """The generation of the totals; None before the first cut."""
        return None if self.applied is None else self.applied.cut.generation

    def update(self, application: Application, cut: Cut, log: str) -> Update:
        """The changes of an application that shows ``cut``, read from ``log``."""
        replace = self.generation is not None and cut.generation > self.generation
        facts = (each for each in application.totals if replace or self.totals.newer(each))
        applied = AppliedCut(LogPosition(log, application.next_offset), cut)
        others = (application.hours, application.arrivals)
        return Update(self.position, applied, tuple(facts), replace, *others)

    def commit(self, update: Update) -> None:
        """Make the update visible: it has been written."""
        if update.replace:
            self.totals.clear()
        self.totals.put(update.facts)
        self.hours.put(update.hours)
        self.arrivals.put(update.arrivals)
        self.applied = update.applied
