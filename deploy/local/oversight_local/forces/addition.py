"""What definitions lack of a shipped force, and their files with it."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Area, Residents
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_local.failure import Failure
from oversight_local.forces.entries import area_lines, force_lines
from oversight_local.forces.insertion import YamlText
from oversight_local.forces.shipped import ShippedForce
from oversight_local.load.census.residents import residents_lines

AREAS, RESIDENTS = "areas.yaml", "residents.yaml"


@dataclass(frozen=True)
class Addition:
    """What is to be added for a force: all of it, or what its entry does not have yet."""

    shipped: ShippedForce
    defined: bool
    comparator: bool
    has_areas: bool
    areas: Mapping[str, Area]
    residents: Sequence[Residents]

    @property
    def nothing(self) -> bool:
        """Whether all of it is defined."""
        return self.defined and not (self.comparator or self.areas or self.residents)


def addition(catalogue: Catalogue, shipped: ShippedForce) -> Addition:
    """What ``catalogue`` lacks; what it has stays as it is, whoever wrote it."""
    known = catalogue.forces.get(shipped.name)
    own = known.areas if known else {}
    codes = {each.code for area in own.values() for each in area.every_code}
    areas = {
        name: area
        for name, area in shipped.force.areas.items()
        if name not in own and not codes.intersection(each.code for each in area.every_code)
    }
    there = {WHOLE_FORCE, *own, *areas}
    residents = [
        each
        for each in shipped.residents
        if each.area in there and catalogue.residents_of(each.force, each.area, each.basis) is None
    ]
    comparator = known is not None and known.kind == "comparator"
    return Addition(shipped, known is not None, comparator, bool(own), areas, residents)


def add_to_definitions(folder: Path, additions: Sequence[Addition]) -> Catalogue:
    """Add them to the definitions in ``folder``; answers these as they are then.

    They are read as a whole before anything is written: raises ``Failure`` where they would be
    broken, and nothing is changed then.
    """
    areas = YamlText(AREAS, (folder / AREAS).read_text(encoding="utf-8"))
    residents = YamlText(RESIDENTS, (folder / RESIDENTS).read_text(encoding="utf-8"))
    for each in additions:
        _add_areas(areas, each)
        if each.residents:
            residents.append(("residents",), residents_lines(each.residents))
    changed = {AREAS: areas.text, RESIDENTS: residents.text}
    catalogue = _tried(folder, changed)
    for name, text in changed.items():
        _replace(folder / name, text)
    return catalogue


def _add_areas(text: YamlText, addition: Addition) -> None:
    name, place = addition.shipped.name, ("forces", addition.shipped.name)
    if not addition.defined:
        text.append(("forces",), force_lines(name, addition.shipped.force))
        return
    if addition.comparator:
        text.remove_key(place, "kind")
    if not addition.areas:
        return
    if addition.has_areas:
        text.append((*place, "areas"), area_lines(addition.areas))
    else:
        text.append_key(place, "areas", area_lines(addition.areas))


def _tried(folder: Path, changed: Mapping[str, str]) -> Catalogue:
    with tempfile.TemporaryDirectory(prefix="oversight-definitions-") as temporary:
        copy = Path(temporary) / "definitions"
        shutil.copytree(folder, copy)
        for name, text in changed.items():
            (copy / name).write_text(text, encoding="utf-8")
        try:
            return load_catalogue(copy)
        except BrokenDefinitions as broken:
            raise Failure(
                "nothing was changed: the definitions would be broken",
                [str(each) for each in broken.faults],
            ) from broken


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}") from error
