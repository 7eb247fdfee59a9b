"""One batch, one transaction: offsets first, then what is stored, then what changes.

Nothing of a failed attempt is used again. The next one reads afresh, so that a COMMIT whose answer
was lost cannot count twice: the offsets would no longer be where the batch began.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from oversight_indicators.contributions.accumulator import NOTHING, RecordContributions, TotalDelta
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.dead_letters import DeadLetterLog
from oversight_indicators.count.series_ids import SeriesNumbers
from oversight_indicators.count.stored_records import RecentRecords, stored_atoms
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
from oversight_indicators.repository.generations import may_count, share_active
from oversight_indicators.repository.offsets import advance, share_growth, stay
from oversight_indicators.repository.outcome_counts import add_outcome_counts
from oversight_indicators.repository.receipts import write_receipts
from oversight_indicators.repository.records import read_data, read_standings, write_records
from oversight_indicators.repository.statements import note_statements
from oversight_indicators.repository.totals import add_totals
from oversight_indicators.repository.unpublished import add_unpublished, announce
from oversight_runtime.postgres import Pool

T = TypeVar("T")


async def run_beside(
    writing: Coroutine[Any, Any, None], work: Callable[[], T], *, threaded: bool
) -> T:
    """What ``work`` comes to, worked out while the database is ``writing``."""
    if not threaded:
        await writing
        return work()
    working = asyncio.create_task(asyncio.to_thread(work))
    try:
        await writing
    finally:
        await asyncio.wait([working])
        # Heard of, also where it is the failure to write that is raised.
        working.exception()
    return working.result()


# Below this many events a thread costs more than it gives.
_WORTH_A_THREAD = 200
# Kafka has a few seconds to take them.
LETTERS_AT_ONCE = 500


class GenerationChanged(Exception):
    """The active totals are counted under other definitions than this process has."""


class Paused(Exception):
    """All totals are being derived anew: what comes in waits until that is done."""


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


class Transactions:
    """Counts batches in the database at ``pool``."""

    def __init__(
        self,
        pool: Pool,
        topic: str,
        contributions: Contributions,
        definitions: str,
        letters: DeadLetterLog,
        now: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._topic = topic
        self._contributions = contributions
        self._definitions = definitions
        self._letters = letters
        self._now = now
        self._recent = RecentRecords()
        self._numbers = SeriesNumbers(pool, contributions.book)

    async def count(self, batch: Batch) -> Counter[Outcome]:
        """Count a batch; answers how many events came to which outcome.

        Raises ``Paused``, ``OffsetTaken``, ``GenerationChanged``, ``RecordMoved``,
        ``KafkaUnavailable`` and the database's errors; then nothing was counted, unless the answer
        to COMMIT was lost.
        """
        try:
            judgement, letters = await self._transact(batch)
        except Exception:
            self._numbers.forget()
            raise
        self._recent.remember(judgement.latest.values())
        return _counted(judgement, letters)

    async def _transact(self, batch: Batch) -> tuple[Resolution, list[PoisonEvent]]:
        async with self._pool.acquire() as connection, connection.transaction():
            for partition, end in batch.ends.items():
                await advance(connection, self._topic, partition, batch.starts[partition], end)
            judgement, letters = await self._write(connection, batch.entries)
            await add_outcome_counts(
                connection, count_outcomes(batch.entries, judgement.outcomes, batch.hours)
            )
            # The letters are durable before the offsets say that their events are done.
            for start in range(0, len(letters), LETTERS_AT_ONCE):
                await self._letters.send(letters[start : start + LETTERS_AT_ONCE], self._now())
                await stay(connection)
            await announce(connection)
        return judgement, letters

    async def rehearse(self, entries: Sequence[EventOutcome]) -> None:
        """Do everything but keep it: to find out which events raise an error."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._write(connection, entries)
                raise _Rehearsed
        except _Rehearsed:
            return

    async def _write(
        self, connection: Connection, entries: Sequence[EventOutcome]
    ) -> tuple[Resolution, list[PoisonEvent]]:
        generation = await self._generation(connection)
        judgement, before = await self._judge(
            connection, [each for each in entries if isinstance(each, DecodedEvent)]
        )
        latest, many = judgement.latest, len(entries) > _WORTH_A_THREAD
        letters, receipts = await run_beside(
            write_records(connection, latest.values()),
            lambda: receipts_of(entries, judgement.outcomes),
            threaded=many,
        )
        sums = await run_beside(
            write_receipts(connection, receipts, self._now()),
            lambda: difference(latest, lambda key: before.get(key, NOTHING)),
            threaded=many,
        )
        await note_statements(connection, latest)
        await self._add(connection, generation, sums)
        return judgement, letters

    async def _add(
        self, connection: Connection, generation: int, sums: Mapping[int, dict[int, TotalDelta]]
    ) -> None:
        """Add to each total what it changes by, by partition."""
        await self._numbers.learn()
        numbered = {part: self._numbers.translated(own) for part, own in sums.items()}
        await add_totals(connection, generation, numbered)
        if changed := set().union(*numbered.values()):
            await add_unpublished(connection, generation, changed)

    async def _generation(self, connection: Connection) -> int:
        if not await may_count(connection):
            raise Paused("the totals are being rebuilt")
        active = await share_active(connection)
        if active is None or active.definitions != self._definitions:
            raise GenerationChanged(
                "the active totals are counted under other definitions than this process has; "
                "if the definitions changed, run: oversight rebuild"
            )
        return active.number

    async def _judge(
        self, connection: Connection, arrivals: Sequence[DecodedEvent]
    ) -> tuple[Resolution, Mapping[str, RecordContributions]]:
        """What becomes of each event, and what the records that change have added so far."""
        grown = await share_growth(connection, self._topic)
        stored = await read_standings(connection, {arrival.key for arrival in arrivals})
        judgement = resolve_revisions(stored, arrivals, grown=grown)
        for key, arrival in judgement.latest.items():
            judgement.latest[key] = complete(arrival, self._contributions)
        return judgement, await self._before(connection, judgement, stored)

    async def _before(
        self, connection: Connection, judgement: Resolution, stored: dict[str, StoredRevision]
    ) -> dict[str, RecordContributions]:
        before: dict[str, RecordContributions] = {}
        unknown: list[str] = []
        for key in judgement.latest:
            standing = stored.get(key)
            if standing is None or standing.removed:
                continue
            known = self._recent.find(key, standing.digest)
            if known is None:
                unknown.append(key)
            else:
                before[key] = known
        if unknown:
            for key, data in (await read_data(connection, unknown)).items():
                before[key] = stored_atoms(self._contributions, key, data)
        return before


def _counted(judgement: Resolution, letters: Sequence[PoisonEvent]) -> Counter[Outcome]:
    counts = Counter(judgement.outcomes)
    counts[Outcome.DEAD_LETTERED] = len(letters) - counts[Outcome.CONFLICT]
    return counts
