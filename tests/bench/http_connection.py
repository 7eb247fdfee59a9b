"""A keep-alive HTTP/1.1 connection that costs little: the load must not be what is measured."""

import asyncio
from collections.abc import Callable

Answered = Callable[["HttpConnection", int, bytes], None]
_END = b"\r\n\r\n"


class HttpConnection(asyncio.Protocol):
    """One request at a time; ``answered`` is called with itself, the status and the body.

    Reads answers that state their Content-Length, as those of both sides do.
    """

    def __init__(self, answered: Answered, lost: Callable[[str], None]) -> None:
        self._answered = answered
        self._lost = lost
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes) -> None:
        """Send a whole request."""
        assert self._transport is not None
        self._transport.write(request)

    def close(self) -> None:
        """Close without a complaint."""
        assert self._transport is not None
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(_END)
        if end and len(rest) >= _length(head):
            self._received = b""
            self._answered(self, int(head[9:12]), rest)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(repr(exc))


def request_of(path: str, token: str, content_type: str, body: bytes) -> bytes:
    """The bytes of a POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
