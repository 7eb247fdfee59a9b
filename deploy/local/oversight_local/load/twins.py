"""Twins: one record in the files of two months, because each is cut by the months of another clock.

Of the two the one in the file of London's month counts. Where that file does not hold it, the other
does: a month's file cut by UTC holds the first hour of London's next month in summer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from oversight_local.client.change import Change
from oversight_local.client.stored_records import StoredRecord
from oversight_local.load.importer import HAPPENED, Scope
from oversight_local.load.replacement import RecordSet, removal_of
from oversight_measures.periods.period import london_day

# Kind, force, prefix of ids, and the field to be told with each, to what is stored.
Listing = Callable[[str, str, str, str], Mapping[str, StoredRecord]]


def london_month(moment: datetime) -> str:
    """The month on whose days a record counts: 2019-04."""
    return f"{london_day(moment):%Y-%m}"


def utc_month(moment: datetime) -> str:
    """The month by which some files are cut: 2019-03."""
    return f"{moment.astimezone(UTC):%Y-%m}"


@dataclass(frozen=True)
class StoredTwin:
    """A twin that is there, of the draft ``of``; ``counts`` where it counts and the draft not."""

    of: str
    id: str
    record: StoredRecord
    counts: bool


class Removed:
    """The records that this load removed, which a listing has still until they are counted."""

    def __init__(self) -> None:
        self._removed: dict[str, StoredRecord] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Remember those of ``changes`` that are removals."""
        for change in changes:
            if change.verb == "removed":
                self._removed[change.subject] = StoredRecord(change.revision, True, "")

    def months_before(self, stored: Mapping[str, StoredRecord]) -> Counter[str]:
        """The months in UTC of those removed of ``stored`` that are of London's next month.

        The files of those months, if they are cut by UTC, may hold them still.
        """
        values = (each.value for name, each in stored.items() if name in self._removed)
        moments = (datetime.fromisoformat(value) for value in values if value)
        return Counter(utc_month(each) for each in moments if utc_month(each) != london_month(each))

    def over(self, stored: Mapping[str, StoredRecord]) -> dict[str, StoredRecord]:
        """What is stored, once all is counted."""
        return {name: self._removed.get(name, record) for name, record in stored.items()}


def find_twins(
    scope: Scope, drafts: Mapping[str, Mapping[str, Any]], listing: Listing
) -> list[StoredTwin]:
    """The twins of ``drafts`` by id that are stored in other scopes."""
    paired = {name: each["twin"] for name, each in drafts.items() if each["twin"] and each["data"]}
    listed = {
        prefix: listing(scope.kind, scope.force, prefix, HAPPENED[scope.kind])
        for prefix in sorted({prefix for prefix, _ in paired.values()})
    }
    found = []
    for name, (prefix, counts) in paired.items():
        twin = prefix + name.removeprefix(scope.prefix)
        record = listed[prefix].get(twin)
        if record is not None and not record.removed:
            found.append(StoredTwin(name, twin, record, counts))
    return found


def removals_of(
    twins: Iterable[StoredTwin], records: RecordSet, untaken: set[str], now: datetime
) -> Iterator[Change]:
    """The removals of twins that give way, but of those whose own record was not taken."""
    for twin in twins:
        if not twin.counts and twin.of not in untaken:
            yield removal_of(records, twin.id, twin.record, now)
