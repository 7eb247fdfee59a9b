"""One batch, one transaction: offsets first, then what is stored, then what changes.

Nothing of a failed attempt is used again. The next one reads afresh, so that a COMMIT whose answer
was lost cannot count twice: the offsets would no longer be where the batch began.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight_indicators.aftermath import aftermath
from oversight_indicators.batch import Batch
from oversight_indicators.cells import BUCKET_BITS, BUCKET_MASK, NOTHING, Atoms, Sum
from oversight_indicators.contributions import Contributions
from oversight_indicators.dead_letter_log import DeadLetterLog
from oversight_indicators.decoding import complete
from oversight_indicators.engine import Judgement, Outcome, Standing, difference, judge
from oversight_indicators.entries import Arrival, Entry, Poison
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import may_count, share_active
from oversight_indicators.repository.offsets import advance, share_growth
from oversight_indicators.repository.publishing import add_unpublished, announce
from oversight_indicators.repository.receipts import write_receipts
from oversight_indicators.repository.records import read_data, read_standings, write_records
from oversight_indicators.repository.statements import note_statements
from oversight_indicators.repository.tallies import add_tallies
from oversight_indicators.repository.totals import add_totals, series_numbers
from oversight_indicators.stored import RecentRecords, stored_atoms
from oversight_indicators.tallies import tally
from oversight_runtime.database import Pool

# Below this many events a thread costs more than it gives.
_WORTH_A_THREAD = 200


class GenerationChanged(Exception):
    """The active totals are counted under other definitions than this process has."""


class Paused(Exception):
    """All totals are being derived anew: what comes in waits until that is done."""


class _Rehearsed(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of each total by partition; keys hold the stored numbers of series."""

    judgement: Judgement
    sums: dict[int, dict[int, Sum]]


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
        self._series: list[int] = []

    async def count(self, batch: Batch) -> Counter[Outcome]:
        """Count a batch; answers how many events came to which outcome.

        Raises ``Paused``, ``OffsetTaken``, ``GenerationChanged``, ``RecordMoved``,
        ``KafkaUnavailable`` and the database's errors; then nothing was counted, unless the answer
        to COMMIT was lost.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            for partition, move in batch.moves.items():
                await advance(connection, self._topic, partition, move.start, move.reached)
            judgement, letters = await self._write(connection, batch.entries)
            await add_tallies(connection, tally(batch.entries, judgement.outcomes, batch.hours))
            # The letters are durable before the offsets say that their events are done.
            await self._letters.send(letters, self._now())
            await announce(connection)
        self._recent.remember(judgement.latest.values())
        return _counted(judgement, letters)

    async def rehearse(self, entries: Sequence[Entry]) -> None:
        """Do everything but keep it: to find out which events raise an error."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await self._write(connection, entries)
                raise _Rehearsed
        except _Rehearsed:
            return

    async def _write(
        self, connection: Connection, entries: Sequence[Entry]
    ) -> tuple[Judgement, list[Poison]]:
        generation = await self._generation(connection)
        change = await self._change(connection, [e for e in entries if isinstance(e, Arrival)])
        await write_records(connection, change.judgement.latest.values())
        await note_statements(connection, change.judgement.latest)
        await add_totals(connection, generation, change.sums)
        letters, receipts = aftermath(entries, change.judgement.outcomes)
        await write_receipts(connection, receipts, self._now())
        changed = set().union(*change.sums.values())
        if changed:
            await add_unpublished(connection, generation, changed)
        return change.judgement, letters

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

    async def _change(self, connection: Connection, arrivals: Sequence[Arrival]) -> Change:
        grown = await share_growth(connection, self._topic)
        stored = await read_standings(connection, {arrival.key for arrival in arrivals})
        judgement = judge(stored, arrivals, grown=grown)
        for key, arrival in judgement.latest.items():
            judgement.latest[key] = complete(arrival, self._contributions)
        before = await self._before(connection, judgement, stored)

        def compute() -> dict[int, dict[int, Sum]]:
            return difference(judgement.latest, lambda key: before.get(key, NOTHING))

        many = len(arrivals) > _WORTH_A_THREAD
        sums = await asyncio.to_thread(compute) if many else compute()
        await self._number_series()
        return Change(judgement, {part: self._numbered(own) for part, own in sums.items()})

    async def _before(
        self, connection: Connection, judgement: Judgement, stored: dict[str, Standing]
    ) -> dict[str, Atoms]:
        """What the records that change have added so far."""
        before: dict[str, Atoms] = {}
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

    async def _number_series(self) -> None:
        book = self._contributions.book
        new = [book[number] for number in range(len(self._series), len(book))]
        if new:
            async with self._pool.acquire() as connection:
                self._series += await series_numbers(connection, new)

    def _numbered(self, sums: dict[int, Sum]) -> dict[int, Sum]:
        numbers = self._series
        return {
            numbers[key >> BUCKET_BITS] << BUCKET_BITS | key & BUCKET_MASK: each
            for key, each in sums.items()
        }


def _counted(judgement: Judgement, letters: Sequence[Poison]) -> Counter[Outcome]:
    counts = Counter(judgement.outcomes)
    counts[Outcome.DEAD_LETTERED] = len(letters) - counts[Outcome.CONFLICT]
    return counts
