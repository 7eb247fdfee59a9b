"""HTTP parsed by httptools, with bounds: three quarters of what uvicorn's own parser costs.

That parser takes in a head or a trailer of any length, and waits for ever for the end of a head and
for a client that no longer reads. Here each of them is closed.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

# As much as the parser in Python takes.
LONGEST_HEAD = 64 * 1024
# A head is some lines: who needs longer sends none, and holds a connection.
HEAD_SECONDS = 10.0
# An answer of which nothing can be sent for so long is read by nobody.
UNREAD_SECONDS = 60.0


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose head is too long or too slow, or whose answer nobody reads."""

    head_seconds = HEAD_SECONDS
    unread_seconds = UNREAD_SECONDS
    _unread = 0
    # Since when a head is waited for; None while a request is worked on.
    _waiting_since: float | None = None
    _paused_since: float | None = None
    _look_again: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._waiting_since = self.loop.time()
        self._look_in(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look_again is not None:
            self._look_again.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._unread = 0
        self._waiting_since = None

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unread = 0

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._waiting_since = self.loop.time()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._paused_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._paused_since = None

    def _look_in(self, seconds: float) -> None:
        # One timer a connection: to set one for each request would cost each request something.
        self._look_again = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        now = self.loop.time()
        if self._paused_since is not None and now - self._paused_since >= self.unread_seconds:
            self.transport.abort()
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        since = now if answering or self._waiting_since is None else self._waiting_since
        left = since + self.head_seconds - now
        if left > 0:
            self._look_in(left)
        elif not self.transport.is_closing():
            self._give_up()

    def _give_up(self) -> None:
        if self._unread:
            close = b"connection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(STATUS_LINE[408] + close)
        self.transport.close()
