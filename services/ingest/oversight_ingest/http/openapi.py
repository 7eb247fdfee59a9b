"""The OpenAPI document of the two endpoints, whose bodies are read without the framework."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic.json_schema import models_json_schema

from oversight_contracts.events.envelope import BATCH, STRUCTURED, Removal
from oversight_contracts.events.types import EVENT_TYPES
from oversight_contracts.records.base import Part
from oversight_contracts.records.kinds import KINDS
from oversight_ingest import limits
from oversight_ingest.request.media import JSON, NDJSON
from oversight_runtime.http.problems import MEDIA_TYPE

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
    "problem": {
        "description": "streams only: what is wrong with the body; the unread rest is one refusal",
        "anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}],
    },
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
    "408": _problem("the body stood still, or came too slowly"),
    "413": _problem("the body or the event is too large"),
    "415": _problem("another content type or encoding"),
    "429": _problem("too many requests are being worked on", "Retry-After"),
}


EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "cr-2026-000001-1",
    "source": "urn:west-midlands:control-room",
    "type": "uk.police.incident.recorded.v1",
    "subject": "WMP-2026-000001",
    "time": "2026-01-05T11:00:00Z",
    "data": {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "received_at": "2026-01-05T11:00:00Z",
        "arrived_at": "2026-01-05T11:12:00Z",
        "grade": "priority-1",
        "channel": "999",
    },
}
BINARY_HEADERS: dict[str, str] = {
    f"ce-{name}": value for name, value in EVENT.items() if name != "data"
}
_LATER = {**EVENT, "id": "cr-2026-000001-2", "data": {**EVENT["data"], "revision": 2}}
EXTENSION: Mapping[str, Any] = {
    "description": "an extension attribute, which is kept and not counted",
    "type": ["string", "integer", "boolean", "null"],
}
STREAM = "".join(orjson.dumps(each).decode() + "\n" for each in (EVENT, _LATER))


_REF = "#/components/schemas/{model}"
_MODES = f"""\
Four ways in, by Content-Type; `Content-Encoding: gzip` goes with each.

| Content-Type | what it holds | at most |
|---|---|---|
| `{STRUCTURED}` | one event | {limits.SINGLE_BODY} bytes |
| `{JSON}` | one event's data, its attributes in `ce-` headers | {limits.SINGLE_BODY} bytes |
| `{BATCH}` | an array of events | {limits.BATCH_BODY} bytes |
| `{NDJSON}` | one event a line, published while the body still arrives | no limit |

Extension attributes (lower-case letters and digits; text, 32-bit integers, true or false) are kept
in the log and counted by nobody. `data_base64` holds JSON and stands in for `data`. Where
attributes are in headers, a missing Content-Type is `{JSON}`.

An event is at most {limits.EVENT} bytes, and nests at most {limits.DEPTH} deep. Unknown fields,
keys that stand twice, NUL characters and half surrogate pairs are refused, and so is what has
happened (`time`, and every time of a record) more than 5 minutes in the future. What is compressed
unpacks to at most {limits.UNPACKED} times its size, beyond a first mebibyte.
"""
_KEEP = """
202 says that every event is durable. 503 says that it is not known whether the events were kept:
send them again after `Retry-After`; a repeated event counts once. Where the events of a batch or a
stream fared differently the answer is 207: a batch has a result for each event, a stream for each
that was not accepted, and the others as ranges of indexes. A stream is given up, with `complete`
false, when Kafka does not answer or 10,000 events were refused, and where its body breaks off (gzip
that ends too early, say): then `problem` says why, and the rest that could not be read is one more
in `refused` and the last of `results`, whose index is `read`.
"""
_VALIDATE = """
The same checks, and nothing is kept. The answer is 200 with what was found of each event, also
where all are refused; 4xx is for what is wrong with the request itself.
"""


def schemas() -> dict[str, Any]:
    """The components: events, records, and the answers."""
    models = [each.model for each in EVENT_TYPES.values()]
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    definitions: dict[str, Any] = found["$defs"]
    events = {model.__name__ for model in models}
    for name, schema in definitions.items():
        # Unknown fields are refused here and ignored downstream, so the models do not say it.
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
        if name in events:
            schema["additionalProperties"] = EXTENSION
            schema["propertyNames"] = {"pattern": "^[a-z0-9]{1,50}$"}
    return {**definitions, "Event": _event(), "Data": _data(), **ANSWER_SCHEMAS}


def paths() -> dict[str, Any]:
    """The two endpoints."""
    return {
        "/v1/events": _post("Keep events", _MODES + _KEEP, KEPT),
        "/v1/events/validate": _post("Check events, keep none", _MODES + _VALIDATE, CHECKED),
    }


SECURITY: Mapping[str, Any] = {
    "feed": {"type": "http", "scheme": "bearer", "description": "a token bound to one source"}
}


def _post(summary: str, description: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "tags": ["events"],
            "operationId": summary.lower().replace(",", "").replace(" ", "_"),
            "summary": summary,
            "description": description,
            "security": [{"feed": []}],
            "parameters": [_header(name, example) for name, example in BINARY_HEADERS.items()],
            "requestBody": {"required": True, "content": _bodies()},
            "responses": {**answers, **REFUSED},
        }
    }


def _header(name: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": "for application/json only: the attribute, percent-encoded",
        "schema": {"type": "string"},
        "example": example,
    }


def _bodies() -> dict[str, Any]:
    event = {"$ref": _REF.format(model="Event")}
    return {
        STRUCTURED: {"schema": event, "example": EVENT},
        JSON: {"schema": {"$ref": _REF.format(model="Data")}, "example": EVENT["data"]},
        BATCH: {"schema": {"type": "array", "items": event}, "example": [EVENT]},
        NDJSON: {"schema": {"type": "string"}, "example": STREAM},
    }


def _event() -> dict[str, Any]:
    mapping = {name: _REF.format(model=each.model.__name__) for name, each in EVENT_TYPES.items()}
    return {
        "oneOf": [{"$ref": ref} for ref in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _data() -> dict[str, Any]:
    parts: list[type[Part]] = [*KINDS.values(), Removal]
    return {"anyOf": [{"$ref": _REF.format(model=part.__name__)} for part in parts]}
