"""A frozen report: its canonical bytes and files under their hashes, and its revisions."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.models.reports import Audience
from oversight_reporting.model.document import ChangedFigure, FrozenReport, ReportDocument
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.published_counts import ToldByWhat


@dataclass(frozen=True)
class SnapshotKey:
    """The key that revisions share: the report, the force and the period (half-open)."""

    report: str
    force: str
    starts: date
    ends: date


@dataclass(frozen=True)
class FrozenFile:
    """A file of a snapshot as it was frozen, by the suffix of its name; ``size`` in bytes."""

    suffix: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Revision:
    """Another revision of the same report, force and period."""

    id: str
    revision: int
    made_at: datetime


@dataclass(frozen=True)
class SnapshotSummary:
    """A snapshot without its rows; ``changes`` counts figures that differ from the one before.

    ``sha256`` and ``size`` are of its JSON; ``files`` are the others that were frozen with it,
    none where it was made before they were. ``superseded_by`` is the revision that replaced it,
    and ``newest`` the last one that did.
    """

    id: str
    key: SnapshotKey
    revision: int
    title: str
    made_at: datetime
    made_by: str
    sha256: str
    changes: int
    size: int = 0
    files: tuple[FrozenFile, ...] = ()
    superseded_by: Revision | None = None
    newest: Revision | None = None


@dataclass(frozen=True)
class Snapshot:
    """``content`` is canonical JSON, whose SHA-256 is ``summary.sha256``."""

    summary: SnapshotSummary
    content: bytes

    @property
    def document(self) -> FrozenReport:
        """The content read. Raises ``Tampered`` when it does not match its hash."""
        check_hash(self.summary.id, self.content, self.summary.sha256)
        return FrozenReport.model_validate_json(self.content)

    @property
    def public(self) -> bool:
        """True where it was made for the public; one from before there were audiences was not."""
        return self.document.audience == "public"

    def with_files(self, contents: Mapping[str, bytes]) -> "Snapshot":
        """With files of these contents, by suffix."""
        files = tuple(
            FrozenFile(suffix, sha256_of(content), len(content))
            for suffix, content in sorted(contents.items())
        )
        return replace(self, summary=replace(self.summary, files=files))


@dataclass(frozen=True)
class Published:
    """A snapshot as the readers it was made for know it.

    ``told`` is None, and its ``document`` there, where it was frozen before that was kept.
    """

    name: str
    audience: Audience
    told: ToldByWhat | None = None
    document: ReportDocument | None = None


class Tampered(Exception):
    """The stored bytes are not those that were frozen."""


def sha256_of(content: bytes) -> str:
    """The SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def check_hash(name: str, content: bytes, sha256: str) -> None:
    """Raises ``Tampered`` where the bytes of ``name`` are not those that were hashed."""
    if sha256_of(content) != sha256:
        raise Tampered(f"snapshot {name} does not match its SHA-256")


def is_told(before: Snapshot, now: ReportDocument) -> bool:
    """True where readers of ``now`` may know what changed since ``before``.

    What the board saw is not told to the public as a change.
    """
    return before.public or now.audience != "public"


def freeze(
    report: ReportDocument,
    key: SnapshotKey,
    before: Snapshot | None,
    made_at: datetime,
    made_by: str,
    changes: Sequence[ChangedFigure] = (),
) -> Snapshot:
    """Freeze ``report`` as the next revision after ``before``, of which ``changes`` are told."""
    revision = before.summary.revision + 1 if before else 1
    name = f"{key.report}-{key.force}-{key.starts}-{key.ends}-r{revision}"
    frozen = FrozenReport(
        **{field: getattr(report, field) for field in report.model_fields_set},
        id=name,
        revision=revision,
        previous=before.summary.id if before else None,
        previous_sha256=before.summary.sha256 if before else None,
        changes=list(changes),
        made_at=made_at,
        made_by=made_by,
    )
    content = canonical(dump(frozen))
    summary = SnapshotSummary(
        *(name, key, revision, report.title, made_at, made_by, sha256_of(content), len(changes)),
        size=len(content),
    )
    return Snapshot(summary, content)
