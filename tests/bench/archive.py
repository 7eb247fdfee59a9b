"""Years of a simulated force's records, as the indicators would have stored them."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from zlib import crc32

import asyncpg

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_local.access import SOURCE
from oversight_local.feeds.events import Change
from oversight_local.simulation.delivery import KINDS
from oversight_local.simulation.life import Life
from oversight_local.simulation.population import population_of
from oversight_local.simulation.setting import Setting

FORCE = "west-midlands"
FIRST = date(2023, 1, 1)
YEAR = 365
CHUNK = 5_000
Row = tuple[str, int, int, bytes, bool, str, bytes]
COLUMNS = ("key", "partition", "revision", "digest", "removed", "source", "data")


class Archive:
    """Fills a database with records, day after day, each as its last revision has it."""

    def __init__(self, definitions: Path) -> None:
        self._setting = Setting(population_of(load_catalogue(definitions), FORCE))
        self._rows = self._all_rows()
        self.records = 0

    def records_of(self, days: int) -> int:
        """How many records the first ``days`` have."""
        return sum(1 for day in range(days) for _ in self._lives(day))

    async def grow(self, database: str, records: int, report: Callable[[int], None]) -> None:
        """Add records until there are so many; ``report`` is called with how many more there are.

        The table is vacuumed and analysed then, as the server does by itself some time later.
        """
        connection = await asyncpg.connect(database)
        try:
            while self.records < records:
                chunk = list(islice(self._rows, min(CHUNK, records - self.records)))
                await connection.copy_records_to_table(
                    "records", schema_name="indicators", records=chunk, columns=COLUMNS
                )
                self.records += len(chunk)
                report(len(chunk))
            await connection.execute("VACUUM ANALYZE indicators.records")
        finally:
            await connection.close()

    def _all_rows(self) -> Iterator[Row]:
        for day in count():
            for life in self._lives(day):
                *_, last = life.changes()
                yield row_of(last)

    def _lives(self, day: int) -> Iterator[Life]:
        for kind in KINDS:
            yield from kind(self._setting, FIRST + timedelta(days=day))


def row_of(change: Change) -> Row:
    """The stored record as the event of ``change`` leaves it."""
    data = canonical(change.data)
    key = f"{change.data['force']}/{change.kind}/{change.subject}"
    return (
        key,
        # Spread evenly; which partition it is makes no difference once it is stored.
        crc32(key.encode()) % EVENTS.partitions,
        change.revision,
        hashlib.sha256(change.verb.encode() + data).digest(),
        change.verb == "removed",
        SOURCE,
        data,
    )
