"""Forces that ship become part of definitions that somebody wrote, and nothing else changes."""

import difflib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_local.failure import Failure
from oversight_local.forces.addition import AREAS, RESIDENTS, add_to_definitions, addition
from oversight_local.forces.shipped import shipped_forces

SHIPPED = shipped_forces()


@pytest.fixture
def folder(definitions: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(definitions, tmp_path / "definitions"))


def add(folder: Path, *names: str) -> None:
    catalogue = load_catalogue(folder)
    add_to_definitions(folder, [addition(catalogue, SHIPPED[name]) for name in names])


def changes(before: str, after: str) -> Iterator[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return (line for line in lines if line.startswith("- "))


def test_all_forces_together_are_sound_and_every_line_there_was_stays(folder: Path) -> None:
    before = {name: (folder / name).read_text() for name in (AREAS, RESIDENTS)}
    add(folder, *SHIPPED)
    found = load_catalogue(folder)
    assert counted_forces(found.forces).keys() == {*SHIPPED}
    assert all(addition(found, each).nothing for each in SHIPPED.values())
    gone = list(changes(before[AREAS], (folder / AREAS).read_text()))
    assert gone == ["-     kind: comparator"] * 3
    assert list(changes(before[RESIDENTS], (folder / RESIDENTS).read_text())) == []


def test_what_somebody_wrote_stays_and_what_it_lacks_is_added(folder: Path) -> None:
    areas = folder / AREAS
    areas.write_text(
        areas.read_text().replace(
            "    title: Staffordshire Police\n",
            "    title: Staffs\n    areas:\n"
            "      potteries: {title: The Potteries, kind: local-authority, code: E06000021}\n"
            "      # The rest of the county.\n",
        )
    )
    add(folder, "staffordshire")
    force = load_catalogue(folder).forces["staffordshire"]
    assert (force.title, force.area_of_code("E06000021")) == ("Staffs", "potteries")
    assert "stoke-on-trent" not in force.areas
    assert "lichfield" in force.areas
    assert "      # The rest of the county.\n" in areas.read_text()


def test_definitions_that_would_be_broken_are_left_as_they_are(folder: Path) -> None:
    residents = folder / RESIDENTS
    text = residents.read_text().replace("total: 1097497", "total: 1097498")
    text = text.replace("White: 1032327", "White: 1032328")
    residents.write_text(text)
    before = (folder / AREAS).read_text()
    with pytest.raises(Failure, match="nothing was changed") as refused:
        add(folder, "btp", "staffordshire")
    assert any("adds up to 1,097,497" in line for line in refused.value.details)
    assert ((folder / AREAS).read_text(), residents.read_text()) == (before, text)


def test_files_in_braces_are_left_to_whoever_wrote_them(folder: Path) -> None:
    (folder / AREAS).write_text("forces: {west-midlands: {title: West Midlands Police}}\n")
    for part in (
        "rules",
        "baselines.yaml",
        "contacts.yaml",
        "reports",
        "milestones",
        "peers.yaml",
        "indicators",
    ):
        path = folder / part
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / RESIDENTS).write_text("residents: []\n")
    with pytest.raises(Failure, match="areas.yaml has no forces written line by line"):
        add(folder, "kent")


def test_the_forces_add_up_to_england_and_wales(definitions: Path) -> None:
    whole = load_catalogue(definitions).residents_of("england-and-wales", "force", "census-2011")
    assert whole is not None
    assert sum(each.residents_at("census-2011") or 0 for each in SHIPPED.values()) == whole.total
    assert len([each for each in SHIPPED.values() if each.force.areas]) == 43
