"""The forces and areas that records may name."""

from collections.abc import Mapping

from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Force,
    only_statistics,
)
from oversight_contracts.errors import Fault


class AreaLookup:
    """Looks up whether a force has an area, and takes records of a kind."""

    def __init__(self, forces: Mapping[str, Force]) -> None:
        self._forces = forces
        self._known = {
            (force, area) for force, found in forces.items() for area in (WHOLE_FORCE, *found.areas)
        }

    def fault(self, force: str, area: str, kind: str) -> Fault | None:
        """What is wrong with the force and area of a record of ``kind``, or None.

        Dates do not matter here: which areas a record counts in follows from each of its days.
        """
        if (force, area) in self._known:
            taken = self._forces[force].takes(kind)
            return None if taken else Fault("data.force", only_statistics(force))
        if (force, WHOLE_FORCE) not in self._known:
            return Fault("data.force", f"no force {force}")
        return Fault("data.area", f"no area {area} of force {force}")
