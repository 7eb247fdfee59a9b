"""Content types and encodings of requests: the four modes."""

from enum import StrEnum

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_runtime.http.problems import Problem

NDJSON = "application/x-ndjson"
JSON = "application/json"


class Mode(StrEnum):
    """A mode of CloudEvents over HTTP. ``BINARY`` is one event whose attributes are headers."""

    STRUCTURED = "structured"
    BINARY = "binary"
    BATCH = "batch"
    STREAM = "stream"


_MODES = {STRUCTURED: Mode.STRUCTURED, JSON: Mode.BINARY, BATCH: Mode.BATCH, NDJSON: Mode.STREAM}


def mode_of(content_type: str, *, binary: bool = False) -> Mode:
    """The mode of a Content-Type header. Raises a 415 problem.

    ``binary`` says that attributes stand in headers: then a body of no said type is JSON.
    """
    if (usual := _MODES.get(content_type)) is not None:
        return usual
    if binary and not content_type.strip():
        return Mode.BINARY
    name, _, parameters = content_type.partition(";")
    mode = _MODES.get(name.strip().lower())
    if mode is None:
        raise _unsupported(f"Content-Type is none of {', '.join(_MODES)}")
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().lower().partition("=")
        if key == "charset" and value.strip('"') != "utf-8":
            raise _unsupported("the charset is UTF-8")
    return mode


def is_gzip(content_encoding: str) -> bool:
    """Whether the body is compressed. Raises a 415 problem for another encoding."""
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return False
    if name != "gzip":
        raise _unsupported("Content-Encoding is gzip, or absent", {"Accept-Encoding": "gzip"})
    return True


def _unsupported(detail: str, headers: dict[str, str] | None = None) -> Problem:
    return Problem(415, "unsupported media type", detail, headers=headers)
