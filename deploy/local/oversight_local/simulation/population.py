"""The people and places of the force that is simulated."""

from collections.abc import Mapping
from dataclasses import dataclass

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.reference import WHOLE_FORCE, Residents
from oversight_local.simulation.chance import Mix

ETHNICITY = "ethnicity"


@dataclass(frozen=True)
class Population:
    """Residents by area, and by ethnic group within each."""

    force: str
    areas: Mapping[str, int]
    groups: Mapping[str, Mapping[str, int]]

    @property
    def area_mix(self) -> Mix[str]:
        """Areas by how many live there."""
        return Mix(self.areas)


def population_of(catalogue: Catalogue, force: str) -> Population:
    """The force's areas with residents at the latest census; the force as one area without any.

    Raises ``KeyError`` where the force is not defined.
    """
    known = catalogue.forces[force].areas
    rows = [each for each in catalogue.residents if each.force == force and each.only is None]
    found = _latest([each for each in rows if each.area in known])
    found = found or _latest([each for each in rows if each.area == WHOLE_FORCE])
    if not found:
        return Population(force, {WHOLE_FORCE: 1}, {WHOLE_FORCE: {}})
    return Population(
        force,
        {each.area: each.total for each in found},
        {each.area: each.groups.get(ETHNICITY, {}) for each in found},
    )


def _latest(rows: list[Residents]) -> list[Residents]:
    latest = max((each.basis for each in rows), default="")
    return [each for each in rows if each.basis == latest]
