"""Reads rows of a census table as residents of the forces and areas that are defined."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Area, Force, Residents
from oversight_local.load.census.layouts import GROUPS, Layout
from oversight_local.load.importer import Fault, Refused, Skipped, collecting
from oversight_local.load.places import Places, slug
from oversight_local.load.table import Line

# Counts of people are whole, so a point, comma or space is between thousands: 66.519 is 66,519.
_NUMBER = re.compile(r"^\d+$|^\d{1,3}([.,  ]\d{3})+$")
_NONE = "-"


@dataclass(frozen=True)
class CensusRow:
    """The residents of an area, or of a part of it that had a code of its own, which it names."""

    residents: Residents
    part: str | None = None


@dataclass(frozen=True)
class CensusRows:
    """Reads the rows of one table."""

    layout: Layout
    places: Places
    forces: Mapping[str, Force]

    def read(self, line: Line) -> CensusRow:
        """The row's residents. Raises ``Skipped`` for a place not defined, and ``Refused``."""
        if line.fault:
            raise Refused.because("", line.fault)
        if line.text.get("Rural Urban", "Total") != "Total":
            raise Skipped("parts of a place: rural or urban")
        force, area, part = self._place(line)
        self._require_numbers(line)
        groups = {group: self._sum(line, self.layout.parts[group]) for group in GROUPS}
        self._require_own_sums(line, groups)
        found = Residents(
            basis=self.layout.basis,
            force=force,
            area=area,
            source=self.layout.source,
            total=sum(groups.values()),
            groups={"ethnicity": groups},
        )
        return CensusRow(found, part)

    def _place(self, line: Line) -> tuple[str, str, str | None]:
        name = line.text[self.layout.name]
        if self.layout.by_force:
            force = self.places.force(name)
            if force is not None:
                return force, WHOLE_FORCE, None
        for force in self.forces if not self.layout.by_force else ():
            code = line.text[self.layout.code] if self.layout.code else ""
            area = self.places.area_of_code(force, code) or self.places.area(force, name)
            if area != WHOLE_FORCE:
                return force, area, _part(self.forces[force].areas[area], code, name)
        raise Skipped("places that areas.yaml does not define")

    def _require_numbers(self, line: Line) -> None:
        parts = (column for columns in self.layout.parts.values() for column in columns)
        total = [self.layout.total] if self.layout.total else []
        faults: list[Fault] = []
        for column in (*parts, *self.layout.sums.values(), *total):
            with collecting(faults):
                _number(line, column)
        if faults:
            raise Refused(faults)

    def _sum(self, line: Line, columns: Sequence[str]) -> int:
        return sum(_number(line, column) for column in columns)

    def _require_own_sums(self, line: Line, groups: Mapping[str, int]) -> None:
        faults = [
            Fault(column, f"says {stated:,}; its parts add up to {groups[group]:,}")
            for group, column in self.layout.sums.items()
            if (stated := _number(line, column)) != groups[group]
        ]
        total = self.layout.total
        if total and (stated := _number(line, total)) != sum(groups.values()):
            faults.append(Fault(total, f"says {stated:,}; the groups add up to another number"))
        if faults:
            raise Refused(faults)


def whole_areas(
    parts: Mapping[tuple[str, str, str], Mapping[str, Residents]], forces: Mapping[str, Force]
) -> Iterator[Residents]:
    """Areas as the sum of the districts put together in them, where every one was found.

    ``parts`` are the residents by code for each basis, force and area.
    """
    for (_, force, area), found in parts.items():
        codes = [each for each in forces[force].areas[area].every_code if each.part]
        days = {each.since for each in codes if each.since} | {date.min}
        if any(found.keys() == {each.code for each in codes if each.valid_on(day)} for day in days):
            yield _added(list(found.values()), area)


def whole_forces(found: Sequence[Residents], forces: Mapping[str, Force]) -> Iterator[Residents]:
    """Forces as the sum of their authorities, where every one of them was found."""
    for basis in sorted({each.basis for each in found}):
        for force, one in forces.items():
            own = [each for each in found if (each.force, each.basis) == (force, basis)]
            parts = [each for each in own if each.area != WHOLE_FORCE]
            wanted = {name for name, area in one.areas.items() if area.parent == WHOLE_FORCE}
            if len(parts) == len(own) and wanted and wanted == {each.area for each in parts}:
                yield _added(parts, WHOLE_FORCE)


def _part(area: Area, code: str, name: str) -> str | None:
    for each in area.every_code:
        if each.part and (each.code == code or slug(name) in map(slug, each.names)):
            return each.code
    return None


def _added(parts: Sequence[Residents], area: str) -> Residents:
    groups = {name: sum(each.groups["ethnicity"][name] for each in parts) for name in GROUPS}
    changes = {
        "area": area,
        "total": sum(each.total for each in parts),
        "groups": {"ethnicity": groups},
    }
    return parts[0].model_copy(update=changes)


def _number(line: Line, column: str) -> int:
    text = line.text[column].strip()
    if text == _NONE:
        return 0
    if not _NUMBER.match(text):
        raise Refused.because(column, f"{text!r} is no number of people")
    return int(re.sub(r"\D", "", text))


_HEAD = """\
# A draft from census tables. Look it through, then move what is right into residents.yaml of the
# definitions: reporting and alerts read it at their next start.
residents:
"""


def draft_of(found: Sequence[Residents]) -> str:
    """The residents as a file of definitions, two lines each."""
    return _HEAD + "".join(f"  {line}\n" for line in residents_lines(found))


def residents_lines(found: Iterable[Residents]) -> Iterator[str]:
    """Entries of residents.yaml."""
    for each in found:
        yield (
            f"- {{basis: {each.basis}, force: {each.force}, area: {each.area}, "
            f'source: "{each.source}", total: {each.total},'
        )
        groups = ", ".join(f"{name}: {count}" for name, count in each.groups["ethnicity"].items())
        yield f"   groups: {{ethnicity: {{{groups}}}}}}}"
