"""The forms in which a snapshot can be downloaded: each an entry of ``FORMATS``."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from oversight_reporting.model.snapshot import Snapshot, SnapshotSummary
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.snapshot_page import ListedFile, SnapshotPages

Writer = Callable[[Snapshot, SnapshotPages], Awaitable[bytes]]


@dataclass(frozen=True)
class Format:
    """An output format, named by the suffix of its files.

    ``write`` gives the bytes of a snapshot, from its frozen rows alone. A ``shown`` one is opened
    by a browser, any other is saved as a file.
    """

    title: str
    media_type: str
    write: Writer
    shown: bool = False


async def _json(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    # The very bytes that were hashed: `sha256sum` of the download gives the snapshot's hash.
    return snapshot.content


async def _html(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    return (await pages.alone(snapshot, listed_files(snapshot.summary))).encode()


async def _csv(snapshot: Snapshot, pages: SnapshotPages) -> bytes:
    return report_csv(snapshot.document, snapshot.summary.sha256)


CONTENT = "json"
# By suffix, in the order in which they are offered.
FORMATS: Mapping[str, Format] = {
    CONTENT: Format("JSON", "application/json", _json),
    "html": Format("HTML", "text/html; charset=utf-8", _html, shown=True),
    "csv": Format("CSV", "text/csv; charset=utf-8", _csv),
}


def listed_files(summary: SnapshotSummary) -> list[ListedFile]:
    """Every file that a snapshot can be downloaded as, with the hash of what was frozen."""
    frozen = {each.suffix: (each.sha256, each.size) for each in summary.files}
    frozen[CONTENT] = (summary.sha256, summary.size)
    return [
        ListedFile(
            suffix,
            each.title,
            each.media_type,
            f"/v1/snapshots/{summary.id}.{suffix}",
            *frozen.get(suffix, (None, None)),
        )
        for suffix, each in FORMATS.items()
    ]


class SnapshotFiles:
    """Writes the files that are frozen beside a snapshot's JSON."""

    def __init__(self, pages: SnapshotPages) -> None:
        self._pages = pages

    async def write(self, snapshot: Snapshot) -> dict[str, bytes]:
        """The bytes of each by its suffix; what is shown comes last and lists the others."""
        contents: dict[str, bytes] = {}
        for suffix, each in sorted(FORMATS.items(), key=lambda entry: entry[1].shown):
            if suffix != CONTENT:
                contents[suffix] = await each.write(snapshot.with_files(contents), self._pages)
        return contents
