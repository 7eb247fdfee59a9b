"""The indicators' job on Quix Streams' state: the same pure core, another place to keep things.

A batch record is one step: decoded, judged by revision, and the differences added to totals, with
records and receipts beside them. Its partition's state takes the place of PostgreSQL, its
changelog that of the fact log.
"""

from pathlib import Path
from typing import Any, Protocol

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_indicators.contributions.accumulator import RecordContributions, TotalDelta
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.stored_records import RecentRecords, stored_contributions
from oversight_indicators.events.decode import decode
from oversight_indicators.events.model import DecodedEvent, KafkaRecord
from oversight_indicators.events.revisions import (
    Resolution,
    StoredRevision,
    difference,
    resolve_revisions,
)

# A state is one partition's, so all its records are of the same.
PARTITION = 0


class State(Protocol):
    """As Quix Streams has it: values are what JSON can hold."""

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of ``key``."""

    def set(self, key: Any, value: Any) -> None:
        """Keep ``value`` under ``key``."""


class SameJob:
    """Counts batch records under the definitions in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._contributions = Contributions(load_catalogue(folder))
        self._recent = RecentRecords()

    def count(self, value: bytes, state: State) -> int:
        """Count one record; answers how many events it held."""
        entries = decode(self._message(value), self._contributions)
        events = [each for each in entries if isinstance(each, DecodedEvent)]
        stored = {key: found for key in {a.key for a in events} if (found := _find(state, key))}
        resolution = resolve_revisions(stored, events)

        def before(key: str) -> RecordContributions | None:
            return self._before(state, key, stored.get(key))

        for sums in difference(resolution.latest, before).values():
            self._add(state, sums)
        _keep(state, events, resolution)
        self._recent.remember(resolution.latest.values())
        return len(entries)

    def _message(self, value: bytes) -> KafkaRecord:
        # As the indicators have it: ingest tells by which contract it has checked a record.
        return KafkaRecord(PARTITION, 0, 0, value, contract=self._contributions.contract)

    def _before(
        self, state: State, key: str, standing: StoredRevision | None
    ) -> RecordContributions | None:
        if standing is None or standing.removed:
            return None
        known = self._recent.find(key, standing.digest)
        if known is not None:
            return known
        return stored_contributions(self._contributions, key, state.get(f"data/{key}").encode())

    def _add(self, state: State, sums: dict[int, TotalDelta]) -> None:
        for key, each in sums.items():
            series, bucket = self._contributions.registry.named(key)
            name = f"total/{series.indicator}/{series.force}/{series.area}/{series.by}/{bucket}"
            n, of, pending, values = state.get(name, (0, 0, 0, {}))
            for value, count in (each.values or {}).items():
                values[str(value)] = values.get(str(value), 0) + count
            state.set(name, (n + each.n, of + each.of, pending + each.pending, values))


def _find(state: State, key: str) -> StoredRevision | None:
    found: Any = state.get(f"record/{key}")
    if found is None:
        return None
    revision, digest, removed = found
    return StoredRevision(revision, bytes.fromhex(digest), removed, PARTITION)


def _keep(state: State, events: list[DecodedEvent], resolution: Resolution) -> None:
    for key, event in resolution.latest.items():
        state.set(f"record/{key}", (event.revision, event.digest.hex(), event.removed))
        # On its own: what was counted before is seldom needed, and costs to read.
        state.set(f"data/{key}", event.data.decode())
    for event, outcome in zip(events, resolution.outcomes, strict=True):
        state.set(f"receipt/{event.source}/{event.id}", outcome)
