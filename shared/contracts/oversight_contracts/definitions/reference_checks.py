"""What reference data must agree with: the records' fields, and itself."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.printed import field_values, printed_values
from oversight_contracts.definitions.reference import WHOLE_FORCE, Area, Dimension, Force, Residents
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS


def check_dimensions(dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
    """Every field that no record has, and every value that no field can have."""
    for name, dimension in dimensions.items():
        if not dimension.fields:
            yield from _without_fields(name, dimension)
            continue
        if dimension.values:
            yield ("dimensions", name, "values"), "its values are those of its fields"
        unknown = list(_unknown_fields(dimension))
        for place, reason in unknown or _check_values(dimension):
            yield ("dimensions", name, *place), reason


def _without_fields(name: str, dimension: Dimension) -> Iterator[Finding]:
    for word, given in (("groups", dimension.groups), ("not_stated", dimension.not_stated)):
        if given:
            yield ("dimensions", name, word), "it has no fields: list what is printed as `values`"


def _unknown_fields(dimension: Dimension) -> Iterator[Finding]:
    for kind, field in dimension.fields.items():
        if kind not in KINDS:
            yield ("fields", kind), f"no such kind of record: known are {', '.join(KINDS)}"
        elif field not in fields_of(kind):
            yield ("fields", kind), f"{kind} has no field {field}"


def _check_values(dimension: Dimension) -> Iterator[Finding]:
    known, printed = field_values(dimension), printed_values(dimension)
    grouped: dict[str, str] = {}
    for group, values in dimension.groups.items():
        for index, value in enumerate(values):
            if known is not None and value not in known:
                yield ("groups", group, index), f"no record can ever have {value!r} here"
            if value in grouped:
                yield ("groups", group, index), f"{value} is in {grouped[value]} already"
            grouped[value] = group
    for index, value in enumerate(dimension.not_stated):
        if printed is not None and value not in printed:
            yield ("not_stated", index), f"{value!r} is never printed"


def check_areas(forces: Mapping[str, Force]) -> Iterator[Finding]:
    """Every area whose parents do not lead to the whole force."""
    for name, force in forces.items():
        for area, about in force.areas.items():
            reason = _lost(force.areas, area, about)
            if reason:
                yield ("forces", name, "areas", area, "parent"), reason


def _lost(areas: Mapping[str, Area], area: str, about: Area) -> str | None:
    if about.parent not in (WHOLE_FORCE, *areas):
        return f"no area {about.parent} in this force"
    above, steps = about.parent, 0
    while above in areas and steps <= len(areas):
        above, steps = areas[above].parent, steps + 1
    return f"{area} lies in itself" if steps > len(areas) else None


def check_residents(
    residents: tuple[Residents, ...],
    forces: Mapping[str, Force],
    dimensions: Mapping[str, Dimension],
) -> Iterator[Finding]:
    """Residents of a force, area or group that is not there, and those given twice."""
    seen: set[tuple[str, str, str]] = set()
    for index, each in enumerate(residents):
        for place, reason in (*_check_home(each, forces), *_check_groups(each, dimensions)):
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
