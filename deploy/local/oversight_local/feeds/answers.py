"""Read what ingest answers to a stream of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from oversight_local.failure import Failure


@dataclass(frozen=True)
class Refusal:
    """One event that ingest did not take; ``field`` is empty where none is at fault."""

    id: str
    field: str
    reason: str


def read_refusals(answer: httpx.Response, ids: Sequence[str]) -> list[Refusal]:
    """What was refused of the events ``ids`` that were sent.

    Raises ``Failure`` where the whole request was refused.
    """
    if answer.status_code == 202:
        return []
    if answer.status_code != 207:
        raise Failure(f"ingest answers {answer.status_code}: {answer.text}")
    results = answer.json()["results"]
    return [_refusal(ids[result["index"]], result) for result in results if result["status"] >= 400]


def _refusal(identifier: str, result: dict[str, Any]) -> Refusal:
    for error in result.get("errors", ()):
        return Refusal(identifier, error["field"], error["reason"])
    return Refusal(identifier, "", result.get("detail") or result["title"])
