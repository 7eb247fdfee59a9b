"""Plans a replacement: the changes that make the stored records those of the file at hand."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from oversight_contracts.canonical_json import canonical
from oversight_local.client.change import Change
from oversight_local.client.stored_records import StoredRecord
from oversight_local.failure import Failure

ChangeWord = Literal["new", "changed", "removed"]


@dataclass(frozen=True)
class ReplacementPlan:
    """The changes to send, by what they are; ``unchanged`` is how many rows need none."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]
    unchanged: int

    @property
    def by_word(self) -> Mapping[ChangeWord, tuple[Change, ...]]:
        """The changes under the word for what they make of a record."""
        return {"new": self.new, "changed": self.changed, "removed": self.removed}

    @property
    def changes(self) -> tuple[Change, ...]:
        """New, changed and removed ones together."""
        return self.new + self.changed + self.removed


class ImplausibleLoad(Failure):
    """A load that would remove more than half of what is stored."""


@dataclass(frozen=True)
class RecordSet:
    """The records to be replaced; ``happened`` is the field that says when one happened."""

    kind: str
    force: str
    happened: str


def plan_replacement(
    records: RecordSet,
    wanted: Mapping[str, dict[str, Any]],
    kept: Collection[str],
    stored: Mapping[str, StoredRecord],
    now: datetime,
) -> ReplacementPlan:
    """Compare the edition (``wanted``, data by id) with what is stored.

    ``kept`` are ids that are in the edition but were refused: what is stored of them stays.
    ``now`` is the time of removals. Data comes without a revision; the changes carry theirs.
    """
    sorted_out: dict[str, list[Change]] = {"new": [], "changed": [], "same": []}
    for identifier, data in wanted.items():
        before = stored.get(identifier)
        word = _compare(data, before)
        revision = 1 if before is None else before.revision + 1
        time = datetime.fromisoformat(data[records.happened])
        full = {**data, "revision": revision}
        sorted_out[word].append(Change("recorded", records.kind, identifier, revision, time, full))
    gone = tuple(_removals(records, wanted, kept, stored, now))
    return ReplacementPlan(
        tuple(sorted_out["new"]), tuple(sorted_out["changed"]), gone, len(sorted_out["same"])
    )


def require_plausible(name: str, plan: ReplacementPlan, stored: Mapping[str, StoredRecord]) -> None:
    """Raise ``ImplausibleLoad`` where more than half of what is stored would be removed."""
    before = sum(not each.removed for each in stored.values())
    if 2 * len(plan.removed) > before:
        raise ImplausibleLoad(
            f"{name} would remove {len(plan.removed):,} of the {before:,} rows stored for its "
            "force and period; if that is meant, say --replace-most"
        )


def removal_of(records: RecordSet, identifier: str, before: StoredRecord, now: datetime) -> Change:
    """The removal of what is stored as ``before``; ``now`` is its time."""
    revision = before.revision + 1
    data = {"force": records.force, "area": "force", "revision": revision}
    return Change("removed", records.kind, identifier, revision, now, data)


def _compare(
    data: dict[str, Any], before: StoredRecord | None
) -> Literal["new", "changed", "same"]:
    if before is None or before.removed:
        return "new"
    # The revision is part of the data, so the digest is taken with the stored one.
    content = canonical({**data, "revision": before.revision})
    digest = hashlib.sha256(b"recorded" + content).hexdigest()
    return "same" if digest == before.digest else "changed"


def _removals(
    records: RecordSet,
    wanted: Mapping[str, object],
    kept: Collection[str],
    stored: Mapping[str, StoredRecord],
    now: datetime,
) -> Iterator[Change]:
    for identifier, before in stored.items():
        if before.removed or identifier in wanted or identifier in kept:
            continue
        yield removal_of(records, identifier, before, now)
