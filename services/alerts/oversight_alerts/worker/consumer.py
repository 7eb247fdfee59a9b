"""Follows the fact topic: cut by cut into the database, then into memory."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from oversight_alerts.projection.filter import relevant
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection, Update
from oversight_alerts.repository import episode_outbox
from oversight_alerts.repository import projection as hour_rows
from oversight_alerts.repository import projection as projection_rows
from oversight_alerts.worker.fact_log import FactLog, LogRecord
from oversight_contracts.facts.facts import Cut
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_runtime.postgres import Pool
from oversight_runtime.supervision import Ending

log = structlog.stdlib.get_logger(__name__)

# A cut this young is worth looking at even while more facts are on their way.
FRESH = timedelta(seconds=30)
IDENTITY_EVERY = timedelta(seconds=15)


class AnotherLog(Exception):
    """The cluster behind the address is not the one that was opened: begin again."""


class DefinitionsChanged(Ending):
    """The totals have moved on to definitions that this process has not read."""


class FactConsumer:
    """Keeps the projection up with the topic. ``changed`` is called after each applied cut.

    Totals of other definitions than the catalogue's are followed too, but say nothing of rules.
    """

    def __init__(
        self,
        facts: FactLog,
        pool: Pool,
        projection: Projection,
        kept: Retention,
        clock: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._facts, self._pool, self._projection = facts, pool, projection
        self._kept, self._clock, self._changed = kept, clock, changed
        self._log = ""
        # False while the log is read again from its first record, for rules that need more.
        self._whole = False
        self._checked = clock()
        self._pruned = ""
        self.progress_at: datetime | None = None

    def current(self) -> bool:
        """Whether what is applied says how things stand now, so that rules may be evaluated."""
        applied = self._projection.applied
        if applied is None or applied.log != self._log or not self._whole:
            return False
        if applied.cut.definitions != self._kept.definitions:
            return False
        return self.behind() == 0 or self._clock() - applied.cut.at < FRESH

    def behind(self) -> int:
        """How many records of the topic are known of and not read."""
        return self._facts.behind()

    async def run(self, well: Callable[[], None]) -> None:
        """Follow until cancelled, calling ``well`` after each step that brought it on.

        Raises what the broker or the database raises, ``AnotherLog``, and ``DefinitionsChanged``
        when the process has to be started again to read the definitions of now.
        """
        try:
            await self.begin()
            # A quiet topic brings no cut, and what was applied before is to be looked at too.
            self._changed()
            while True:
                before = self._projection.applied
                await self.step()
                # An empty answer is no work done while there is more: what cannot be applied would
                # be tried for ever, and all would seem well in between.
                if self._projection.applied is not before or self.behind() == 0:
                    well()
        finally:
            await self._facts.close()

    async def begin(self) -> None:
        """Load what is stored, open the log, and find where to read on."""
        kept = await self._load()
        cluster = await self._facts.open()
        if self._log_left_behind(cluster):
            await self._publish_again()
        self._log, self._checked = cluster, self._clock()
        await self._seek(kept)

    async def _seek(self, kept: dict[str, int]) -> None:
        applied = self._projection.applied
        floor = applied.offset if applied is not None and applied.log == self._log else 0
        self._whole = floor > 0 and self._kept.within(kept)
        end = await self._facts.seek(floor if self._whole else None)
        if floor > end:
            # Less than was read before under the same name: what is there now is new.
            log.warning("fact-log-shorter-than-read", read=floor, end=end)
            self._whole, floor = False, 0
            await self._facts.seek(None)
        self._projection.begin(self._log, floor)
        log.info("following", cluster=self._log, floor=floor, end=end, whole=self._whole)

    def _log_left_behind(self, cluster: str) -> bool:
        applied = self._projection.applied
        return applied is not None and applied.log != cluster

    async def step(self) -> None:
        """Take in the next records. Raises ``AnotherLog``."""
        records = await self._facts.read()
        horizons = self._kept.horizons(self._clock())
        for record in records:
            await self._take(record, horizons)
        if records and self.behind() == 0:
            self._changed()
        await self._prune(horizons)
        await self._same_log()
        self.progress_at = self._clock()

    async def _take(self, record: LogRecord, horizons: dict[str, str]) -> None:
        fact = relevant(record.key, record.value, horizons)
        if isinstance(fact, Cut):
            update = self._projection.at_cut(fact, record.offset)
            if update is not None:
                self._same_definitions(fact)
                await self._apply(update)
        elif fact is not None:
            self._projection.take(fact)

    def _same_definitions(self, cut: Cut) -> None:
        # Left unapplied: which totals are kept depends on the definitions too.
        applied, own = self._projection.applied, self._kept.definitions
        if applied is not None and applied.cut.definitions == own != cut.definitions:
            raise DefinitionsChanged(
                "the totals are counted under other definitions now than this process has read; "
                "it has to be started again"
            )

    async def _apply(self, update: Update) -> None:
        now = self._clock()
        async with self._pool.acquire() as connection, connection.transaction():
            await projection_rows.apply(connection, update, self._kept.signature, now)
            await hour_rows.write_hours(connection, update.hours)
        self._projection.commit(update)
        self._whole = True
        self._changed()

    async def _load(self) -> dict[str, int]:
        async with self._pool.acquire() as connection, connection.transaction():
            stored = await projection_rows.load_position(connection)
            self._projection.holdings = await projection_rows.load_holdings(connection)
            self._projection.hours = await hour_rows.load_hours(connection)
        self._projection.applied = stored[0] if stored else None
        return stored[1] if stored else {}

    async def _prune(self, horizons: dict[str, str]) -> None:
        # Horizons move once a day.
        newest = max(horizons.values(), default="")
        if newest != self._pruned:
            async with self._pool.acquire() as connection, connection.transaction():
                await projection_rows.prune(connection, horizons)
                await hour_rows.prune_hours(connection, horizons[UNACCOUNTED])
            self._projection.holdings.prune(horizons)
            self._projection.hours.prune(horizons[UNACCOUNTED])
            self._pruned = newest

    async def _publish_again(self) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await episode_outbox.publish_again(connection)

    async def _same_log(self) -> None:
        if self._clock() - self._checked < IDENTITY_EVERY:
            return
        self._checked = self._clock()
        found = await self._facts.identity()
        if found != self._log:
            raise AnotherLog(f"{found} instead of {self._log}")
