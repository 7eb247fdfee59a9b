"""The stream mode: one structured event a line, validated while the body still arrives."""

import re
from collections.abc import AsyncIterator, Sequence

from oversight_ingest import limits
from oversight_ingest.decode.chunks import chunks_of, validate_chunk
from oversight_ingest.request.body import Body
from oversight_ingest.validate.result import Refused, ValidationResult, too_long
from oversight_ingest.validate.validator import Validator
from oversight_runtime.http.tokens import Grant


async def validate_stream(
    body: Body, validator: Validator, grant: Grant, pause_seconds: float
) -> AsyncIterator[Sequence[ValidationResult]]:
    """The results in order, a chunk at a time; an empty chunk where the sender pauses."""
    lines = Lines()
    async for piece in body.pieces(pause_seconds):
        if not piece:
            yield ()
        for chunk in chunks_of(lines.feed(piece)):
            yield await _validate(chunk, validator, grant)
    for chunk in chunks_of(lines.end()):
        yield await _validate(chunk, validator, grant)


async def _validate(
    chunk: Sequence[bytes | None], validator: Validator, grant: Grant
) -> Sequence[ValidationResult]:
    def one(line: bytes | None) -> ValidationResult:
        return Refused(None, None, too_long()) if line is None else validator.validate(line, grant)

    return await validate_chunk(chunk, sum(len(line or b"") for line in chunk), one)


_BLANK = re.compile(rb"\n[ \t\r\n]+")


class Lines:
    """Cuts pieces into lines; None stands for one that is too long. Blank lines are left out."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    @property
    def held(self) -> int:
        """Bytes kept of a line that has not ended."""
        return len(self._rest)

    def feed(self, piece: bytes) -> Sequence[bytes | None]:
        """The lines that ``piece`` completes."""
        if b"\n" not in piece:
            self._keep(self._rest + piece)
            return ()
        # A body of nothing but line breaks would be cut into as many pieces.
        piece = _BLANK.sub(b"\n", piece)
        first, *others, rest = piece.split(b"\n")
        lines = [None if self._skipping else _line(self._rest + first), *map(_line, others)]
        self._skipping = False
        self._keep(rest)
        return [line for line in lines if line != b""]

    def end(self) -> Sequence[bytes | None]:
        """The last line, where it did not end in a newline."""
        line = None if self._skipping else _line(self._rest)
        return [] if line == b"" else [line]

    def _keep(self, rest: bytes) -> None:
        self._skipping = self._skipping or len(rest) > limits.EVENT
        self._rest = b"" if self._skipping else rest


def _line(raw: bytes) -> bytes | None:
    line = raw.strip()
    return None if len(line) > limits.EVENT else line
