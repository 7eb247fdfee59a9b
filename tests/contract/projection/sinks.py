"""The sinks of the fact topic, each over a store in memory that does what its SQL does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from prometheus_client import CollectorRegistry
from tests.unit.alerts.builders import NOW, shipped

from oversight_alerts.projection.arrivals import ArrivedHours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import AppliedCut, Projection, Update
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.worker.fact_sink import FactSink as AlertsFactSink
from oversight_alerts.worker.projection_store import StoredProjection
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_projection.buffer import Application
from oversight_projection.position import PositionMoved
from oversight_projection.sink import Sink
from oversight_reporting.metrics import Metrics
from oversight_reporting.projection.sinks import FactSink as ReportingFactSink

Hour = TypeVar("Hour", Reconciliation, Arrivals)


class Broken(Exception):
    """The database went away before a transaction was committed, or after."""


@dataclass(frozen=True)
class Shown:
    """What a service shows: totals by key, hours by key, and the cut that they are as at."""

    totals: Mapping[bytes, TotalFact]
    hours: Mapping[bytes, Reconciliation]
    cut: Cut | None


@dataclass
class Faults:
    """What goes wrong at the next write."""

    before: bool = False
    after: bool = False

    def strike(self, write: Callable[[], None]) -> None:
        """Write, unless it fails before."""
        before, after = self.before, self.after
        self.before = self.after = False
        if before:
            raise Broken("before")
        write()
        if after:
            raise Broken("after")


class SinkBench(Protocol):
    """A service's sink over a store of its own."""

    faults: Faults

    def started(self, definitions: str) -> Sink:
        """The sink of a process that has read these definitions, begun from what is stored."""
        ...

    def shown(self) -> Shown:
        """What is stored, as the service shows it."""
        ...


def keep_newer(held: dict[bytes, TotalFact], facts: Sequence[TotalFact]) -> None:
    """As both services' SQL does: only the higher revision takes the place of another."""
    for fact in facts:
        if fact.key not in held or fact.revision > held[fact.key].revision:
            held[fact.key] = fact


def keep_later(held: dict[bytes, Hour], hours: Sequence[Hour]) -> None:
    """As both services' SQL does: only the later look at an hour takes the place of another."""
    for hour in hours:
        if hour.key not in held or hour.at > held[hour.key].at:
            held[hour.key] = hour


@dataclass
class AlertsBench:
    """The alerts service: one generation, and with it the retention that it was read with."""

    faults: Faults = field(default_factory=Faults)
    applied: AppliedCut | None = None
    retention: Mapping[str, int] = field(default_factory=dict)
    totals: dict[bytes, TotalFact] = field(default_factory=dict)
    hours: dict[bytes, Reconciliation] = field(default_factory=dict)
    arrivals: dict[bytes, Arrivals] = field(default_factory=dict)

    def started(self, definitions: str) -> Sink:
        """See ``SinkBench``."""
        catalogue = shipped()
        retention = Retention(catalogue, Retention.of(catalogue).reaches, definitions)
        return AlertsFactSink(self, Projection(), retention, lambda: NOW, lambda: 0, lambda: None)

    def shown(self) -> Shown:
        """See ``SinkBench``."""
        cut = None if self.applied is None else self.applied.cut
        return Shown(dict(self.totals), dict(self.hours), cut)

    async def load(self) -> StoredProjection:
        """See ``ProjectionStore``."""
        totals, hours, arrivals = TotalsStore(), ReconciledHours(), ArrivedHours()
        totals.put(self.totals.values())
        hours.put(self.hours.values())
        arrivals.put(self.arrivals.values())
        return StoredProjection(self.applied, self.retention, totals, hours, arrivals)

    async def apply(self, update: Update, retention: Mapping[str, int], now: datetime) -> None:
        """See ``ProjectionStore``."""
        if update.before != (self.applied.position if self.applied else NOTHING_READ):
            raise PositionMoved("elsewhere")
        self.faults.strike(lambda: self._write(update, retention))

    def _write(self, update: Update, retention: Mapping[str, int]) -> None:
        self.applied, self.retention = update.applied, retention
        if update.replace:
            self.totals.clear()
        keep_newer(self.totals, update.facts)
        keep_later(self.hours, update.hours)
        keep_later(self.arrivals, update.arrivals)

    async def prune(self, horizons: Mapping[str, str]) -> None:
        """See ``ProjectionStore``: nothing here is that old."""

    async def publish_again(self) -> None:
        """See ``ProjectionStore``: there is no episode."""


@dataclass
class ReportingBench:
    """Reporting: generations beside each other, of which the last cut's is shown."""

    faults: Faults = field(default_factory=Faults)
    stored: LogPosition = NOTHING_READ
    cut: Cut | None = None
    generations: dict[int, dict[bytes, TotalFact]] = field(default_factory=dict)
    hours: dict[bytes, Reconciliation] = field(default_factory=dict)

    def started(self, definitions: str) -> Sink:
        """See ``SinkBench``."""
        return ReportingFactSink(self, Metrics(CollectorRegistry(), lambda: NOW), definitions)

    def shown(self) -> Shown:
        """See ``SinkBench``."""
        totals = {} if self.cut is None else self.generations.get(self.cut.generation, {})
        return Shown(dict(totals), dict(self.hours), self.cut)

    async def position(self, topic: str) -> LogPosition:
        """See ``Store``."""
        return self.stored

    async def last_cut(self) -> Cut | None:
        """See ``Store``."""
        return self.cut

    async def apply(self, application: Application, seen: LogPosition, log: str) -> None:
        """See ``Store``."""
        if seen != self.stored:
            raise PositionMoved("elsewhere")
        self.faults.strike(lambda: self._write(application, log))

    def _write(self, application: Application, log: str) -> None:
        self.stored = LogPosition(log, application.next_offset)
        for fact in application.totals:
            keep_newer(self.generations.setdefault(fact.generation, {}), [fact])
        keep_later(self.hours, application.hours)
        if application.cut is not None:
            self.cut = application.cut
            for older in [each for each in self.generations if each < self.cut.generation]:
                del self.generations[older]

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: LogPosition, log: str
    ) -> None:
        """See ``Store``."""
        raise AssertionError("no episode was sent")


BENCHES: tuple[type[AlertsBench] | type[ReportingBench], ...] = (AlertsBench, ReportingBench)
