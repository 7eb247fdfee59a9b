"""The sink of the fact topic: what rules use of it, cut by cut into the store, then into memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from oversight_alerts.projection.filter import relevant
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection
from oversight_alerts.worker.projection_store import ProjectionStore
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.facts import Cut, Fact
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_contracts.log_position import NOTHING_READ
from oversight_projection.buffer import Application, FactBuffer
from oversight_projection.sink import Confirm, Record, check_definitions

# A cut this young is worth looking at even while more facts are on their way.
FRESH = timedelta(seconds=30)


class FactSink:
    """Keeps the projection up with the topic. ``changed`` is called when there is news for rules.

    Totals of other definitions than the catalogue's are followed too, but say nothing of rules.
    ``behind`` answers how many records of the topic are known of and not read.
    """

    def __init__(
        self,
        store: ProjectionStore,
        projection: Projection,
        retention: Retention,
        clock: Callable[[], datetime],
        behind: Callable[[], int],
        changed: Callable[[], None],
    ) -> None:
        self._store, self._projection, self._retention = store, projection, retention
        self._clock, self._behind, self._changed = clock, behind, changed
        self._log = ""
        self._buffer = FactBuffer(None, 0, stages=False)
        # Cuts below this offset were applied before.
        self._floor = 0
        # False while the log is read again from its first record, for rules that need more.
        self._whole = False
        self._pruned = ""

    def current(self) -> bool:
        """True where the projection is up to date, so that rules may be evaluated."""
        applied = self._projection.applied
        if applied is None or applied.position.log != self._log or not self._whole:
            return False
        if applied.cut.definitions != self._retention.definitions:
            return False
        return self._behind() == 0 or self._clock() - applied.cut.at < FRESH

    async def begin(self, log: str, end: int) -> int:
        """Load what is stored; go on after it, or read all again where the rules need more."""
        retention = await self._load()
        before, self._log = self._projection.position, log
        if before != NOTHING_READ and before.log != log:
            await self._store.publish_again()
        self._floor = before.resume_in(log, end)
        self._whole = self._floor > 0 and self._retention.within(retention)
        offset = self._floor if self._whole else 0
        self._buffer = FactBuffer(self._projection.generation, offset, stages=False)
        # A quiet topic brings no cut, and what was applied before is to be looked at too.
        self._changed()
        return offset

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        """Hold what rules use; at the last cut among ``records`` apply it.

        Raises ``DefinitionsChanged`` before a cut of other definitions takes the place of one of
        the process's own: which totals are kept depends on the definitions too.
        """
        horizons = self._retention.horizons(self._clock())
        application = self._buffer.take(
            (record.offset, self._fact(record, horizons)) for record in records
        )
        if application is not None:
            await self._apply(application, confirm)
        if records:
            self._changed()
        await self._prune(horizons)
        return application is not None

    def _fact(self, record: Record, horizons: Mapping[str, str]) -> Fact | None:
        fact = relevant(record.key, record.value, horizons, self._retention.telling)
        return None if isinstance(fact, Cut) and record.offset < self._floor else fact

    async def _apply(self, application: Application, confirm: Confirm) -> None:
        cut, applied = application.cut, self._projection.applied
        assert cut is not None, "without staging, only complete cuts are applied"
        shown = None if applied is None else applied.cut.definitions
        check_definitions(self._retention.definitions, shown, cut)
        await confirm()
        update = self._projection.update(application, cut, self._log)
        await self._store.apply(update, self._retention.signature, self._clock())
        async with self._projection.steady:
            self._projection.commit(update)
        self._whole = True

    async def _load(self) -> Mapping[str, int]:
        stored = await self._store.load()
        async with self._projection.steady:
            self._projection.applied = stored.applied
            self._projection.totals, self._projection.hours = stored.totals, stored.hours
            self._projection.arrivals = stored.arrivals
        return stored.retention

    async def _prune(self, horizons: Mapping[str, str]) -> None:
        # Horizons move once a day.
        newest = max(horizons.values(), default="")
        if newest != self._pruned:
            await self._store.prune(horizons)
            async with self._projection.steady:
                self._projection.totals.prune(horizons)
                self._projection.hours.prune(horizons[UNACCOUNTED])
                self._projection.arrivals.prune(horizons[FEED_PACE])
            self._pruned = newest
