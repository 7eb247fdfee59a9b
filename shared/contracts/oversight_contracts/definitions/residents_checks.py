"""What residents must agree with: areas, dimensions, and the parts that they are made of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.printed import printed_values
from oversight_contracts.definitions.reference import (
    WHOLE_FORCE,
    Dimension,
    Force,
    Residents,
    area_and_ancestors,
)
from oversight_contracts.definitions.reference_checks import check_areas


def check_residents(
    residents: tuple[Residents, ...],
    forces: Mapping[str, Force],
    dimensions: Mapping[str, Dimension],
) -> Iterator[Finding]:
    """Residents of what is not there, given twice, or that are not the sum of their parts."""
    seen: set[tuple[str, str, str]] = set()
    # What lies in what is not known where a parent is wrong, and that is told of areas.yaml.
    placed = not list(check_areas(forces))
    for index, each in enumerate(residents):
        lost = list(_check_home(each, forces))
        found = (*lost, *_check_groups(each, dimensions), *_check_sums(each))
        whole = placed and not lost and not each.differs
        inside = _check_areas(each, residents, forces) if whole else ()
        for place, reason in (*found, *inside):
            yield ("residents", index, *place), reason
        who = (each.basis, each.force, each.area)
        if who in seen:
            yield ("residents", index), f"{', '.join(who)} stands here twice"
        seen.add(who)


def _check_home(residents: Residents, forces: Mapping[str, Force]) -> Iterator[Finding]:
    if residents.force not in forces:
        yield ("force",), f"no force {residents.force} in areas.yaml"
    elif residents.area not in (WHOLE_FORCE, *forces[residents.force].areas):
        yield ("area",), f"no area {residents.area} in {residents.force}"


def _check_groups(residents: Residents, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
    for name, groups in residents.groups.items():
        if name not in dimensions:
            yield ("groups", name), f"no dimension {name} in dimensions.yaml"
            continue
        printed = printed_values(dimensions[name])
        for group in groups:
            if printed is not None and group not in printed:
                yield ("groups", name, group), f"no {name} is ever printed as {group!r}"


def _check_sums(residents: Residents) -> Iterator[Finding]:
    for name, groups in residents.groups.items():
        found = sum(groups.values())
        if found != residents.total and not residents.differs:
            yield ("groups", name), _unequal(f"its groups add up to {found:,}", residents.total)


def _check_areas(
    whole: Residents, residents: Sequence[Residents], forces: Mapping[str, Force]
) -> Iterator[Finding]:
    own = {
        each.area: each.total
        for each in residents
        if (each.basis, each.force) == (whole.basis, whole.force)
    }
    for kind, areas in _inside(forces, whole).items():
        # Where one is missing, the others cannot be the whole.
        if all(area in own for area in areas):
            found = sum(own[area] for area in areas)
            if found != whole.total:
                yield ("total",), _unequal(f"each {kind} in it adds up to {found:,}", whole.total)


def _inside(forces: Mapping[str, Force], whole: Residents) -> Mapping[str, list[str]]:
    """The areas that lie in the one of ``whole``, by their kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for area, about in forces[whole.force].areas.items():
        chain = area_and_ancestors(forces, whole.force, area)
        if area != whole.area and whole.area in chain:
            found[about.kind].append(area)
    return found


def _unequal(parts: str, total: int) -> str:
    return f"{parts}, not to {total:,}; say why as `differs`, or put it right"
