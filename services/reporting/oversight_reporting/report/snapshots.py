"""Makes snapshots: has a report written and freezes it."""

from asyncio import to_thread
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from oversight_measures.periods.period import Period
from oversight_reporting.metrics import Metrics
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.document import ChangedFigure, ReportDocument
from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, freeze, is_told
from oversight_reporting.repository.snapshots import SnapshotRepository


class ReportSource(Protocol):
    """Writes the document of a report as at the last cut."""

    async def write(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> ReportDocument:
        """Raises ``Refused`` and ``NothingCounted``."""
        ...

    async def write_with_basis(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> tuple[ReportDocument, Basis]:
        """With what its figures stand on. Raises ``Refused`` and ``NothingCounted``."""
        ...


class Comparison(Protocol):
    """Compares two revisions of a report by what they print."""

    def __call__(
        self, before: ReportDocument, stood: Basis | None, now: ReportDocument, stands: Basis, /
    ) -> list[ChangedFigure]:
        """Each printed cell that differs, with its causes."""
        ...


class FileSource(Protocol):
    """Writes the files that are frozen beside a snapshot's JSON."""

    async def write(self, snapshot: Snapshot) -> Mapping[str, bytes]:
        """The bytes of each file by its suffix."""
        ...


class SnapshotService:
    """Freezes a report as at the last cut, as the next revision of its period."""

    def __init__(
        self,
        writer: ReportSource,
        comparison: Comparison,
        files: FileSource,
        repository: SnapshotRepository,
        metrics: Metrics,
        clock: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._comparison = comparison
        self._files = files
        self._repository = repository
        self._metrics = metrics
        self._clock = clock

    async def freeze(
        self, report: str, force: str, period: Period, title: str | None, made_by: str
    ) -> Snapshot:
        """The snapshot, stored. Raises ``Refused`` and ``NothingCounted``."""
        with self._metrics.snapshots.time():
            document, basis = await self._writer.write_with_basis(report, force, period, title)
            key = SnapshotKey(report, force, period.start, period.end)
            while True:
                before = await self._repository.newest_snapshot(key)
                changes = await self._changes(before, document, basis)
                snapshot = freeze(document, key, before, self._clock(), made_by, changes)
                contents = await self._files.write(snapshot)
                snapshot = snapshot.with_files(contents)
                if await self._repository.keep_snapshot(snapshot, contents, basis):
                    return snapshot

    async def _changes(
        self, before: Snapshot | None, document: ReportDocument, basis: Basis
    ) -> list[ChangedFigure]:
        if before is None or not is_told(before, document):
            return []
        stood = await self._repository.basis(before.summary.id)
        return await to_thread(self._comparison, before.document, stood, document, basis)
