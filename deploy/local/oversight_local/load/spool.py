"""Things put aside on disk under a key and taken back key by key, so that memory stays bounded."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson


class Spool:
    """Made with ``spool``; every thing is JSON and has a number of its own."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            "CREATE TABLE thing (number INTEGER PRIMARY KEY, key TEXT, content BLOB) STRICT"
        )

    def put(self, key: str, content: Any) -> int:
        """Put a thing aside; answers its number."""
        statement = "INSERT INTO thing (key, content) VALUES (?, ?)"
        done = self._database.execute(statement, (key, orjson.dumps(content)))
        return done.lastrowid or 0

    def get(self, number: int) -> Any:
        """The thing that ``put`` answered ``number`` for."""
        found = self._database.execute("SELECT content FROM thing WHERE number = ?", (number,))
        return orjson.loads(found.fetchone()[0])

    def groups(self) -> Iterator[tuple[str, Iterator[tuple[int, Any]]]]:
        """Each key with its numbers and things in the order they were put."""
        found = self._database.execute(
            "SELECT key, number, content FROM thing ORDER BY key, number"
        )
        for key, rows in groupby(found, key=lambda row: str(row[0])):
            yield key, ((number, orjson.loads(content)) for _, number, content in rows)

    def __len__(self) -> int:
        count: int = self._database.execute("SELECT count(*) FROM thing").fetchone()[0]
        return count


@contextmanager
def spool(folder: Path) -> Iterator[Spool]:
    """An empty shelf on a file of its own below ``folder``, gone afterwards."""
    with TemporaryDirectory(prefix="load-", dir=folder) as own:
        database = sqlite3.connect(Path(own) / "shelf")
        try:
            yield Spool(database)
        finally:
            database.close()
