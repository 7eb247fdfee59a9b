"""What no route can take is refused before any is asked, and HEAD is answered wherever GET is."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from starlette.types import Message, Scope

from oversight_runtime.http.gate import LARGEST_BODY, faults_of, put_gate_before
from oversight_runtime.http.problems import MEDIA_TYPE, answer_with_problems

NUL = "holds a NUL character"
HALF = "holds half of a surrogate pair"


def app_with(**options: Any) -> FastAPI:
    """Routes that fail at whatever the gate lets through though nothing could keep it."""
    app = FastAPI()
    answer_with_problems(app)
    put_gate_before(app, **options)
    routes = APIRouter(prefix="/v1")

    @routes.get("/things/{id}")
    async def thing(id: str, by: str = "") -> str:
        return kept(id + by)

    @routes.post("/things")
    async def make(wanted: dict[str, Any]) -> int:
        return len(wanted)

    @routes.get("/lines")
    async def lines() -> StreamingResponse:
        async def many() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"a line\n"

        return StreamingResponse(many(), media_type="text/plain")

    app.include_router(routes)
    return app


def kept(text: str) -> str:
    if "\0" in text:
        raise ValueError("invalid byte sequence for encoding UTF8: 0x00")
    return text


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app_with(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/v1/things/a%00b", "path.id"),
        ("/v1/things/a?by=x%00", "query.by"),
        ("/v1/things/a?other=%00", "query.other"),
        ("/v1/things/a?na%00me=1", "query.na\\u0000me"),
        ("/nowhere?%00", "query.\\u0000"),
    ],
)
async def test_a_nul_in_an_address_is_refused_and_its_field_named(
    client: httpx.AsyncClient, path: str, field: str
) -> None:
    assert (await client.head(path)).status_code == 422
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA_TYPE)
    assert answer.json()["errors"] == [{"field": field, "reason": NUL}]


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        (b'{"why": "a\\u0000b"}', "body.why", NUL),
        (b'{"why": "\\ud800"}', "body.why", HALF),
        (b'{"why": [1, {"x": "\\udfff"}]}', "body.why.1.x", HALF),
        (b'{"a\\u0000": 1}', "body.a\\u0000", NUL),
        (b'{"\\ud800": 1}', "body.\\ud800", HALF),
        (b'{"why": "\xed\xa0\x80"}', "body.why", HALF),
        ('{"why": "\\u0000"}'.encode("utf-16"), "body.why", NUL),
    ],
)
async def test_a_body_that_cannot_be_stored_is_refused_and_its_field_named(
    client: httpx.AsyncClient, body: bytes, field: str, reason: str
) -> None:
    json = {"Content-Type": "application/json"}
    answer = await client.post("/v1/things", content=body, headers=json)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] == [{"field": field, "reason": reason}]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"why": "\\ud83d\\ude00"}', 200),
        (b'{"a": ' * 900 + b"1" + b"}" * 900, 200),
        (b'{"a": ' * 9_000 + b"1" + b"}" * 9_000, 400),
        (b"{", 422),
        (b"\xff\xff", 400),
        (b"", 422),
        (b'{"a": "' + b"x" * LARGEST_BODY + b'"}', 413),
    ],
)
async def test_any_other_body_is_its_route_s_to_judge_within_bounds(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    json = {"Content-Type": "application/json"}
    answer = await client.post("/v1/things", content=body, headers=json)
    assert answer.status_code == status, answer.text


async def test_a_body_without_end_is_refused_before_it_is_held(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024
            yield b" " * 1024

    answer = await client.post("/v1/things", content=endless())
    assert answer.status_code == 413
    assert sent <= 2 * LARGEST_BODY


@pytest.mark.parametrize("path", ["/v1/things/a?by=b", "/v1/lines", "/openapi.json", "/nowhere"])
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    whole, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.headers) == (whole.status_code, whole.headers)
    assert whole.content
    assert head.content == b""


@pytest.mark.parametrize("path", ["/v1/things/a", "/v1/lines", "/openapi.json"])
async def test_nothing_is_sent_of_the_body_that_head_is_not_answered_with(path: str) -> None:
    """Asked of the application itself: a client throws a body away that it did not ask for."""
    sent: list[Message] = []
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        for message in asked:
            return message
        # The client stays.
        return await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        **{"type": "http", "http_version": "1.1", "method": "HEAD", "scheme": "http"},
        **{"path": path, "raw_path": path.encode(), "root_path": "", "query_string": b""},
        **{"headers": [], "server": ("service", 80), "client": ("127.0.0.1", 1)},
    }
    await app_with()(scope, receive, send)
    bodies = [each["body"] for each in sent if each["type"] == "http.response.body"]
    assert bodies
    assert not any(bodies)


async def test_head_of_what_cannot_be_got_is_405(client: httpx.AsyncClient) -> None:
    assert (await client.head("/v1/things")).status_code == 405


def test_a_long_name_over_many_values_takes_no_more_memory_than_they_do() -> None:
    body = json.dumps({"A" * 20_000: ["a"] * 20_000 + ["\0"]}).encode()
    tracemalloc.start()
    (found,) = faults_of(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0].endswith("A.20000")
    # Joined for each value the names would be 400 MB.
    assert most < 50e6
