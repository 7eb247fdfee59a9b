"""One batch, one transaction: offsets first, then what is stored, then what changes.

Nothing of a failed attempt is used again. The next one reads afresh, so that a COMMIT whose answer
was lost cannot count twice: the offsets would no longer be where the batch began.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight_indicators.contributions.accumulator import RecordContributions, TotalDelta
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.dead_letters import DeadLetterLog
from oversight_indicators.count.run_beside import run_beside
from oversight_indicators.count.series_ids import SeriesNumbers
from oversight_indicators.count.stored_records import RecentRecords, stored_contributions
from oversight_indicators.events.arrivals import count_arrivals
from oversight_indicators.events.batch import Batch
from oversight_indicators.events.decode import complete
from oversight_indicators.events.model import DecodedEvent, EventOutcome, PoisonEvent
from oversight_indicators.events.outcome_counts import count_outcomes
from oversight_indicators.events.receipts import receipts_of
from oversight_indicators.events.revisions import (
    Outcome,
    Resolution,
    StoredRevision,
    difference,
    resolve_revisions,
)
from oversight_indicators.repository import Connection
from oversight_indicators.repository.arrivals import add_arrivals
from oversight_indicators.repository.generations import may_count, share_active
from oversight_indicators.repository.offsets import advance, share_growth, stay
from oversight_indicators.repository.outcome_counts import add_outcome_counts
from oversight_indicators.repository.receipts import write_receipts
from oversight_indicators.repository.records import read_data, read_revisions, write_records
from oversight_indicators.repository.statements import note_statements
from oversight_indicators.repository.totals import add_totals
from oversight_indicators.repository.unpublished import add_unpublished, announce
from oversight_runtime.postgres import Pool

# Below this many events a thread costs more than it gives.
_WORTH_A_THREAD = 200
# Kafka has a few seconds to take them.
DEAD_LETTERS_AT_ONCE = 500


class GenerationChanged(Exception):
    """The active totals are counted under other definitions than this process has."""


class Paused(Exception):
    """All totals are being derived anew: what comes in waits until that is done."""


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a transaction made of a batch's events; ``dead_letters`` holds the conflicts too."""

    resolution: Resolution
    dead_letters: Sequence[PoisonEvent]

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many events came to which outcome."""
        counts = Counter(self.resolution.outcomes)
        counts[Outcome.DEAD_LETTERED] = len(self.dead_letters) - counts[Outcome.CONFLICT]
        return counts


class Transactions:
    """Counts batches in the database at ``pool``."""

    def __init__(
        self,
        pool: Pool,
        topic: str,
        contributions: Contributions,
        definitions: str,
        dead_letters: DeadLetterLog,
        now: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._topic = topic
        self._contributions = contributions
        self._definitions = definitions
        self._dead_letters = dead_letters
        self._now = now
        self._recent = RecentRecords()
        self._numbers = SeriesNumbers(pool, contributions.registry)

    async def count(self, batch: Batch) -> Counter[Outcome]:
        """Count a batch; answers how many events came to which outcome.

        Raises ``Paused``, ``OffsetTaken``, ``GenerationChanged``, ``RecordMoved``,
        ``KafkaUnavailable`` and the database's errors; then nothing was counted, unless the answer
        to COMMIT was lost.
        """
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._advance_offsets(connection, batch)
                counted = await self._count_events(connection, batch.entries)
                await self._add_outcomes(connection, batch, counted)
                await self._send_dead_letters(connection, counted)
                await announce(connection)
        except Exception:
            self._numbers.forget()
            raise
        self._recent.remember(counted.resolution.latest.values())
        return counted.outcomes

    async def rehearse(self, entries: Sequence[EventOutcome]) -> None:
        """Do everything but keep it: to find out which events raise an error."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._count_events(connection, entries)
                raise _Rehearsed
        except _Rehearsed:
            return

    async def _count_events(
        self, connection: Connection, entries: Sequence[EventOutcome]
    ) -> Counted:
        """Write what the events change: records, receipts, statements, totals."""
        events = [each for each in entries if isinstance(each, DecodedEvent)]
        threaded = len(entries) > _WORTH_A_THREAD
        generation = await self._hold_generation(connection)
        grown = await share_growth(connection, self._topic)
        stored = await read_revisions(connection, {event.key for event in events})
        resolution = self._resolve(stored, events, grown=grown)
        before = await self._contributions_before(connection, resolution.latest, stored)
        dead_letters, receipts = await run_beside(
            write_records(connection, resolution.latest.values()),
            lambda: receipts_of(entries, resolution.outcomes),
            threaded=threaded,
        )
        changes = await run_beside(
            write_receipts(connection, receipts, self._now()),
            lambda: difference(resolution.latest, before.get),
            threaded=threaded,
        )
        await note_statements(connection, resolution.latest)
        await self._add_totals(connection, generation, changes)
        return Counted(resolution, dead_letters)

    async def _advance_offsets(self, connection: Connection, batch: Batch) -> None:
        for partition, end in batch.ends.items():
            await advance(connection, self._topic, partition, batch.starts[partition], end)

    async def _hold_generation(self, connection: Connection) -> int:
        """The active generation, which nobody can switch before the transaction ends."""
        if not await may_count(connection):
            raise Paused("the totals are being rebuilt")
        active = await share_active(connection)
        if active is None or active.definitions != self._definitions:
            raise GenerationChanged(
                "the active totals are counted under other definitions than this process has; "
                "if the definitions changed, run: oversight rebuild"
            )
        return active.number

    def _resolve(
        self,
        stored: Mapping[str, StoredRevision],
        events: Iterable[DecodedEvent],
        *,
        grown: bool,
    ) -> Resolution:
        """What becomes of each event; the latest of each record with what it adds."""
        resolution = resolve_revisions(stored, events, grown=grown)
        for key, event in resolution.latest.items():
            resolution.latest[key] = complete(event, self._contributions)
        return resolution

    async def _contributions_before(
        self,
        connection: Connection,
        latest: Iterable[str],
        stored: Mapping[str, StoredRevision],
    ) -> dict[str, RecordContributions]:
        """What the records that change have added so far, by key; removed and new ones left out."""
        before: dict[str, RecordContributions] = {}
        unknown: list[str] = []
        for key in latest:
            revision = stored.get(key)
            if revision is None or revision.removed:
                continue
            known = self._recent.find(key, revision.digest)
            if known is None:
                unknown.append(key)
            else:
                before[key] = known
        if unknown:
            for key, data in (await read_data(connection, unknown)).items():
                before[key] = stored_contributions(self._contributions, key, data)
        return before

    async def _add_totals(
        self, connection: Connection, generation: int, changes: Mapping[int, dict[int, TotalDelta]]
    ) -> None:
        """Add to each total what it changes by, by partition, and note that it did."""
        await self._numbers.learn()
        numbered = {part: self._numbers.translated(own) for part, own in changes.items()}
        await add_totals(connection, generation, numbered)
        if changed := set().union(*numbered.values()):
            await add_unpublished(connection, generation, changed)

    async def _add_outcomes(self, connection: Connection, batch: Batch, counted: Counted) -> None:
        counts = count_outcomes(batch.entries, counted.resolution.outcomes, batch.hours)
        await add_outcome_counts(connection, counts)
        arrivals = count_arrivals(batch.entries, counted.resolution, batch.hours)
        await add_arrivals(connection, arrivals)

    async def _send_dead_letters(self, connection: Connection, counted: Counted) -> None:
        """Have them durable before the offsets say that their events are done."""
        for start in range(0, len(counted.dead_letters), DEAD_LETTERS_AT_ONCE):
            some = counted.dead_letters[start : start + DEAD_LETTERS_AT_ONCE]
            await self._dead_letters.send(some, self._now())
            await stay(connection)
