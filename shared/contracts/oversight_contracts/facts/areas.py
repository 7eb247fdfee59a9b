"""The forces and areas whose records count, as indicators tells ingest: a record a generation."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from oversight_contracts.definitions.models.reference import Force


class CountedForce(BaseModel):
    """A force, and the areas that its records may name beside the whole force."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["police-force", "comparator"] = "police-force"
    areas: tuple[str, ...] = ()


class CountedAreas(BaseModel):
    """All of them under one set of definitions; the higher generation wins, of two the later.

    Whoever accepts a record of any other would have it dead-lettered.
    """

    model_config = ConfigDict(frozen=True)

    generation: int = Field(description="0 where nothing was counted yet")
    definitions: str = Field(description="the hash the generation is counted under")
    forces: dict[str, CountedForce]

    @property
    def key(self) -> bytes:
        return b"areas"


def counted_areas(forces: Mapping[str, Force], generation: int, definitions: str) -> CountedAreas:
    """Those of ``areas.yaml`` as a generation counts them."""
    named = {
        name: CountedForce(kind=force.kind, areas=tuple(force.areas))
        for name, force in forces.items()
    }
    return CountedAreas(generation=generation, definitions=definitions, forces=named)
