"""Each event type as one model, envelope and record together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import create_model

from oversight_contracts.envelope import Envelope, Removal
from oversight_contracts.records.base import Part
from oversight_contracts.records.kinds import KINDS


def event_models() -> Mapping[str, tuple[str, type[Envelope]]]:
    """Event type to its record kind and its model."""
    found: dict[str, tuple[str, type[Envelope]]] = {}
    for kind, record in KINDS.items():
        found[f"uk.police.{kind}.recorded.v1"] = kind, _model(kind, "recorded", record)
        found[f"uk.police.{kind}.removed.v1"] = kind, _model(kind, "removed", Removal)
    return MappingProxyType(found)


def _model(kind: str, verb: str, data: type[Part]) -> type[Envelope]:
    name = "".join(word.title() for word in (*kind.split("-"), verb))
    told = f"A removed {kind} record" if verb == "removed" else f"The whole {kind} record"
    fields: dict[str, Any] = {
        "type": (Literal[f"uk.police.{kind}.{verb}.v1"], ...),
        "data": (data, ...),
    }
    return create_model(name, __base__=Envelope, __doc__=f"{told}, as it is known now.", **fields)
