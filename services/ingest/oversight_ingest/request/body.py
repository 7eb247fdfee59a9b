"""The body of a request as it arrives: decompressed, bounded, and never waited for for ever."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from oversight_ingest import limits
from oversight_runtime.http.problems import Problem

_PIECE = 256 * limits.KIB
# zlib's own number for a gzip header and trailer.
_GZIP = 31


class Unzipper:
    """Undoes one gzip body, of one member or several."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The plain bytes that ``piece`` holds. Raises a 400 problem where it is no gzip."""
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            try:
                plain = self._member.decompress(piece, _PIECE)
            except zlib.error as error:
                raise Problem(400, "not gzip", str(error)) from error
            piece = self._member.unconsumed_tail or self._member.unused_data
            if plain:
                yield plain

    def close(self) -> None:
        """Raise a 400 problem where the body ended in the middle."""
        if not self._member.eof:
            raise Problem(400, "not gzip", "the compressed body ends too early")


class Body:
    """One request's body. ``received`` counts bytes on the wire."""

    def __init__(self, receive: Receive, *, idle_seconds: float) -> None:
        self._receive = receive
        self._unzipper: Unzipper | None = None
        self._idle_seconds = idle_seconds
        self._ended = False
        self.received = 0

    def unzip(self) -> None:
        """Take the body for gzip."""
        self._unzipper = Unzipper()

    async def read(self, limit: int) -> bytes:
        """All of it. Raises a 413 problem beyond ``limit`` bytes, and what ``pieces`` does."""
        pieces: list[bytes] = []
        size = 0
        async for piece in self.pieces():
            size += len(piece)
            if size > limit:
                raise Problem(413, "too large", f"the body is at most {limit} bytes")
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def pieces(self, pause_seconds: float | None = None) -> AsyncIterator[bytes]:
        """Pieces as they come; an empty one where the sender paused for ``pause_seconds``.

        Raises a 408 problem where the body stands still, a 400 one where it is no gzip, and
        ``ClientDisconnect``.
        """
        async for piece in self._wire(pause_seconds):
            if self._unzipper is None or not piece:
                yield piece
                continue
            for plain in self._unzipper.feed(piece):
                yield plain
                # A small piece can hold a great deal: others have their turn in between.
                await asyncio.sleep(0)
        if self._unzipper is not None:
            self._unzipper.close()

    async def discard(self) -> None:
        """Read what is still coming: a client still sending might never see the answer."""
        self._idle_seconds = min(self._idle_seconds, 2.0)
        most = self.received + limits.DISCARD
        with suppress(Problem, ClientDisconnect):
            async for _ in self._wire(None):
                if self.received > most:
                    return

    async def _wire(self, pause_seconds: float | None) -> AsyncIterator[bytes]:
        while not self._ended:
            if pause_seconds is None:
                yield self._piece(await self._next(self._receive()))
                continue
            # The wait outlives the pause, so it has to be a task.
            message = asyncio.ensure_future(self._receive())
            try:
                done, _ = await asyncio.wait([message], timeout=pause_seconds)
                if not done:
                    yield b""
                piece = self._piece(await self._next(message))
            finally:
                message.cancel()
            yield piece

    async def _next(self, message: Awaitable[Message]) -> Message:
        try:
            async with asyncio.timeout(self._idle_seconds):
                return await message
        except TimeoutError:
            self._ended = True
            reason = f"nothing came for {self._idle_seconds:g} s"
            raise Problem(408, "the body stopped", reason) from None

    def _piece(self, message: Message) -> bytes:
        if message["type"] == "http.disconnect":
            self._ended = True
            raise ClientDisconnect
        self._ended = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.received += len(piece)
        return piece
