"""What reference data must agree with: the records' fields, and itself."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date

from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Area,
    AreaCode,
    Dimension,
    Force,
    Residents,
    ResidentsFile,
    Target,
    Validity,
    area_and_ancestors,
)
from oversight_contracts.definitions.validate.printed_values import field_values, printed_values
from oversight_contracts.definitions.yaml_source import Finding, Place
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS

# The dimension by which residents are given by age.
AGE = "age"


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
    """Areas whose parents do not lead to the whole force, that never are, or of a comparator."""
    for name, force in forces.items():
        if force.areas and force.kind == "comparator":
            yield ("forces", name, "areas"), "a comparator has no areas: nothing is counted in it"
        for area, about in force.areas.items():
            place = ("forces", name, "areas", area)
            reason = _lost(force.areas, area, about)
            if reason:
                yield (*place, "parent"), reason
            yield from check_validity(about, place)
            for index, each in enumerate(about.codes):
                yield from check_validity(each, (*place, "codes", index))
        yield from _check_codes(name, force)


def _check_codes(name: str, force: Force) -> Iterator[Finding]:
    """A code that stands for two areas of a force on the same day, or twice in one."""
    before: list[tuple[str, AreaCode]] = []
    for area, about in force.areas.items():
        places: list[Place] = [("codes", index) for index, _ in enumerate(about.codes)]
        places = places if about.code is None else [("code",), *places]
        for place, each in zip(places, about.every_code, strict=True):
            for other, known in before:
                if known.code == each.code and known.overlaps(each):
                    reason = f"{each.code} stands for {other} on the same days"
                    yield ("forces", name, "areas", area, *place), reason
            before.append((area, each))


def check_validity(validity: Validity, place: Place) -> Iterator[Finding]:
    """An entry at ``place`` that no day is inside of."""
    if validity.since and validity.until and validity.until <= validity.since:
        yield (
            (*place, "until"),
            "is not after since: it is never valid (until is the first day out)",
        )


def check_overlaps(
    entries: Sequence[tuple[Hashable, Validity]], place: Place, reason: str
) -> Iterator[Finding]:
    """Entries of the list at ``place`` that are the same and valid on the same day."""
    for index, (what, validity) in enumerate(entries):
        if any(what == before and validity.overlaps(each) for before, each in entries[:index]):
            yield (*place, index), reason


def check_targets(targets: Mapping[str, Target]) -> Iterator[Finding]:
    """Two targets for one value on one day, and a target that is never valid."""
    for name, target in targets.items():
        place = ("targets", name, "values")
        entries = [(each.value, each) for each in target.values]
        yield from check_overlaps(entries, place, "another target for it is valid on the same days")
        for index, each in enumerate(target.values):
            yield from check_validity(each, (*place, index))


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


def check_censuses(file: ResidentsFile, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
    """Days of censuses of which no residents are given, and ages that are none."""
    bases = {each.basis for each in file.residents}
    days: dict[date, str] = {}
    for basis, day in file.censuses.items():
        if basis not in bases:
            yield ("censuses", basis), f"no residents of {basis} are given"
        if day in days:
            yield ("censuses", basis), f"{days[day]} was counted on the same day"
        days[day] = basis
    for index, each in enumerate(file.residents):
        for place, reason in _check_ages(each, dimensions.get(AGE)):
            yield ("residents", index, "ages", *place), reason


def _check_ages(residents: Residents, ages: Dimension | None) -> Iterator[Finding]:
    known = printed_values(ages) if ages else None
    for name, groups in residents.ages.items():
        totals = residents.groups.get(name, {})
        for group, by_age in groups.items():
            if group not in totals:
                yield (name, group), f"its residents are not among the groups of {name}"
            elif sum(by_age.values()) > totals[group]:
                found = sum(by_age.values())
                yield (name, group), f"its ages add up to {found:,}, more than {totals[group]:,}"
            for age in by_age:
                if known is not None and age not in known:
                    yield (name, group, age), f"no {AGE} is ever printed as {age!r}"


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
