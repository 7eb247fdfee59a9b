"""Totals derived from the stored records alone: a batch recomputation, in one pass.

What they add is worked out for some records at a time and staged in the database, which sums it
by sorting on disk: a longer history takes longer, but no more memory.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence

import asyncpg

from oversight_indicators.contributions.accumulator import (
    BUCKET_BITS,
    BUCKET_MASK,
    DeltaAccumulator,
    Series,
    TotalDelta,
)
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.stored_records import stored_contributions
from oversight_indicators.repository import Connection
from oversight_indicators.repository.records import CHUNK, every_record
from oversight_indicators.repository.totals import stage_totals

PORTION = 50_000
Progress = Callable[[int], None]
# Answers the number of each series.
Numbering = Callable[[Sequence[Series]], Awaitable[list[int]]]


class Recomputation:
    """Stages what the stored records add, with the numbers of series from ``numbering``."""

    def __init__(
        self, contributions: Contributions, numbering: Numbering, portion: int = PORTION
    ) -> None:
        self._contributions = contributions
        self._numbering = numbering
        self._portion = portion
        self._numbers: list[int] = []
        self._sums: defaultdict[int, DeltaAccumulator] = defaultdict(DeltaAccumulator)
        self._held = 0
        self.records = 0

    async def stage(self, connection: Connection, progress: Progress) -> None:
        """Add up every stored record. Needs an open transaction; ``progress`` hears of chunks.

        A total that many records add to can be staged in several parts.
        """
        async for rows in every_record(connection, min(CHUNK, self._portion)):
            self._add(rows)
            progress(len(rows))
            if self._held >= self._portion:
                await self._let_go(connection)
        await self._let_go(connection)

    def _add(self, rows: Iterable[asyncpg.Record]) -> None:
        for key, partition, removed, data in rows:
            self._held += 1
            if not removed:
                self._sums[partition].add(stored_contributions(self._contributions, key, data))

    async def _let_go(self, connection: Connection) -> None:
        parts = {partition: sums.deltas() for partition, sums in self._sums.items()}
        registry, known = self._contributions.registry, len(self._numbers)
        self._numbers += await self._numbering([registry[n] for n in range(known, len(registry))])
        await stage_totals(connection, {p: self._numbered(own) for p, own in parts.items()})
        self.records += self._held
        self._sums.clear()
        self._held = 0

    def _numbered(self, sums: dict[int, TotalDelta]) -> dict[int, TotalDelta]:
        numbers = self._numbers
        return {
            numbers[key >> BUCKET_BITS] << BUCKET_BITS | key & BUCKET_MASK: each
            for key, each in sums.items()
        }
