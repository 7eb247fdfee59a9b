"""A request whose head was found good: who sends, in which mode, and the body to come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Request

from oversight_ingest import limits
from oversight_ingest.request.body import Body, Patience
from oversight_ingest.request.media import Mode, is_gzip, mode_of
from oversight_runtime.http.access import require
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens

SPECVERSION = "ce-specversion"
_BODY_LIMITS = {
    Mode.STRUCTURED: limits.SINGLE_BODY,
    Mode.BINARY: limits.SINGLE_BODY,
    Mode.BATCH: limits.BATCH_BODY,
}


@dataclass(slots=True)
class IncomingRequest:
    """A request whose head was found good; ``headers`` are its own, undecoded.

    ``still_granted`` says whether its token holds still: a stream can outlast it.
    """

    grant: Grant
    mode: Mode
    body: Body
    headers: Sequence[tuple[bytes, bytes]]
    still_granted: Callable[[], bool]

    @property
    def is_bulk(self) -> bool:
        """Whether it holds any number of events."""
        return self.mode in (Mode.BATCH, Mode.STREAM)

    @property
    def keeps_ids(self) -> bool:
        """Whether an answer can name every event: a stream has no end to its list."""
        return self.mode is not Mode.STREAM

    async def read(self) -> bytes:
        """The whole body. Raises a 413 problem beyond the mode's limit."""
        return await self.body.read(_BODY_LIMITS[self.mode])


class RequestParser:
    """Parses the heads of requests: token, content type, encoding, length."""

    def __init__(self, tokens: Tokens, patience: Patience) -> None:
        self._tokens = tokens
        self._feed = require(tokens, Role.FEED)
        self._patience = patience

    async def receive(self, request: Request) -> IncomingRequest:
        """A request ready to be read. Raises a 401, 403, 413 or 415 problem."""
        body = Body(request.receive, self._patience)
        try:
            grant = self._feed(request)
            mode = mode_of(
                request.headers.get("content-type", ""), binary=SPECVERSION in request.headers
            )
            if is_gzip(request.headers.get("content-encoding", "")):
                body.unzip()
            _require_length(request, mode)
        except Problem:
            await discard(request, body)
            raise
        still_granted = partial(self._tokens.still, grant)
        return IncomingRequest(grant, mode, body, request.headers.raw, still_granted)


async def discard(request: Request, body: Body) -> None:
    """Read and forget what still comes, unless the sender waits to be asked for it."""
    if "expect" not in request.headers:
        await body.discard()


def _require_length(request: Request, mode: Mode) -> None:
    limit = _BODY_LIMITS.get(mode)
    length = request.headers.get("content-length", "0")
    if limit is not None and length.isdecimal() and int(length) > limit:
        raise Problem(413, "too large", f"the body is at most {limit} bytes")
