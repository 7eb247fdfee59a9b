"""Forces and areas by what published files call them."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Force
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_local.checkout import find_definitions
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

_ENDINGS = re.compile(r"-(police|constabulary|police-service|police-force)$")


class Places:
    """Finds the force that a name means, and the area that a name or an ONS code means."""

    def __init__(self, forces: Mapping[str, Force]) -> None:
        self._forces = forces
        self._names = {
            name: force for force, found in forces.items() for name in (force, _name(found.title))
        }
        self._codes = {
            (force, each.code) for force, found in forces.items() for _, each in found.codes()
        }
        # A title goes before what files call another area at times.
        self._areas = {
            (force, slug(name)): area
            for force, found in forces.items()
            for area, each in found.codes()
            for name in each.names
        } | {
            (force, slug(one.title)): area
            for force, found in forces.items()
            for area, one in found.areas.items()
        }

    def force(self, name: str) -> str | None:
        """The force called ``name``: `West Midlands Police`, `west-midlands`; None if unknown."""
        return self._names.get(_name(name))

    def require_force(self, force: str) -> str:
        """``force``, where it is defined. Raises ``Failure``."""
        if force not in self._forces:
            known = ", ".join(self._forces)
            raise Failure(
                f"areas.yaml has no police force {force} whose records are taken, only {known}; "
                "oversight force list names those that can be added"
            )
        return force

    def area(self, force: str, name: str) -> str:
        """The area of ``force`` called ``name``, else the whole force."""
        return self.find_area(force, name) or WHOLE_FORCE

    def find_area(self, force: str, name: str) -> str | None:
        """The area of ``force`` called ``name``; None for one not known."""
        return self._areas.get((force, slug(name)))

    def area_of_code(self, force: str, code: str, day: date | None = None) -> str | None:
        """The area of ``force`` that an ONS code means on ``day``; None for one not known."""
        if (force, code) not in self._codes:
            return None
        return self._forces[force].area_of_code(code, day)

    def known(self, force: str) -> frozenset[str]:
        """The areas that records of ``force`` may name."""
        return frozenset((WHOLE_FORCE, *self._forces[force].areas))


def read_definitions(stack: StackFile | None) -> Catalogue:
    """The definitions that the stack's services read; the checkout's without a stack."""
    folder = stack.environment.get("OVERSIGHT_DEFINITIONS") if stack else None
    return definitions_in(find_definitions(Path(folder) if folder else None))


def definitions_in(folder: Path) -> Catalogue:
    """The definitions in ``folder``. Raises ``Failure`` where they are broken."""
    try:
        return load_catalogue(folder)
    except BrokenDefinitions as broken:
        raise Failure("the definitions are broken", [str(each) for each in broken.faults]) from None


def slug(name: str) -> str:
    """`Avon & Somerset` as `avon-and-somerset`."""
    words = re.findall(r"[a-z0-9]+", name.casefold().replace("&", " and ").replace("'", ""))
    return "-".join(words)


def _name(name: str) -> str:
    return _ENDINGS.sub("", slug(name))
