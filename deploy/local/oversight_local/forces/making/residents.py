"""Residents of forces and their authorities, from census tables by authority."""

from collections.abc import Iterable, Mapping

from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Force, Residents
from oversight_local.failure import Failure
from oversight_local.load.census.collection import CensusLoad
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.table import Table


def residents_of(
    tables: Iterable[Table], forces: Mapping[str, Force], rejects: RejectsFile
) -> dict[str, list[Residents]]:
    """Residents by force, at each census the force before its authorities.

    Raises ``Failure`` where a row is refused, an authority is missing, or a table by force says
    another number than its authorities add up to.
    """
    by_authority, by_force = CensusLoad(forces, rejects), CensusLoad(forces, rejects)
    for table in tables:
        (by_force if {"PFA16NM", "Police force"} & set(table.header) else by_authority).read(table)
    refused = by_authority.summary.refused + by_force.summary.refused
    if refused:
        raise Failure("rows of the census tables are refused", list(refused))
    found = {(each.basis, each.force, each.area): each for each in by_authority.residents()}
    _require_all(found.keys(), forces)
    for who, stated in by_force.found.items():
        if found[who].groups != stated.groups:
            raise Failure(f"{who} has other residents than its authorities add up to")
    order = {name: [WHOLE_FORCE, *force.areas] for name, force in forces.items()}
    return {
        name: sorted(
            (each for each in found.values() if each.force == name),
            key=lambda each: (each.basis, order[each.force].index(each.area)),
        )
        for name in forces
    }


def _require_all(found: Iterable[tuple[str, str, str]], forces: Mapping[str, Force]) -> None:
    there = set(found)
    wanted = {
        (basis, name, area)
        for basis in {basis for basis, _, _ in there}
        for name, force in forces.items()
        if force.areas
        for area in (WHOLE_FORCE, *force.areas)
    }
    if missing := sorted(wanted - there):
        raise Failure(f"{len(missing)} areas have no residents", [str(each) for each in missing])
