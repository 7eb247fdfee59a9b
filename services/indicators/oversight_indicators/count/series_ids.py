"""The ids of series in the database, where the registry of this process numbers them anew."""

from collections.abc import Mapping

from oversight_indicators.contributions.accumulator import (
    BUCKET_BITS,
    BUCKET_MASK,
    SeriesRegistry,
    TotalDelta,
)
from oversight_indicators.repository.totals import series_numbers
from oversight_runtime.postgres import Pool


class SeriesNumbers:
    """Stored ids of the series in ``registry``; each is read once, until all are forgotten."""

    def __init__(self, pool: Pool, registry: SeriesRegistry) -> None:
        self._pool = pool
        self._registry = registry
        self._stored: list[int] = []

    async def learn(self) -> None:
        """Ask for those that are new, in a transaction of its own; they get a number there."""
        registry = self._registry
        new = [registry[number] for number in range(len(self._stored), len(registry))]
        if new:
            async with self._pool.acquire() as connection:
                found = await series_numbers(connection, new)
            self._stored += found

    def forget(self) -> None:
        """Ask anew: a database that took the place of one that failed may have given others."""
        self._stored = []

    def translated(self, sums: Mapping[int, TotalDelta]) -> dict[int, TotalDelta]:
        """Sums by keys that hold the stored numbers."""
        stored = self._stored
        return {
            stored[key >> BUCKET_BITS] << BUCKET_BITS | key & BUCKET_MASK: each
            for key, each in sums.items()
        }
