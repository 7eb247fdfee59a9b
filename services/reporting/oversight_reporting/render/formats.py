"""The forms in which a snapshot can be downloaded: each an entry of ``FORMATS``."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from oversight_reporting.model.snapshot import Snapshot
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.snapshot_page import SnapshotPages

Writer = Callable[[Snapshot, SnapshotPages], Awaitable[bytes]]


@dataclass(frozen=True)
class Format:
    """An output format, named by the suffix of its files.

    ``write`` gives the bytes of a snapshot, from its frozen rows alone. A ``shown`` one is opened
    by a browser, any other is saved as a file.
    """

    media_type: str
    write: Writer
    shown: bool = False


async def _json(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    # The very bytes that were hashed: `sha256sum` of the download gives the snapshot's hash.
    return snapshot.content


async def _html(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    return (await pages.alone(snapshot)).encode()


async def _csv(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    return report_csv(snapshot.document, snapshot.summary.sha256)


# By suffix, in the order in which they are offered.
FORMATS: Mapping[str, Format] = {
    "json": Format("application/json", _json),
    "html": Format("text/html; charset=utf-8", _html, shown=True),
    "csv": Format("text/csv; charset=utf-8", _csv),
}
