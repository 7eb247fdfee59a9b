"""The result of validating one event: accepted into the log, or refused with a problem."""

from dataclasses import dataclass
from typing import Any

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_ingest import limits
from oversight_ingest.strict_json import MOST_FAULTS, Malformed
from oversight_runtime.http.problems import Problem
from oversight_runtime.text import printable


@dataclass(slots=True)
class Accepted:
    """An event that may go into the log: ``value`` as it goes in, structured; ``key`` for Kafka."""

    id: str
    kind: str
    key: bytes
    partition: int
    value: bytes


@dataclass(slots=True)
class Refused:
    """An event that may not, and why; ``id`` is None where none could be read."""

    id: str | None
    kind: str | None
    problem: Problem


ValidationResult = Accepted | Refused


def invalid(error: InvalidEvent) -> Problem:
    """A 422 problem with the faults as ``errors``."""
    errors = [
        {"field": printable(fault.field), "reason": fault.reason}
        for fault in error.faults[:MOST_FAULTS]
    ]
    return Problem(422, "the event is not valid", _first(error.faults), errors=errors)


def malformed(error: Malformed) -> Problem:
    """A 400 problem for what is not JSON."""
    return Problem(400, "not JSON", printable(str(error)))


def too_long() -> Problem:
    """A 413 problem for an event too long for a record."""
    return Problem(413, "too large", f"an event is at most {limits.EVENT} bytes")


def not_yours(field: str, reason: str) -> Problem:
    """A 403 problem for an event that the token does not let in."""
    return Problem(403, "not allowed", reason, errors=[{"field": field, "reason": reason}])


def unacknowledged() -> Problem:
    """A 503 problem: the event may or may not have been kept."""
    return Problem(
        503,
        "not acknowledged",
        "Kafka did not acknowledge in time: whether the event was kept is not known, send it again",
        headers={"Retry-After": "5"},
    )


def read_id(document: Any) -> str | None:
    """The event's id as far as it can be read and repeated."""
    found = document.get("id") if isinstance(document, dict) else None
    return printable(found) if isinstance(found, str) else None


def _first(faults: tuple[Fault, ...]) -> str:
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{printable(str(faults[0]))}{more}"
