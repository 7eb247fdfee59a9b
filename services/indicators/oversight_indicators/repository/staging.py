"""Staging of rows: COPY into a temporary table, then one INSERT from there.

Arrays as parameters cost the client a third more: its driver looks at every element of theirs to
see whether it is an array itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from oversight_indicators.repository import Connection


class Stage:
    """A temporary table, which empties when the transaction ends that fills it."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.name = name
        self._columns = list(columns)
        described = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self._create = f"CREATE TEMP TABLE IF NOT EXISTS {name} ({described}) ON COMMIT DELETE ROWS"

    async def make(self, connection: Connection) -> None:
        """Make the table where the session has none; a transaction that only reads cannot."""
        await connection.execute(self._create)

    async def add(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Copy rows in, their values in the order of the columns. Needs an open transaction."""
        await connection.copy_records_to_table(self.name, records=rows, columns=self._columns)

    async def fill(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Make the table and copy rows in: once in a transaction."""
        await self.make(connection)
        await self.add(connection, rows)
