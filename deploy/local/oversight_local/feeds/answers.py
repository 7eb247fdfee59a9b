"""Read what ingest answers to a stream of events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from oversight_local.failure import Failure

# Answers that ask for another try; sending again is safe, since a change has one id for ever.
AGAIN = (429, 503)


@dataclass(frozen=True)
class Refusal:
    """One event that ingest did not take; ``field`` is empty where none is at fault."""

    id: str
    field: str
    reason: str


@dataclass
class Fates:
    """What became of the events of one request; ``again`` are indexes whose fate is not known."""

    refused: list[Refusal] = field(default_factory=list)
    again: list[int] = field(default_factory=list)


def read_fates(answer: httpx.Response, ids: Sequence[str]) -> Fates:
    """The fates of the events ``ids``; those it says nothing of are durable.

    Raises ``Failure`` where the whole request was refused for good.
    """
    if answer.status_code == 202:
        return Fates()
    if answer.status_code in AGAIN:
        return Fates(again=list(range(len(ids))))
    if answer.status_code != 207:
        raise Failure(f"ingest answers {answer.status_code}: {answer.text}")
    document = answer.json()
    fates = Fates()
    for result in document["results"]:
        if result["status"] in AGAIN:
            fates.again.append(result["index"])
        elif result["status"] >= 400:
            fates.refused.append(_refusal(ids[result["index"]], result))
    # A stream that was stopped was not read to its end.
    fates.again += range(document.get("read", len(ids)), len(ids))
    return fates


def _refusal(identifier: str, result: dict[str, Any]) -> Refusal:
    for error in result.get("errors", ()):
        return Refusal(identifier, error["field"], error["reason"])
    return Refusal(identifier, "", result.get("detail") or result["title"])
