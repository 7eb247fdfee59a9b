"""A head or a trailer without an end is refused before it fills the memory; bodies are not."""

import asyncio
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from oversight_runtime.http.bounded_http import LONGEST_HEAD, BoundedHttp

PIECE = b"x" * 4096
HEAD = b"POST / HTTP/1.1\r\nHost: test\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class Connection(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Goes on: the test decides what is sent."""

    def resume_reading(self) -> None:
        """See ``pause_reading``."""


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Answers nothing."""
    while (await receive()).get("more_body"):
        continue


def connected() -> tuple[BoundedHttp, Connection]:
    """The protocol on a connection that was just made."""
    config = Config(_app, log_config=None)
    config.load()
    protocol = BoundedHttp(config, ServerState(), {})
    connection = Connection()
    protocol.connection_made(connection)
    return protocol, connection


@pytest.mark.parametrize(
    "begun",
    [HEAD + b"X-Long: ", b"POST /", CHUNKED + b"1\r\nx\r\n0\r\nX-Late: ", CHUNKED + b"1;x="],
    ids=["a head", "an address", "a trailer", "a chunk's extension"],
)
async def test_what_does_not_end_is_refused(begun: bytes) -> None:
    protocol, connection = connected()
    protocol.data_received(begun)
    sent = 0
    while not connection.closed and sent < 4 * LONGEST_HEAD:
        protocol.data_received(PIECE)
        sent += len(PIECE)
    assert sent <= LONGEST_HEAD + len(PIECE)
    assert connection.written.startswith(b"HTTP/1.1 400")
    assert connection.written.endswith(b"The head of the request is too long.")


async def test_a_long_body_is_no_head() -> None:
    protocol, connection = connected()
    pieces = 4 * LONGEST_HEAD // len(PIECE)
    protocol.data_received(HEAD + f"Content-Length: {pieces * len(PIECE)}\r\n\r\n".encode())
    for _ in range(pieces):
        protocol.data_received(PIECE)
    assert not connection.closed


async def test_many_requests_on_one_connection_have_a_head_each() -> None:
    protocol, connection = connected()
    for _ in range(2 * LONGEST_HEAD // len(HEAD)):
        protocol.data_received(HEAD + b"Content-Length: 0\r\n\r\n")
    assert not connection.closed
