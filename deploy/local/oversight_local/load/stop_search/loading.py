"""Load an edition of a force's month: what is new, changed and gone since the one before."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from oversight_local.client.change import Change
from oversight_local.client.ingest import Refusal, Sent
from oversight_local.client.stored_records import Stored
from oversight_local.load.importer import Refused
from oversight_local.load.replacement import Subject, plan_replacement, require_plausible
from oversight_local.load.stop_search.importer import AFTERWARDS, identify, map_row, prefix_of
from oversight_local.load.stop_search.refusals import RefusedRow
from oversight_local.load.stop_search.rows import BLANK_ROW, Edition, Row

KIND = "stop-search"


class Feed(Protocol):
    """Sends changes; see ``IngestClient``."""

    def send(self, changes: Iterable[Change], report: Callable[[int], None]) -> Sent: ...


# Kind, force and prefix of ids to what is stored.
Listing = Callable[[str, str, str], Mapping[str, Stored]]


@dataclass
class Contents:
    """An edition in our words: data by id, and the rows it could not be said of."""

    wanted: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    # Those of the kept whose id is made of what is at fault, and may have been another.
    untold: set[str] = field(default_factory=set)
    refused: list[RefusedRow] = field(default_factory=list)
    repeated: int = 0


@dataclass
class Loaded:
    """What became of the rows of one file; ``accepted`` counts events that ingest took.

    ``spared`` would be removed, had no row been refused that may be theirs.
    """

    name: str
    force: str
    month: str
    encoding: str = "utf-8"
    read: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    spared: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def reasons(self) -> Counter[str]:
        """Why rows were refused, each with their number."""
        told = (f"{row.column}: {row.reason}" if row.column else row.reason for row in self.refused)
        return Counter(told)

    @property
    def took_nothing(self) -> bool:
        """Whether no row of the file is in the figures."""
        return not (self.accepted or self.unchanged)


def read_contents(edition: Edition) -> Contents:
    """Identify and map every row; refused rows keep their ids, so that nothing is removed."""
    contents = Contents()
    for row, identifier in zip(
        edition.rows, identify(edition.rows, edition.force, edition.month), strict=True
    ):
        contents.rows[identifier] = row
        try:
            contents.wanted[identifier] = map_row(row, edition.force, edition.month)
        except Refused as refused:
            contents.kept.add(identifier)
            if any(fault.column not in AFTERWARDS for fault in refused.faults):
                contents.untold.add(identifier)
            contents.refused += [
                RefusedRow(edition.name, row, fault.column, fault.reason)
                for fault in refused.faults[:1]
            ]
    contents.repeated = _repeated(edition.rows)
    return contents


def load_edition(
    edition: Edition,
    listing: Listing,
    feed: Feed,
    now: datetime,
    *,
    replace_most: bool = False,
    report: Callable[[int], None] = lambda n: None,
) -> Loaded:
    """Send what makes the stored month this edition. ``now`` is the time of removals.

    Everything sent before has to be counted already (see ``settle``). Raises ``Failure`` where
    more than half of the stored month would go and ``replace_most`` is not said. Without it
    nothing is removed either where a row was refused that may be what would be.
    """
    contents = read_contents(edition)
    stored = listing(KIND, edition.force, prefix_of(edition.month))
    subject = Subject(KIND, edition.force, happened="searched_at")
    plan = plan_replacement(subject, contents.wanted, contents.kept, stored, now)
    spared = 0
    if not replace_most:
        require_plausible(edition.name, plan, stored)
        if contents.untold - stored.keys():
            # Any of those that would be removed may be the row that was refused.
            spared, plan = len(plan.removed), replace(plan, removed=())
    sent = feed.send(plan.changes, report)
    refused = contents.refused + _refused(edition, contents, plan.changes, sent.refused)
    return Loaded(
        name=edition.name,
        force=edition.force,
        month=edition.month,
        encoding=edition.encoding,
        read=len(edition.rows),
        accepted=sent.accepted,
        new=len(plan.new),
        changed=len(plan.changed),
        removed=len(plan.removed),
        spared=spared,
        unchanged=plan.unchanged,
        repeated=contents.repeated,
        refused=refused,
    )


def _repeated(rows: Iterable[Row]) -> int:
    counts = Counter(tuple(row.text.values()) for row in rows)
    return sum(count - 1 for count in counts.values())


def _refused(
    edition: Edition, contents: Contents, changes: Iterable[Change], refusals: list[Refusal]
) -> list[RefusedRow]:
    subjects = {change.id: change.subject for change in changes} if refusals else {}
    return [
        RefusedRow(
            edition.name,
            contents.rows.get(subjects[refusal.id], BLANK_ROW),
            refusal.field,
            refusal.reason,
        )
        for refusal in refusals
    ]
