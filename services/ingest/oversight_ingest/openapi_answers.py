"""The answers as the OpenAPI document has them."""

from collections.abc import Mapping
from typing import Any

from oversight_runtime.problems import MEDIA_TYPE

_COUNT = {"type": "integer", "minimum": 0}
_INDEX = {**_COUNT, "description": "place in the request, from 0"}
_ID = {"type": ["string", "null"], "description": "null where none could be read"}
_RANGES = {
    "type": "array",
    "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2},
    "description": "streams only: [first, last] indexes of the events that are well",
}
_TEXT = {"type": "string"}
_ERROR = {
    "type": "object",
    "required": ["field", "reason"],
    "properties": {"field": {"type": "string", "examples": ["data.grade"]}, "reason": _TEXT},
}
_MEMBERS: dict[str, Any] = {
    "type": _TEXT,
    "title": _TEXT,
    "status": {"type": "integer"},
    "detail": _TEXT,
    "errors": {"type": "array", "items": _ERROR},
}
_STREAM_MEMBERS: dict[str, Any] = {
    "read": {**_COUNT, "description": "streams only: events read"},
    "complete": {"type": "boolean", "description": "streams only: read to the end"},
    "stopped": {"type": ["string", "null"], "description": "streams only: why it was not"},
}


def _results(counts: tuple[str, ...], ranges: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [*counts, "results"],
        "properties": {
            **{name: _COUNT for name in counts},
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
            **_STREAM_MEMBERS,
            ranges: _RANGES,
        },
    }


ANSWER_SCHEMAS: Mapping[str, Any] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": _MEMBERS,
    },
    "Result": {
        "type": "object",
        "description": "status 200 or 202, or the members of a problem (RFC 9457)",
        "required": ["index", "id", "status"],
        "properties": {**_MEMBERS, "index": _INDEX, "id": _ID},
    },
    "Accepted": {
        "type": "object",
        "required": ["accepted"],
        "properties": {"accepted": _COUNT},
    },
    "Kept": _results(("accepted", "refused", "unknown"), "accepted_ranges"),
    "Checked": _results(("valid", "invalid"), "valid_ranges"),
}


def _answer(description: str, schema: str, media_type: str = "application/json") -> dict[str, Any]:
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _problem(description: str, *headers: str) -> dict[str, Any]:
    shown = {name: {"schema": {"type": "integer"}, "description": "seconds"} for name in headers}
    return {**_answer(description, "Problem", MEDIA_TYPE), **({"headers": shown} if shown else {})}


KEPT: Mapping[str, Any] = {
    "202": _answer("every event is durable", "Accepted"),
    "207": _answer("some events are durable, others not: see the results", "Kept"),
    "422": _problem("a single event is not valid; `errors` names each field"),
    "503": _problem("not acknowledged: not known whether kept, send again", "Retry-After"),
}
CHECKED: Mapping[str, Any] = {"200": _answer("what was found of each event", "Checked")}
REFUSED: Mapping[str, Any] = {
    "400": _problem("not JSON, not gzip, or attributes in headers that are none"),
    "401": _problem("no bearer token, or one that is not known"),
    "403": _problem("the token is no feed's, or not this source's, force's and kind's"),
    "408": _problem("the body stood still"),
    "413": _problem("the body or the event is too large"),
    "415": _problem("another content type or encoding"),
    "429": _problem("too many requests are being worked on", "Retry-After"),
}
