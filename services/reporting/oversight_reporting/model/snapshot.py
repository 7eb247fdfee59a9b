"""A frozen report: its canonical bytes, their hash, and what changed since its last revision."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from oversight_contracts.canonical_json import canonical

Document = dict[str, Any]
# What tells one item from another, and what of a row is compared and shown.
KEPT = ("indicator", "by", "basis", "every")
SHOWN = ("printed", "numerator", "denominator", "value", "pending")


@dataclass(frozen=True)
class SnapshotKey:
    """What revisions share: the report, the force and the period (half-open)."""

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
    def document(self) -> Document:
        """The content decoded. Raises ``Tampered`` when it does not match its hash."""
        if hashlib.sha256(self.content).hexdigest() != self.summary.sha256:
            raise Tampered(f"snapshot {self.summary.id} does not match its SHA-256")
        document: Document = orjson.loads(self.content)
        return document

    @property
    def public(self) -> bool:
        """Whether it was made for the public; one from before there were audiences was not."""
        return bool(self.document.get("audience") == "public")


class Tampered(Exception):
    """The stored bytes are not those that were frozen."""


def freeze(
    report: Document, key: SnapshotKey, before: Snapshot | None, made_at: datetime, made_by: str
) -> Snapshot:
    """Freeze ``report`` as the next revision after ``before``."""
    revision = before.summary.revision + 1 if before else 1
    name = f"{key.report}-{key.force}-{key.starts}-{key.ends}-r{revision}"
    # What the board saw before is not told to the public as a change.
    told = before is not None and (before.public or report.get("audience") != "public")
    changes = list(_changes(before.document, report)) if before and told else []
    document = {
        **report,
        "id": name,
        "revision": revision,
        "previous": before.summary.id if before else None,
        "previous_sha256": before.summary.sha256 if before else None,
        "changes": changes,
        "made_at": made_at.isoformat(),
        "made_by": made_by,
    }
    content = canonical(document)
    digest = hashlib.sha256(content).hexdigest()
    title = str(report["title"])
    summary = SnapshotSummary(name, key, revision, title, made_at, made_by, digest, len(changes))
    return Snapshot(summary, content)


def _changes(before: Document, now: Document) -> Iterator[Document]:
    """Every figure that is new, gone or other than it was, in the order of the report."""
    earlier, later = dict(_figures(before)), dict(_figures(now))
    for place in [*later, *(place for place in earlier if place not in later)]:
        old, new = earlier.get(place), later.get(place)
        if old is None or new is None or _compared(old.row) != _compared(new.row):
            one = new or old
            assert one is not None
            yield {
                "indicator": one.indicator,
                "title": one.title,
                **{name: one.row[name] for name in ("from", "to", "label")},
                **_sides(old, new),
            }


@dataclass(frozen=True)
class _Figure:
    indicator: str
    title: str
    row: Mapping[str, Any]


def _figures(document: Document) -> Iterator[tuple[tuple[str, ...], _Figure]]:
    for section in document["sections"]:
        for item in section["items"]:
            # A table of many indicators, and words, are known by their title.
            kept = tuple(str(item.get(name, item["title"])) for name in KEPT)
            for row in item["rows"]:
                place = (*kept, row["from"], row["to"], row["label"])
                indicator = item.get("indicator") or row.get("indicator")
                yield place, _Figure(indicator or "", item["title"], row)


def _compared(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(row[name] for name in SHOWN), row.get("text"), row.get("remarks") or [])


def _sides(old: _Figure | None, new: _Figure | None) -> Document:
    before, now = _shown(old), _shown(new)
    if before is not None and now is not None and before == now and old and new:
        now["printed"] += _said_otherwise(old.row, new.row)
    return {"before": before, "now": now}


def _said_otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs where the figure is the same: words, which are too long here, or remarks."""
    if before.get("text") != now.get("text"):
        return ", in other words"
    said, was = now.get("remarks") or [], before.get("remarks") or []
    newly = [each for each in said if each not in was]
    ended = [f"no longer: {each}" for each in was if each not in said]
    return f" ({'; '.join([*newly, *ended])})"


def _shown(figure: _Figure | None) -> Document | None:
    if figure is None:
        return None
    row = figure.row
    return {name: row[name] for name in SHOWN}
