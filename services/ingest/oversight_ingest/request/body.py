"""The body of a request as it arrives: decompressed, bounded, and never waited for for ever."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from oversight_ingest import limits
from oversight_runtime.http.problems import Problem

_PIECE = 64 * limits.KIB
# zlib's own number for a gzip header and trailer.
_GZIP = 31


class Unzipper:
    """Undoes one gzip body, of one member or several, up to a bound."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._packed = self._plain = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The plain bytes that ``piece`` holds. Raises a 400 problem where it is no gzip.

        Raises a 413 problem where it unpacks to more than any events would.
        """
        self._packed += len(piece)
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            try:
                plain = self._member.decompress(piece, _PIECE)
            except zlib.error as error:
                raise Problem(400, "not gzip", str(error)) from error
            piece = self._member.unconsumed_tail or self._member.unused_data
            self._plain += len(plain)
            if self._plain > limits.FIRST_UNPACKED + limits.UNPACKED * self._packed:
                reason = f"the body unpacks to more than {limits.UNPACKED} times its size"
                raise Problem(413, "too large", reason)
            if plain:
                yield plain

    def close(self) -> None:
        """Raise a 400 problem where the body ended in the middle."""
        if not self._member.eof:
            raise Problem(400, "not gzip", "the compressed body ends too early")


@dataclass(frozen=True)
class Patience:
    """How long a body may stand still, take where it is read whole, and be slow where it is not."""

    idle_seconds: float
    body_seconds: float
    slow_seconds: float


class Body:
    """One request's body. ``received`` counts bytes on the wire."""

    def __init__(self, receive: Receive, patience: Patience) -> None:
        self._receive = receive
        self._unzipper: Unzipper | None = None
        self._patience = patience
        self._ended = False
        self._rate_from: tuple[float, int] | None = None
        # Until when it has to be there as a whole; None of one that is not read whole.
        self._until: float | None = None
        self.received = 0

    def unzip(self) -> None:
        """Take the body for gzip."""
        self._unzipper = Unzipper()

    async def read(self, limit: int) -> bytes:
        """All of it. Raises a 413 problem beyond ``limit`` bytes, and what ``pieces`` does."""
        self._until = asyncio.get_running_loop().time() + self._patience.body_seconds
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

        Raises a 408 problem where the body stands still or comes too slowly, a 400 one where it is
        no gzip, a 413 one where that unpacks to too much, and ``ClientDisconnect``.
        """
        async for piece in self._wire(pause_seconds):
            self._require_rate()
            if self._unzipper is None or not piece:
                yield piece
                continue
            unpacked = self._unzipper.feed(piece)
            # A small piece can hold a great deal: unpacked beside the loop, in which others go on.
            while plain := await asyncio.to_thread(next, unpacked, b""):
                yield plain
        if self._unzipper is not None:
            self._unzipper.close()

    async def discard(self) -> None:
        """Read what is still coming: a client still sending might never see the answer."""
        idle = min(self._patience.idle_seconds, 2.0)
        self._patience = replace(self._patience, idle_seconds=idle)
        most = self.received + limits.DISCARD
        with suppress(Problem, ClientDisconnect, TimeoutError):
            async with asyncio.timeout(limits.DISCARD_SECONDS):
                async for _ in self._wire(None):
                    if self.received > most:
                        return

    def _require_rate(self) -> None:
        now = asyncio.get_running_loop().time()
        since, before = self._rate_from or (now, self.received)
        if now - since < self._patience.slow_seconds:
            self._rate_from = since, before
            return
        if self.received - before < limits.LEAST:
            self._ended = True
            reason = f"less than {limits.LEAST} bytes came in {self._patience.slow_seconds:g} s"
            raise Problem(408, "the body is slow", reason)
        self._rate_from = now, self.received

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
        # One timer for both bounds: each costs as much as half of what an event's decoding does.
        idle, whole = self._patience.idle_seconds, self._left()
        try:
            async with asyncio.timeout(min(idle, whole)):
                return await message
        except TimeoutError:
            self._ended = True
            if whole <= idle:
                most = f"it takes at most {self._patience.body_seconds:g} s"
                raise Problem(408, "the body is slow", most) from None
            raise Problem(408, "the body stopped", f"nothing came for {idle:g} s") from None

    def _left(self) -> float:
        """Seconds that are left for the whole body."""
        return inf if self._until is None else self._until - asyncio.get_running_loop().time()

    def _piece(self, message: Message) -> bytes:
        if message["type"] == "http.disconnect":
            self._ended = True
            raise ClientDisconnect
        self._ended = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self.received += len(piece)
        return piece
