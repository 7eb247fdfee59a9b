"""The binary mode of CloudEvents over HTTP: attributes are headers, data is the body."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from oversight_runtime.http.problems import Problem

PREFIX = "ce-"
_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def attributes_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, Any]:
    """The context attributes. Raises a 400 problem where they are not in the binding's form."""
    found: dict[str, Any] = {}
    for name, value in headers:
        if not name.startswith(b"ce-"):
            continue
        header = name.decode("latin-1").lower()
        attribute = header.removeprefix(PREFIX)
        if attribute in found:
            raise _broken(header, "stands twice")
        found[attribute] = _decoded(header, value.decode("latin-1").strip())
    if "specversion" not in found:
        raise _broken(
            "ce-specversion",
            "is missing: application/json is the binary mode; a whole event in the body is "
            "application/cloudevents+json",
        )
    found["datacontenttype"] = "application/json"
    return found


def _decoded(header: str, value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    if not value.isascii() or _BROKEN_ESCAPE.search(value):
        raise _broken(header, "is not percent-encoded UTF-8")
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise _broken(header, "is not percent-encoded UTF-8") from None


def _broken(header: str, reason: str) -> Problem:
    errors = [{"field": header, "reason": reason}]
    return Problem(400, "not a CloudEvent", f"{header}: {reason}", errors=errors)
