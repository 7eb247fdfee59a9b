"""JSON schemas of what is sent, from the models that read it."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.events.envelope import Envelope, Removal
from oversight_contracts.facts.areas import CountedAreas
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, StatementFact, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.records.kinds import KINDS

REF = "#/components/schemas/"
VERBS = {"recorded": "the whole record as it is known now", "removed": "the record is gone"}
EVENT_MODELS: tuple[type[BaseModel], ...] = (Envelope, Removal, *KINDS.values())
MODELS: tuple[type[BaseModel], ...] = (
    *EVENT_MODELS,
    TotalFact,
    Cut,
    Reconciliation,
    StatementFact,
    Arrivals,
    EpisodeFact,
    CountedAreas,
    DeadLetter,
)


def ref(name: str) -> dict[str, str]:
    """A reference to a schema of the same document."""
    return {"$ref": f"{REF}{name}"}


def event_name(kind: str, verb: str) -> str:
    """The name of an event's schema and message: ``StopSearchRecorded``."""
    return f"{KINDS[kind].__name__}{verb.title()}"


def event_names() -> list[str]:
    """Of every kind and verb."""
    return [event_name(kind, verb) for kind in KINDS for verb in VERBS]


def event_schemas() -> dict[str, Any]:
    """The envelope, the records, and each event: an envelope of one type around its data."""
    events = {event_name(kind, verb): _event(kind, verb) for kind in KINDS for verb in VERBS}
    return {**_of(EVENT_MODELS), **events}


def all_schemas() -> dict[str, Any]:
    """Of every topic."""
    return {**event_schemas(), **_of(MODELS)}


def _event(kind: str, verb: str) -> dict[str, Any]:
    data = KINDS[kind].__name__ if verb == "recorded" else "Removal"
    properties = {"type": {"const": f"uk.police.{kind}.{verb}.v1"}, "data": ref(data)}
    return {
        "title": f"{kind} {verb}",
        "description": f"One {kind}: {VERBS[verb]}.",
        "allOf": [ref("Envelope"), {"type": "object", "properties": properties}],
    }


def _of(models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    _, document = models_json_schema(
        [(model, "validation") for model in models], ref_template=f"{REF}{{model}}"
    )
    schemas: dict[str, Any] = document["$defs"]
    return schemas
