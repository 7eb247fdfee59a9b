"""The paths of ingest, which reads its bodies itself and so is not described by the framework."""

from typing import Any

from tests.contract.documents.examples import BATCH_EXAMPLE, examples_of
from tests.contract.documents.problems import problem
from tests.contract.documents.schemas import event_names, ref

from oversight_contracts.envelope import BATCH, STRUCTURED
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.topics import EVENTS

REFUSALS = {
    "400": "The body is not JSON, or its headers are not those of an event",
    "401": "No bearer token, or one that is not known",
    "403": "The token does not let these events in: another source, force or kind",
    "413": "The body, or an event, is too large",
    "415": "The content type, character set or encoding is not one that is read",
    "422": "The event is not valid; `errors` names each field",
}
LATER = {
    "429": "Too many requests at once; send again after `Retry-After`",
    "503": "It is not known whether the events were kept; send them again after `Retry-After`",
}
RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}}
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time")


def ingest_paths() -> dict[str, Any]:
    """``POST /v1/events`` and ``POST /v1/events/validate``."""
    kept = {
        "202": _json("Every event is durable"),
        "207": _json("Some events are not kept; each of those with a problem of its own"),
    }
    found = {"200": _json("What was found of each event; none is kept")}
    return {
        "/v1/events": {"post": _operation("Send events", "sendEvents", kept)},
        "/v1/events/validate": {"post": _operation("Try events out", "validateEvents", found)},
    }


def _operation(summary: str, name: str, answers: dict[str, Any]) -> dict[str, Any]:
    later = {status: problem(said) | {"headers": RETRY_AFTER} for status, said in LATER.items()}
    refusals = {status: problem(said) for status, said in REFUSALS.items()}
    return {
        "summary": summary,
        "operationId": name,
        "description": "Needs a token of role feed. The body may be compressed with gzip.",
        "parameters": [_header(attribute) for attribute in ATTRIBUTES],
        "requestBody": {"required": True, "content": _bodies()},
        "responses": {**answers, **refusals, **later},
    }


def _header(attribute: str) -> dict[str, Any]:
    return {
        "name": f"ce-{attribute}",
        "in": "header",
        "required": False,
        "description": "An attribute of the event, in the binary mode (application/json) only",
        "schema": {"type": "string"},
    }


def _bodies() -> dict[str, Any]:
    examples = examples_of(EVENTS)
    batch = examples.pop(BATCH_EXAMPLE)
    event = {"oneOf": [ref(name) for name in event_names()]}
    data = {"oneOf": [*(ref(model.__name__) for model in KINDS.values()), ref("Removal")]}
    lines = {"type": "string", "description": "One event a line; answered event by event"}
    return {
        STRUCTURED: {
            "schema": event,
            "examples": {name: {"value": value} for name, value in examples.items()},
        },
        "application/json": {"schema": data},
        BATCH: {"schema": {"type": "array", "items": event}, "example": batch},
        "application/x-ndjson": {"schema": lines},
    }


def _json(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
