"""A head or a trailer without an end is refused before it fills the memory; bodies are not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from oversight_runtime.http.bounded_http import LONGEST_HEAD, BoundedHttp

PIECE = b"x" * 4096
HEAD = b"POST / HTTP/1.1\r\nHost: test\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


class Connection(asyncio.Transport):
    """Keeps what is written to it, and tells its protocol when it is closed."""

    def __init__(self, protocol: BoundedHttp) -> None:
        super().__init__()
        self.written = b""
        self.closed = False
        self._protocol = protocol
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; it is asked again after each change."""
        async with asyncio.timeout(5):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)
        self._changed.set()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._changed.set()
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Goes on: the test decides what is sent."""

    def resume_reading(self) -> None:
        """See ``pause_reading``."""


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Answers nothing."""
    while (message := await receive()).get("more_body"):
        assert message["type"] == "http.request"


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    """Answers at once."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


def connected(app: Any = _app, **bounds: float) -> tuple[BoundedHttp, Connection]:
    """The protocol on a connection that was just made."""
    config = Config(app, log_config=None)
    config.load()
    protocol = BoundedHttp(config, ServerState(), {})
    for name, seconds in bounds.items():
        setattr(protocol, name, seconds)
    connection = Connection(protocol)
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


async def closed(connection: Connection) -> None:
    await connection.until(lambda: connection.closed)


@pytest.mark.parametrize(
    ("begun", "answer"),
    [
        (b"", b""),
        (HEAD, b"HTTP/1.1 408"),
        (b"GET / HT", b"HTTP/1.1 408"),
        (b"\r\n", b"HTTP/1.1 408"),
    ],
    ids=["nothing", "half a head", "half a line", "an empty line"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(begun: bytes, answer: bytes) -> None:
    protocol, connection = connected(head_seconds=0.05)
    if begun:
        protocol.data_received(begun)
    await closed(connection)
    assert connection.written[: len(answer)] == answer


async def test_a_head_that_drips_is_not_waited_for() -> None:
    protocol, connection = connected(head_seconds=0.1)
    protocol.data_received(HEAD)
    async with asyncio.timeout(5):
        while not connection.closed:
            protocol.data_received(b"X-A: b\r\n")
            await asyncio.sleep(0.01)


async def test_who_is_being_answered_is_not_closed_however_long_that_takes() -> None:
    protocol, connection = connected(head_seconds=0.02)
    protocol.data_received(HEAD + b"Content-Length: 10\r\n\r\n")
    await asyncio.sleep(0.2)
    assert not connection.closed
    connection.close()


async def test_a_second_head_on_a_connection_is_not_waited_for_either() -> None:
    protocol, connection = connected(_answer, head_seconds=0.2)
    protocol.data_received(HEAD + b"Content-Length: 0\r\n\r\n")
    await connection.until(lambda: b"200 OK" in connection.written)
    assert not connection.closed
    protocol.data_received(b"POST /")
    await closed(connection)
    assert b"HTTP/1.1 408" in connection.written


async def test_an_answer_that_nobody_reads_is_given_up() -> None:
    protocol, connection = connected(head_seconds=0.02, unread_seconds=0.05)
    protocol.data_received(HEAD + b"Content-Length: 10\r\n\r\n")
    protocol.pause_writing()
    await closed(connection)
