"""Refusals as documents describe them: every one is a problem."""

from typing import Any

from oversight_runtime.http.problems import MEDIA_TYPE

_ERROR = {
    "type": "object",
    "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
    "required": ["field", "reason"],
}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457; `errors` names each field at fault.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "default": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": _ERROR},
    },
    "required": ["type", "title", "status"],
}


def problem(description: str) -> dict[str, Any]:
    """A response that is a problem."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with the framework's own form of refusal, which is never sent, taken out."""
    for path in document["paths"].values():
        for operation in path.values():
            if operation["responses"].pop("422", None):
                operation["responses"]["422"] = problem("The request is not valid")
            operation["responses"]["default"] = problem("Any other refusal")
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
