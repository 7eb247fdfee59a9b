"""While the database is away a question is answered 503, and when to ask again."""

import socket

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from oversight_runtime.http.database_problems import answer_while_database_is_away
from oversight_runtime.http.problems import MEDIA_TYPE, answer_with_problems


async def answer_to(error: Exception) -> httpx.Response:
    """What a route answers that fails with ``error``."""
    app = FastAPI()
    answer_with_problems(app)
    answer_while_database_is_away(app)

    @app.get("/")
    async def question() -> None:
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        return await client.get("/")


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("nobody listens"),
        socket.gaierror("no such name"),
        TimeoutError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"),
        asyncpg.IdleInTransactionSessionTimeoutError("idle in transaction"),
        asyncpg.AdminShutdownError("terminating connection"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.TooManyConnectionsError("sorry, too many clients already"),
        asyncpg.InvalidPasswordError("password authentication failed"),
        asyncpg.LockNotAvailableError("canceling statement due to lock timeout"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_who_asks_while_it_is_away_is_told_to_ask_again(error: Exception) -> None:
    answer = await answer_to(error)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == MEDIA_TYPE
    # Of the inside nothing is told.
    assert str(error) not in answer.text or not str(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.DataError("invalid byte sequence"),
        asyncpg.exceptions.DataError("out of range"),
        asyncpg.UndefinedTableError("no such table"),
        asyncpg.ClientConfigurationError("no such setting"),
        KeyError("a fault of the program"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_fault_of_the_service_is_not_taken_for_its_absence(error: Exception) -> None:
    assert (await answer_to(error)).status_code == 500
