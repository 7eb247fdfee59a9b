"""A series' number in the database, whichever database it is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from oversight_contracts.facts.facts import SeriesKey
from oversight_indicators.contributions.accumulator import (
    BUCKET_BITS,
    Series,
    SeriesRegistry,
    TotalDelta,
)
from oversight_indicators.count.series_ids import SeriesNumbers
from oversight_runtime.postgres import Pool


class FakeDatabase:
    """Gives series numbers from ``first`` on, in the order in which they are first asked for."""

    def __init__(self, first: int) -> None:
        self.begin_again(first)
        self.questions = 0

    def begin_again(self, first: int) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._first = first

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["FakeDatabase"]:
        yield self

    async def execute(self, _: str, *columns: Sequence[Any]) -> None:
        for names in zip(*columns, strict=True):
            self._numbers.setdefault(names, self._first + len(self._numbers))

    async def fetch(self, _: str, *columns: Sequence[Any]) -> list[dict[str, int]]:
        self.questions += 1
        return [{"id": self._numbers[names]} for names in zip(*columns, strict=True)]


def series(name: str) -> Series:
    return Series(SeriesKey("a.b", "west", "force", name), hourly=False)


def stored(numbers: SeriesNumbers, number: int) -> int:
    (key,) = numbers.translated({number << BUCKET_BITS | 5: TotalDelta(1)})
    assert key & 0xFFFFFFFF == 5
    return key >> BUCKET_BITS


async def test_each_series_is_asked_for_once() -> None:
    database, registry = FakeDatabase(first=10), SeriesRegistry()
    numbers = SeriesNumbers(cast(Pool, cast(Any, database)), registry)
    for name in ("x", "y"):
        registry.number(series(name))
        await numbers.learn()
        await numbers.learn()
    assert [stored(numbers, 0), stored(numbers, 1)] == [10, 11]
    assert database.questions == 2


async def test_another_database_is_asked_for_its_own_numbers() -> None:
    database, registry = FakeDatabase(first=10), SeriesRegistry()
    numbers = SeriesNumbers(cast(Pool, cast(Any, database)), registry)
    registry.number(series("x"))
    await numbers.learn()
    # A standby that had not heard of the series takes over.
    database.begin_again(first=3)
    numbers.forget()
    await numbers.learn()
    assert stored(numbers, 0) == 3
