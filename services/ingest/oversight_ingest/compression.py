"""Gzip undone piece by piece, never more in memory than a piece."""

import zlib
from collections.abc import Iterator

from oversight_ingest import limits
from oversight_runtime.problems import Problem

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
