"""The types of event: for each a model of envelope and record together, checked in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from pydantic import create_model

from oversight_contracts.events.envelope import Envelope, Removal
from oversight_contracts.records.base import Part
from oversight_contracts.records.kinds import KINDS

Verb = Literal["recorded", "removed"]


@dataclass(frozen=True, slots=True)
class EventType:
    """The record kind that a type of event tells of, whether it says it is gone, and its model."""

    kind: str
    verb: Verb
    model: type[Envelope]
    record_fields: frozenset[str]


def _event_types() -> Mapping[str, EventType]:
    found: dict[str, EventType] = {}
    for kind, record in KINDS.items():
        _add(found, kind, "recorded", record)
        _add(found, kind, "removed", Removal)
    return MappingProxyType(found)


def _add(found: dict[str, EventType], kind: str, verb: Verb, data: type[Part]) -> None:
    found[f"uk.police.{kind}.{verb}.v1"] = EventType(
        kind, verb, _model(kind, verb, data), frozenset(KINDS[kind].model_fields)
    )


def _model(kind: str, verb: Verb, data: type[Part]) -> type[Envelope]:
    name = "".join(word.title() for word in (*kind.split("-"), verb))
    told = f"A removed {kind} record" if verb == "removed" else f"The whole {kind} record"
    fields: dict[str, Any] = {
        "type": (Literal[f"uk.police.{kind}.{verb}.v1"], ...),
        "data": (data, ...),
    }
    return create_model(name, __base__=Envelope, __doc__=f"{told}, as it is known now.", **fields)


# By the word that stands in ``type``.
EVENT_TYPES = _event_types()
