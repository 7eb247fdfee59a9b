"""Reads rows of a census table as residents of the forces and areas that are defined."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Force, Residents
from oversight_local.load.census.layouts import GROUPS, Layout
from oversight_local.load.csv_file import Line
from oversight_local.load.importer import Refused, Skipped
from oversight_local.load.places import Places

# Counts of people are whole, so a point, comma or space is between thousands: 66.519 is 66,519.
_NUMBER = re.compile(r"^\d+$|^\d{1,3}([.,  ]\d{3})+$")
_NONE = "-"


@dataclass(frozen=True)
class CensusRows:
    """Reads the rows of one table."""

    layout: Layout
    places: Places
    forces: Mapping[str, Force]

    def residents(self, line: Line) -> Residents:
        """The row's residents. Raises ``Skipped`` for a place not defined, and ``Refused``."""
        if line.fault:
            raise Refused.because("", line.fault)
        if line.text.get("Rural Urban", "Total") != "Total":
            raise Skipped("parts of a place: rural or urban")
        force, area = self._place(line)
        groups = {group: self._sum(line, self.layout.parts[group]) for group in GROUPS}
        self._require_own_sums(line, groups)
        return Residents(
            basis=self.layout.basis,
            force=force,
            area=area,
            source=self.layout.source,
            total=sum(groups.values()),
            groups={"ethnicity": groups},
        )

    def _place(self, line: Line) -> tuple[str, str]:
        name = line.text[self.layout.name]
        if self.layout.by_force:
            force = self.places.force(name)
            if force is not None:
                return force, WHOLE_FORCE
        for force in self.forces if not self.layout.by_force else ():
            code = line.text[self.layout.code] if self.layout.code else ""
            for area in (self.places.area_of_code(force, code), self.places.area(force, name)):
                if area != WHOLE_FORCE:
                    return force, area
        raise Skipped("places that areas.yaml does not define")

    def _sum(self, line: Line, columns: Sequence[str]) -> int:
        return sum(_number(line, column) for column in columns)

    def _require_own_sums(self, line: Line, groups: Mapping[str, int]) -> None:
        for group, column in self.layout.sums.items():
            if (stated := _number(line, column)) != groups[group]:
                raise Refused.because(
                    column, f"says {stated:,}; its parts add up to {groups[group]:,}"
                )
        total = self.layout.total
        if total and (stated := _number(line, total)) != sum(groups.values()):
            raise Refused.because(total, f"says {stated:,}; the groups add up to another number")


def whole_forces(found: Sequence[Residents], forces: Mapping[str, Force]) -> Iterator[Residents]:
    """Forces as the sum of their authorities, where every one of them was found."""
    for basis in sorted({each.basis for each in found}):
        for force, one in forces.items():
            own = [each for each in found if (each.force, each.basis) == (force, basis)]
            parts = [each for each in own if each.area != WHOLE_FORCE]
            wanted = {name for name, area in one.areas.items() if area.parent == WHOLE_FORCE}
            if len(parts) == len(own) and wanted and wanted == {each.area for each in parts}:
                yield _added(parts)


def _added(parts: Sequence[Residents]) -> Residents:
    groups = {name: sum(each.groups["ethnicity"][name] for each in parts) for name in GROUPS}
    changes = {
        "area": WHOLE_FORCE,
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


def write_draft(path: Path, found: Sequence[Residents]) -> None:
    """Replace ``path`` with the residents, two lines each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEAD + "".join(map(_entry, found)), encoding="utf-8")


def _entry(each: Residents) -> str:
    groups = ", ".join(f"{name}: {count}" for name, count in each.groups["ethnicity"].items())
    return (
        f"  - {{basis: {each.basis}, force: {each.force}, area: {each.area}, "
        f'source: "{each.source}", total: {each.total},\n'
        f"     groups: {{ethnicity: {{{groups}}}}}}}\n"
    )
