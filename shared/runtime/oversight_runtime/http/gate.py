"""The gate before the routes of a service: requests that no route can take are refused here.

PostgreSQL holds neither a NUL nor half of a surrogate pair, and a route that meets one fails. So
path, query and JSON body are searched for them before any route is asked, and the field is named.
So is a parameter that stands twice in a query: one of its values would be passed over in silence.
Bodies are bounded, and read before anyone is asked for a token. HEAD is GET without the body.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Set
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oversight_runtime.http.problems import Problem
from oversight_runtime.text import printable, unstorable

# Whoever asks for a silence or a snapshot sends some hundred bytes.
LARGEST_BODY = 64 * 1024
BODY_SECONDS = 20.0
# How deep Python's own parser gets depends on its version.
DEEPEST = 1_000
# Of two values one would be taken, and nobody told which.
MORE_THAN_ONCE = "stands more than once: give it once"
# A field within another: the names from the outside in, as a linked list.
_Field = tuple[Any, str]
_HOLDS_TEXT = (str, list, dict)
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


def put_gate_before(
    app: FastAPI,
    *,
    own_bodies: bool = False,
    several: Set[str] = frozenset(),
    allowance: Callable[[Scope], int] = lambda _: LARGEST_BODY,
) -> None:
    """Have every route of ``app`` behind the gate; it is put there before routes are.

    With ``own_bodies`` the routes read and judge bodies themselves, whatever their size; else one
    has at most as many bytes as its ``allowance`` says. Only the parameters ``several`` may stand
    more than once in a query.
    """
    # Inside of what turns errors into answers: a refusal looks like any other of the service.
    inside = app.router.middleware_stack
    app.router.middleware_stack = Gate(
        inside, own_bodies=own_bodies, several=several, allowance=allowance
    )
    # Only the route knows what its path's parameters are called.
    app.router.dependencies.append(Depends(_check_path))


class Gate:
    """Lets through what the routes inside can take. Raises a 4xx problem for the rest."""

    def __init__(
        self,
        inside: ASGIApp,
        *,
        own_bodies: bool,
        several: Set[str],
        allowance: Callable[[Scope], int],
    ) -> None:
        self._several = several
        self._inside = inside
        self._own_bodies, self._allowance = own_bodies, allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        _check_query(scope["query_string"], self._several)
        if scope["method"] == "HEAD":
            await self._answer_head(scope, receive, send)
            return
        if scope["method"] in _WITH_BODY and not self._own_bodies:
            receive = await _checked_body(receive, self._allowance(scope))
        await self._inside(scope, receive, send)

    async def _answer_head(self, scope: Scope, receive: Receive, send: Send) -> None:
        as_get = {**scope, "method": "GET"}
        await self._inside(as_get, receive, _without_body(send))
        # What times answers by their route looks here for it.
        scope["route"] = as_get.get("route")


async def _check_path(request: Request) -> None:
    for name, value in request.path_params.items():
        _refuse(f"path.{name}", unstorable(str(value)))


def _check_query(query: bytes, several: Set[str]) -> None:
    # Most queries hold neither, and every event that is sent comes by here.
    if b"&" not in query and b"%00" not in query and b"\0" not in query:
        return
    seen = set[str]()
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        _refuse(f"query.{name}", unstorable(name) or unstorable(value))
        _refuse(f"query.{name}", MORE_THAN_ONCE if name in seen - several else None)
        seen.add(name)


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        is_body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if is_body else message)

    return send_head


async def _checked_body(receive: Receive, largest: int) -> Receive:
    whole = await _read(receive, largest)
    # What is large is looked through beside the event loop.
    if len(whole) > LARGEST_BODY:
        found = await asyncio.to_thread(lambda: next(faults_of(whole), None))
    else:
        found = next(faults_of(whole), None)
    if found is not None:
        _refuse(*found)
    left: bytes | None = whole

    async def replay() -> Message:
        nonlocal left
        if left is None:
            return await receive()
        body, left = left, None
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _read(receive: Receive, largest: int) -> bytes:
    pieces, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > largest:
                    raise Problem(413, "too large", f"the body is at most {largest} bytes")
                if not message.get("more_body", False):
                    return b"".join(pieces)
    except TimeoutError:
        raise Problem(408, "the body is slow", f"it takes at most {BODY_SECONDS:g} s") from None


def faults_of(body: bytes) -> Iterator[tuple[str, str]]:
    """What cannot be stored of a JSON body; what is no JSON is refused by its route.

    Raises a 400 problem for one that nests deeper than ``DEEPEST``.
    """
    try:
        left: list[tuple[_Field, Any, int]] = [((None, "body"), json.loads(body), 1)]
    except ValueError:
        return
    except RecursionError:
        raise _too_deep() from None
    # Not by recursion: what is deep enough to be read can be too deep to be walked. Names are
    # joined where one is told of alone: a long one over many values would fill memory.
    while left:
        field, value, depth = left.pop()
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, str):
            if reason := unstorable(value):
                yield _joined(field), reason
        elif isinstance(value, list):
            left += [
                ((field, str(index)), each, depth + 1)
                for index, each in enumerate(value)
                if isinstance(each, _HOLDS_TEXT)
            ]
        elif isinstance(value, dict):
            left += [
                ((field, name), each, depth + 1)
                for name, each in value.items()
                if isinstance(each, _HOLDS_TEXT)
            ]
            left += [((field, name), name, depth) for name in value]


def _joined(field: _Field) -> str:
    names = []
    within: _Field | None = field
    while within is not None:
        within, name = within
        names.append(name)
    return ".".join(reversed(names))


def _too_deep() -> Problem:
    return Problem(400, "the body is not JSON", f"it nests deeper than {DEEPEST}")


def _refuse(field: str, reason: str | None) -> None:
    if reason is not None:
        shown = printable(field)
        raise Problem(
            422,
            "the request is not valid",
            f"{shown}: {reason}",
            errors=[{"field": shown, "reason": reason}],
        )
