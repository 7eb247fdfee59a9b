"""The areas a record counts in: its own, and those that lie around it, where they are valid."""

from collections.abc import Iterator
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Validity,
    area_and_ancestors,
    counted_forces,
    only_statistics,
)
from oversight_contracts.errors import InvalidEvent
from oversight_indicators.contributions.london_time import LondonClock


class Areas:
    """Areas of a catalogue. An era is a span of days on which nothing's validity changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._forces = catalogue.forces
        self._comparators = self._forces.keys() - counted_forces(self._forces)
        self.clock = LondonClock(_boundaries(catalogue))
        self._chains: dict[tuple[str, str], tuple[str, ...]] = {}

    def require(self, force: str, area: str) -> None:
        """Raise ``InvalidEvent`` that names the field where the catalogue does not know it."""
        if (force, area) not in self._chains:
            self._chains[force, area] = self._chain(force, area)

    def require_kind(self, force: str, kind: str) -> None:
        """Raise ``InvalidEvent`` where the force has no records of ``kind``."""
        if force in self._comparators and not self._forces[force].takes(kind):
            raise InvalidEvent.because("data.force", only_statistics(force))

    def valid(self, force: str, area: str, era: int) -> list[str]:
        """The area and its ancestors, without those that are not valid in the era.

        So a record that names a unit of another time still counts in its authority and force.
        """
        self.require(force, area)
        day = self.first_day(era)
        areas = self._forces[force].areas
        return [
            name
            for name in self._chains[force, area]
            if name == WHOLE_FORCE or areas[name].valid_on(day)
        ]

    def first_day(self, era: int) -> date:
        """A day that stands for the era."""
        return self.clock.first_day(era)

    def _chain(self, force: str, area: str) -> tuple[str, ...]:
        if force not in self._forces:
            raise InvalidEvent.because("data.force", f"no force {force} is defined")
        try:
            return area_and_ancestors(self._forces, force, area)
        except KeyError:
            raise InvalidEvent.because("data.area", f"{force} has no area {area}") from None


def _boundaries(catalogue: Catalogue) -> Iterator[date]:
    for validity in _validities(catalogue):
        yield from (day for day in (validity.since, validity.until) if day)


def _validities(catalogue: Catalogue) -> Iterator[Validity]:
    for force in catalogue.forces.values():
        yield from force.areas.values()
    for target in catalogue.targets.values():
        yield from target.values
