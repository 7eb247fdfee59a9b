"""Answers while the database is away: 503, and when to ask again.

It was no fault of the question, which is answered once the database is back.
"""

import socket

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from oversight_runtime.http.problems import Problem

log = structlog.stdlib.get_logger(__name__)
RETRY_SECONDS = 5
# What a question fails with that would be answered on another connection, or a little later.
UNANSWERED = (
    ConnectionError,
    # In containers a host that does not run has no name.
    socket.gaierror,
    TimeoutError,
    asyncpg.InterfaceError,
    # A connection that the server ended in the middle of a question.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    # No connection left, no memory, a full disk.
    asyncpg.InsufficientResourcesError,
    # A lock that was not had in time, a database that takes no connections just now.
    asyncpg.ObjectNotInPrerequisiteStateError,
    # A view that was idle for so long that the server took it for forgotten.
    asyncpg.InvalidTransactionStateError,
    # A password that was changed, a database that is about to be put back.
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


def answer_while_database_is_away(app: FastAPI) -> None:
    """Have ``app`` answer 503 where its database does not answer."""
    for error in UNANSWERED:
        app.add_exception_handler(error, _answer)


async def _answer(_: Request, error: Exception) -> JSONResponse:
    return database_away(error).response()


def database_away(error: Exception) -> Problem:
    """The problem that ``error`` is, noted in the log. Raises it where the question is at fault."""
    if isinstance(error, ValueError):
        # A value that the client library could not send.
        raise error
    log.warning("the database does not answer", error=repr(error))
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, "try again", "the database does not answer just now", headers=headers)
