"""A frozen report: its canonical bytes, their hash, and what changed since its last revision."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from oversight_contracts.canonical_json import canonical
from oversight_reporting.model.document import (
    ChangedFigure,
    FigureState,
    FrozenReport,
    ReportDocument,
)
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.row_document import ReportedRow


@dataclass(frozen=True)
class SnapshotKey:
    """The key that revisions share: the report, the force and the period (half-open)."""

    report: str
    force: str
    starts: date
    ends: date


@dataclass(frozen=True)
class SnapshotSummary:
    """A snapshot without its rows; ``changes`` counts figures that differ from the one before."""

    id: str
    key: SnapshotKey
    revision: int
    title: str
    made_at: datetime
    made_by: str
    sha256: str
    changes: int


@dataclass(frozen=True)
class Snapshot:
    """``content`` is canonical JSON, whose SHA-256 is ``summary.sha256``."""

    summary: SnapshotSummary
    content: bytes

    @property
    def document(self) -> FrozenReport:
        """The content read. Raises ``Tampered`` when it does not match its hash."""
        if hashlib.sha256(self.content).hexdigest() != self.summary.sha256:
            raise Tampered(f"snapshot {self.summary.id} does not match its SHA-256")
        return FrozenReport.model_validate_json(self.content)

    @property
    def public(self) -> bool:
        """True where it was made for the public; one from before there were audiences was not."""
        return self.document.audience == "public"


class Tampered(Exception):
    """The stored bytes are not those that were frozen."""


def freeze(
    report: ReportDocument,
    key: SnapshotKey,
    before: Snapshot | None,
    made_at: datetime,
    made_by: str,
) -> Snapshot:
    """Freeze ``report`` as the next revision after ``before``."""
    revision = before.summary.revision + 1 if before else 1
    name = f"{key.report}-{key.force}-{key.starts}-{key.ends}-r{revision}"
    # What the board saw before is not told to the public as a change.
    shown = before is not None and (before.public or report.audience != "public")
    changes = list(_changes(before.document, report)) if before and shown else []
    frozen = FrozenReport(
        **{field: getattr(report, field) for field in report.model_fields_set},
        id=name,
        revision=revision,
        previous=before.summary.id if before else None,
        previous_sha256=before.summary.sha256 if before else None,
        changes=changes,
        made_at=made_at,
        made_by=made_by,
    )
    content = canonical(dump(frozen))
    digest = hashlib.sha256(content).hexdigest()
    summary = SnapshotSummary(
        name, key, revision, report.title, made_at, made_by, digest, len(changes)
    )
    return Snapshot(summary, content)


def _changes(before: ReportDocument, now: ReportDocument) -> Iterator[ChangedFigure]:
    """Every figure that is new, gone or other than it was, in the order of the report."""
    earlier, later = dict(_figures(before)), dict(_figures(now))
    for place in [*later, *(place for place in earlier if place not in later)]:
        old, new = earlier.get(place), later.get(place)
        if old is None or new is None or _compared(old.row) != _compared(new.row):
            one = new or old
            assert one is not None
            yield ChangedFigure(
                indicator=one.indicator,
                title=one.title,
                start=one.row.start,
                end=one.row.end,
                label=one.row.label,
                before=_state(old.row) if old else None,
                now=_state_now(old, new),
            )


@dataclass(frozen=True)
class _Figure:
    indicator: str
    title: str
    row: ReportedRow


def _figures(document: ReportDocument) -> Iterator[tuple[tuple[object, ...], _Figure]]:
    for section in document.sections:
        for item in section.items:
            for row in item.reported_rows:
                place = (*item.identity, row.start, row.end, row.label)
                indicator = item.indicator_id or row.indicator_id
                yield place, _Figure(indicator or "", item.title, row)


def _compared(row: ReportedRow) -> tuple[object, ...]:
    return _state(row), row.text, row.remarks


def _state(row: ReportedRow) -> FigureState:
    return FigureState(
        printed=row.printed,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        pending=row.pending,
    )


def _state_now(old: _Figure | None, new: _Figure | None) -> FigureState | None:
    if new is None:
        return None
    state = _state(new.row)
    if old is None or state != _state(old.row):
        return state
    printed = state.printed + _other_words(old.row, new.row)
    return state.model_copy(update={"printed": printed})


def _other_words(before: ReportedRow, now: ReportedRow) -> str:
    """The difference where the figure is the same: words, which are too long here, or remarks."""
    if before.text != now.text:
        return ", in other words"
    newly = [each for each in now.remarks if each not in before.remarks]
    ended = [f"no longer: {each}" for each in before.remarks if each not in now.remarks]
    return f" ({'; '.join([*newly, *ended])})"
