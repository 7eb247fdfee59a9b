"""When following the facts counts as work that was done."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from tests.unit.alerts.builders import Clock, shipped

from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection
from oversight_alerts.worker.consumer import FactConsumer
from oversight_alerts.worker.fact_log import FactLog, LogRecord
from oversight_runtime.postgres import Pool


class EmptyDatabase:
    """Knows nothing, and forgets what it is told."""

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["EmptyDatabase"]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    async def fetchrow(self, *_: object) -> None:
        return

    async def fetch(self, *_: object) -> list[Any]:
        return []

    async def execute(self, *_: object) -> None:
        return


class Facts:
    """Brings nothing at the first read, and at the second what cannot be applied.

    ``waiting`` is how many records are known of all the time.
    """

    def __init__(self, waiting: int) -> None:
        self._waiting = waiting
        self._reads = 0

    async def open(self) -> str:
        return "cluster"

    async def identity(self) -> str:
        return "cluster"

    async def seek(self, offset: int | None) -> int:
        return self._waiting

    async def read(self) -> Sequence[LogRecord]:
        self._reads += 1
        if self._reads > 1:
            raise ValueError("cannot be applied")
        return ()

    def behind(self) -> int:
        return self._waiting

    async def close(self) -> None:
        return


async def times_well(waiting: int) -> int:
    """How often the follower of such facts says that it has done its work before it fails."""
    facts: FactLog = Facts(waiting)
    said: list[None] = []
    follower = FactConsumer(
        facts,
        cast(Pool, cast(Any, EmptyDatabase())),
        Projection(),
        Retention.of(shipped()),
        Clock(),
        lambda: None,
    )
    with pytest.raises(ValueError, match="cannot be applied"):
        await follower.run(lambda: said.append(None))
    return len(said)


async def test_an_empty_answer_is_no_work_done_while_records_wait() -> None:
    assert await times_well(waiting=3) == 0


async def test_all_is_well_where_there_is_nothing_to_read() -> None:
    assert await times_well(waiting=0) == 1
