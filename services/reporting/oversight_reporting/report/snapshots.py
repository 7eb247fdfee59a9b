"""Makes snapshots: has a report written and freezes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from oversight_measures.periods.period import Period
from oversight_reporting.metrics import Metrics
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, freeze
from oversight_reporting.repository.snapshots import SnapshotRepository


class ReportSource(Protocol):
    """Writes the document of a report as at the last cut."""

    async def write(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> ReportDocument:
        """Raises ``Refused`` and ``NothingCounted``."""
        ...


class SnapshotService:
    """Freezes a report as at the last cut, as the next revision of its period."""

    def __init__(
        self,
        writer: ReportSource,
        repository: SnapshotRepository,
        metrics: Metrics,
        clock: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._repository = repository
        self._metrics = metrics
        self._clock = clock

    async def freeze(
        self, report: str, force: str, period: Period, title: str | None, made_by: str
    ) -> Snapshot:
        """The snapshot, stored. Raises ``Refused`` and ``NothingCounted``."""
        with self._metrics.snapshots.time():
            document = await self._writer.write(report, force, period, title)
            key = SnapshotKey(report, force, period.start, period.end)
            while True:
                before = await self._repository.newest_snapshot(key)
                snapshot = freeze(document, key, before, self._clock(), made_by)
                if await self._repository.keep_snapshot(snapshot):
                    return snapshot
