"""Years of a simulated force's records, as the indicators would have stored them."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

import asyncpg

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_local.client.change import Change
from oversight_local.simulate.delivery import KINDS
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_local.stack.tokens import SOURCE

FORCE = "west-midlands"
FIRST = date(2023, 1, 1)
Row = tuple[str, int, int, bytes, bool, str, bytes]
COLUMNS = ("key", "partition", "revision", "digest", "removed", "source", "data")


class Archive:
    """Fills a database with records, day after day, each as its last revision has it."""

    def __init__(self, definitions: Path) -> None:
        self._setting = SimulationSettings(population_of(load_catalogue(definitions), FORCE))
        self.records = 0
        self.days = 0

    async def grow(
        self, database: str, records: int, days: int, report: Callable[[int], None]
    ) -> None:
        """Add whole days until there are at least so many; ``report`` hears of more records.

        The table is vacuumed and analysed then, as the server does by itself some time later.
        """
        connection = await asyncpg.connect(database)
        try:
            while self.records < records or self.days < days:
                rows = list(self._next_day())
                await connection.copy_records_to_table(
                    "records", schema_name="indicators", records=rows, columns=COLUMNS
                )
                report(len(rows))
            await connection.execute("VACUUM ANALYZE indicators.records")
        finally:
            await connection.close()

    def _next_day(self) -> Iterator[Row]:
        for kind in KINDS:
            for life in kind(self._setting, FIRST + timedelta(days=self.days)):
                *_, last = life.changes()
                self.records += 1
                yield row_of(last)
        self.days += 1


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
