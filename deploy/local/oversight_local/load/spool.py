"""A spool on disk: items are put under a key and read back key by key, in bounded memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson


class Spool:
    """Items by key, made with ``spool``; each is JSON and has a number of its own."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            "CREATE TABLE item (number INTEGER PRIMARY KEY, key TEXT, content BLOB) STRICT"
        )

    def put(self, key: str, content: Any) -> int:
        """Put an item; answers its number."""
        statement = "INSERT INTO item (key, content) VALUES (?, ?)"
        done = self._database.execute(statement, (key, orjson.dumps(content)))
        return done.lastrowid or 0

    def get(self, number: int) -> Any:
        """The item that ``put`` answered ``number`` for."""
        found = self._database.execute("SELECT content FROM item WHERE number = ?", (number,))
        return orjson.loads(found.fetchone()[0])

    def groups(
        self, *, descending: bool = False
    ) -> Iterator[tuple[str, Iterator[tuple[int, Any]]]]:
        """Each key, in order, with its numbers and items in the order they were put."""
        order = "key DESC, number" if descending else "key, number"
        found = self._database.execute(f"SELECT key, number, content FROM item ORDER BY {order}")
        for key, rows in groupby(found, key=lambda row: str(row[0])):
            yield key, ((number, orjson.loads(content)) for _, number, content in rows)

    def __len__(self) -> int:
        count: int = self._database.execute("SELECT count(*) FROM item").fetchone()[0]
        return count


@contextmanager
def spool(folder: Path) -> Iterator[Spool]:
    """An empty spool on a file of its own below ``folder``, removed afterwards."""
    # That of a stack elsewhere may not be there yet.
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="load-", dir=folder) as own:
        database = sqlite3.connect(Path(own) / "spool")
        try:
            yield Spool(database)
        finally:
            database.close()
