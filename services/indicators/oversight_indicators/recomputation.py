"""Totals derived from the stored records alone: a batch recomputation, in one pass."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import asyncpg

from oversight_indicators.cells import BUCKET_BITS, BUCKET_MASK, Series, Sum, Sums
from oversight_indicators.contributions import Contributions
from oversight_indicators.repository import Connection
from oversight_indicators.repository.records import every_record
from oversight_indicators.stored import stored_atoms

Progress = Callable[[int], None]
TotalKey = tuple[Series, int]


class Recomputation:
    """What the stored records add up to, by source partition."""

    def __init__(self, contributions: Contributions) -> None:
        self._contributions = contributions
        self._sums: defaultdict[int, Sums] = defaultdict(Sums)
        self.records = 0

    async def read(self, connection: Connection, progress: Progress) -> None:
        """Add up every stored record. Needs an open transaction; ``progress`` hears of chunks."""
        async for rows in every_record(connection):
            self._add(rows)
            progress(len(rows))

    def by_partition(self) -> dict[int, dict[int, Sum]]:
        """The totals of each partition; keys hold the numbers of the contributions' book."""
        return {partition: sums.spread() for partition, sums in self._sums.items()}

    def totals(self) -> dict[TotalKey, Sum]:
        """The totals over all partitions, by series and bucket."""
        everything = Sums()
        for sums in self._sums.values():
            everything.merge(sums)
        book = self._contributions.book
        return {
            (book[key >> BUCKET_BITS], key & BUCKET_MASK): each
            for key, each in everything.spread().items()
        }

    def _add(self, rows: Iterable[asyncpg.Record]) -> None:
        for key, partition, removed, data in rows:
            self.records += 1
            if not removed:
                self._sums[partition].add(stored_atoms(self._contributions, key, data))
