"""Makes snapshots: asks a report's questions and freezes the answers."""

from asyncio import to_thread
from collections.abc import Callable
from datetime import datetime

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.reports import Audience
from oversight_measures.periods import Period
from oversight_reporting.metrics import Metrics
from oversight_reporting.reader import Reader
from oversight_reporting.reports import plan_report, report_document
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_reporting.snapshots import Snapshot, SnapshotKey, freeze
from oversight_reporting.suppression import as_seen


class Freezer:
    """Freezes a report as at the last cut, as the next revision of its period."""

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        repository: SnapshotRepository,
        metrics: Metrics,
        clock: Callable[[], datetime],
        shown_to: Audience = "board",
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._repository = repository
        self._metrics = metrics
        self._clock = clock
        self._shown_to = shown_to

    async def freeze(
        self, report: str, force: str, period: Period, title: str | None, made_by: str
    ) -> Snapshot:
        """The snapshot, stored. Raises ``Refused`` and ``NothingCounted``."""
        with self._metrics.snapshots.time():
            plan = plan_report(self._catalogue, report, force, period)
            given = await self._reader.ask_for(plan.questions, plan.plans, force)
            # Of all that the report prints at once: its tables share totals.
            rule = plan.report.rule(self._shown_to)
            seen = await to_thread(as_seen, [*given.answers], rule, self._catalogue.forces)
            given.answers = iter(seen)
            document = report_document(self._catalogue, plan, title, given)
            document["audience"] = plan.report.seen_by(self._shown_to)
            key = SnapshotKey(report, force, period.start, period.end)
            while True:
                before = await self._repository.newest_snapshot(key)
                snapshot = freeze(document, key, before, self._clock(), made_by)
                if await self._repository.keep_snapshot(snapshot):
                    return snapshot
