"""The listing of stored records."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import orjson

from oversight_indicators.repository.records import CHUNK
from oversight_indicators.web.routes import record_lines
from oversight_runtime.postgres import Pool

OWNER = "west/incident/"
Row = tuple[str, int, bool, bytes, bytes]


class FakePool:
    """Answers what ``records_after`` asks, and knows how many of its connections are taken."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = sorted(keys)
        self.taken = 0
        self.gone: set[str] = set()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["FakePool"]:
        self.taken += 1
        try:
            yield self
        finally:
            self.taken -= 1

    async def fetch(self, _: str, first: str, end: str, after: str, limit: int) -> list[Row]:
        found = [key for key in self._keys if first <= key < end and key > after]
        return [
            (key, 1, key in self.gone, b"\x01", b'{"grade":"scheduled"}') for key in found[:limit]
        ]


def lines_of(pool: FakePool, prefix: str = "", field: str | None = None) -> AsyncIterator[bytes]:
    return record_lines(cast(Pool, cast(Any, pool)), OWNER, prefix, field)


async def test_whoever_reads_slowly_keeps_no_connection() -> None:
    pool = FakePool([f"{OWNER}r{number:05}" for number in range(2 * CHUNK + 1)])
    ids: list[str] = []
    async for part in lines_of(pool):
        assert pool.taken == 0
        ids += [orjson.loads(line)["id"] for line in part.splitlines()]
    assert ids == [f"r{number:05}" for number in range(2 * CHUNK + 1)]


async def test_a_whole_id_is_a_prefix_of_itself() -> None:
    pool = FakePool([f"{OWNER}a", f"{OWNER}a1", f"{OWNER}b", "west/crime/a"])
    (part,) = [part async for part in lines_of(pool, "a")]
    assert [orjson.loads(line)["id"] for line in part.splitlines()] == ["a", "a1"]


async def test_what_is_asked_for_of_a_record_stands_beside_it_but_of_one_that_is_removed() -> None:
    pool = FakePool([f"{OWNER}a", f"{OWNER}b"])
    pool.gone = {f"{OWNER}b"}
    (part,) = [part async for part in lines_of(pool, field="grade")]
    assert [orjson.loads(line)["value"] for line in part.splitlines()] == ["scheduled", None]
    (part,) = [part async for part in lines_of(pool)]
    assert "value" not in orjson.loads(part.splitlines()[0])
