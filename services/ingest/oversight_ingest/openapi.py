"""The OpenAPI document of the two endpoints, whose bodies are read without the framework."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from oversight_contracts.envelope import BATCH, STRUCTURED, Removal
from oversight_contracts.event_types import EVENT_TYPES
from oversight_contracts.records.base import Part
from oversight_contracts.records.kinds import KINDS
from oversight_ingest import limits
from oversight_ingest.examples import BINARY_HEADERS, EVENT, STREAM
from oversight_ingest.media import JSON, NDJSON
from oversight_ingest.openapi_answers import ANSWER_SCHEMAS, CHECKED, KEPT, REFUSED

_REF = "#/components/schemas/{model}"
_MODES = f"""\
Four ways in, by Content-Type; `Content-Encoding: gzip` goes with each.

| Content-Type | what it holds | at most |
|---|---|---|
| `{STRUCTURED}` | one event | {limits.SINGLE_BODY} bytes |
| `{JSON}` | one event's data, its attributes in `ce-` headers | {limits.SINGLE_BODY} bytes |
| `{BATCH}` | an array of events | {limits.BATCH_BODY} bytes |
| `{NDJSON}` | one event a line, published while the body still arrives | no limit |

An event is at most {limits.EVENT} bytes, and nests at most {limits.DEPTH} deep. Unknown fields,
keys that stand twice, NUL characters and half surrogate pairs are refused.
"""
_KEEP = """
202 says that every event is durable. 503 says that it is not known whether the events were kept:
send them again after `Retry-After`; a repeated event counts once. Where the events of a batch or a
stream fared differently the answer is 207: a batch has a result for each event, a stream for each
that was not accepted, and the others as ranges of indexes. A stream is given up, with `complete`
false, when Kafka does not answer or 10,000 events were refused.
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
    for schema in definitions.values():
        # Unknown fields are refused here and ignored downstream, so the models do not say it.
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
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
