"""Watching the generation goes on, whatever a killed database makes of a question."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
import pytest

from oversight_indicators.maintenance.generation import LOOK_SECONDS, watch_generation
from oversight_indicators.repository.generations import Generation
from oversight_runtime.postgres import Pool


class Killed:
    """A pool whose server ends in the middle of each question."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked = 0

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        self.asked += 1
        raise self.error
        yield


async def unexpected() -> None:
    raise AssertionError("there is no other generation")


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        asyncpg.InterfaceError("connection was closed"),
        asyncpg.InternalClientError("another operation is in progress"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_question_that_fails_is_asked_again(error: Exception) -> None:
    pool = Killed(error)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(LOOK_SECONDS + 0.3):
            await watch_generation(cast(Pool, pool), Generation(1, "same"), unexpected)
    assert pool.asked == 1
