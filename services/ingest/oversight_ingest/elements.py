"""A JSON array cut into its elements, each as the bytes it came in."""

import re

from oversight_ingest.inspection import Malformed

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"
_SPACE = b" \t\r\n"


def split_array(raw: bytes) -> list[bytes]:
    """The elements of ``raw``, unread: one that is no JSON does not spoil the others.

    Raises ``Malformed`` where ``raw`` is no array.
    """
    body = raw.strip(_SPACE)
    if not (body.startswith(b"[") and body.endswith(b"]")):
        raise Malformed("a batch is a JSON array of events")
    inner = body[1:-1]
    if not inner.strip(_SPACE):
        return []
    cuts = [-1, *_commas(inner), len(inner)]
    return [inner[a + 1 : b].strip(_SPACE) for a, b in zip(cuts, cuts[1:], strict=False)]


def _commas(inner: bytes) -> list[int]:
    depth, cuts = 0, []
    for token in _TOKEN.finditer(inner):
        mark = token[0]
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
            if depth < 0:
                raise Malformed(f"a bracket closes what was not opened: byte {token.start() + 1}")
        elif mark == b"," and depth == 0:
            cuts.append(token.start())
    if depth:
        raise Malformed("a bracket is not closed")
    return cuts
