"""Rows on their way in: COPY into a table of the session's own, then one INSERT from there.

Arrays as parameters cost the client a third more: its driver looks at every element of theirs to
see whether it is an array itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from oversight_indicators.repository import Connection


class Stage:
    """A temporary table, to be filled once in a transaction; it empties when that ends."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.name = name
        self._columns = list(columns)
        described = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self._create = f"CREATE TEMP TABLE IF NOT EXISTS {name} ({described}) ON COMMIT DELETE ROWS"

    async def fill(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Copy rows in, their values in the order of the columns. Needs an open transaction."""
        await connection.execute(self._create)
        await connection.copy_records_to_table(self.name, records=rows, columns=self._columns)
