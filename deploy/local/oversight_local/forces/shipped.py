"""The forces that ship as reference data: a file each, in the words of areas and residents."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.reference import Force, Residents
from oversight_contracts.definitions.yaml_source import BrokenDefinitions, Source
from oversight_contracts.records.base import Slug
from oversight_local.checkout import find_folder
from oversight_local.failure import Failure

FOLDER = ("shared", "reference", "forces")


class _ForceFile(Definition):
    forces: dict[Slug, Force] = Field(min_length=1, max_length=1)
    residents: tuple[Residents, ...] = ()


_FILE = TypeAdapter(_ForceFile)


@dataclass(frozen=True)
class ShippedForce:
    """A force with its authorities, and the residents of both at the censuses."""

    name: str
    force: Force
    residents: tuple[Residents, ...]

    def residents_at(self, basis: str) -> int | None:
        """All residents of the force at a census; None for a force without any."""
        found = (each for each in self.residents if each.basis == basis)
        return next((each.total for each in found if each.area == "force"), None)


def shipped_forces(folder: Path | None = None) -> Mapping[str, ShippedForce]:
    """All of them by name. Raises ``Failure`` where a file is broken."""
    paths = sorted((folder or find_folder(*FOLDER)).glob("*.yaml"))
    return {force.name: force for force in map(_read, paths)}


def _read(path: Path) -> ShippedForce:
    try:
        source = Source(path, path.name)
        file = source.validated(_FILE, source.value)
    except BrokenDefinitions as broken:
        raise Failure(f"{path} is broken", [str(each) for each in broken.faults]) from broken
    ((name, force),) = file.forces.items()
    return ShippedForce(name, force, file.residents)
