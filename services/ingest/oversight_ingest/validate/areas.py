"""The forces and areas that records may name."""

from oversight_contracts.definitions.models.reference import (
    COMPARED,
    WHOLE_FORCE,
    only_statistics,
)
from oversight_contracts.errors import Fault
from oversight_contracts.facts.areas import CountedAreas


class AreaLookup:
    """Looks up whether a force has an area, and takes records of a kind.

    It goes by what the indicators count, not by the files of definitions: what stands there counts
    after a rebuild, and until then a record of it would be dead-lettered.
    """

    def __init__(self, counted: CountedAreas) -> None:
        self._take(counted)

    @property
    def counted(self) -> CountedAreas:
        """What it goes by."""
        return self._counted

    def learn(self, counted: CountedAreas) -> bool:
        """Go by ``counted`` from now on, unless it is of an older generation; answers which."""
        if counted.generation < self._counted.generation:
            return False
        self._take(counted)
        return True

    def fault(self, force: str, area: str, kind: str) -> Fault | None:
        """What is wrong with the force and area of a record of ``kind``, or None.

        Dates do not matter here: which areas a record counts in follows from each of its days.
        """
        if (force, area) in self._known:
            taken = force not in self._comparators or kind == COMPARED
            return None if taken else Fault("data.force", only_statistics(force))
        if (force, WHOLE_FORCE) not in self._known:
            return Fault("data.force", f"no force {force}")
        return Fault("data.area", f"no area {area} of force {force}")

    def _take(self, counted: CountedAreas) -> None:
        self._counted = counted
        self._known = {
            (force, area)
            for force, found in counted.forces.items()
            for area in (WHOLE_FORCE, *found.areas)
        }
        self._comparators = {
            force for force, found in counted.forces.items() if found.kind == "comparator"
        }
