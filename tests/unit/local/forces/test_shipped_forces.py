"""The forces that ship: known by every code and name that files write for their authorities."""

import os
from datetime import date
from pathlib import Path

import pytest

from oversight_local.forces.making.__main__ import texts
from oversight_local.forces.shipped import shipped_forces
from oversight_local.load.places import Places

SHIPPED = {name: each.force for name, each in shipped_forces().items()}


@pytest.mark.parametrize(
    ("force", "code", "area"),
    [
        ("thames-valley", "E06000060", "buckinghamshire"),
        ("thames-valley", "E07000004", "buckinghamshire"),
        ("northamptonshire", "E07000150", "north-northamptonshire"),
        ("cumbria", "E07000028", "cumberland"),
        ("north-yorkshire", "E10000023", "north-yorkshire"),
        ("avon-and-somerset", "E07000191", "somerset"),
        ("south-yorkshire", "E08000039", "sheffield"),
        ("northumbria", "E08000020", "gateshead"),
    ],
)
def test_a_code_of_any_year_is_known(force: str, code: str, area: str) -> None:
    for day in (date(2012, 1, 1), date(2022, 1, 1), date(2026, 1, 1)):
        assert SHIPPED[force].area_of_code(code, day) == area


@pytest.mark.parametrize(
    ("force", "name", "area"),
    [
        ("kent", "Shepway", "folkestone-and-hythe"),
        ("avon-and-somerset", "Bristol", "bristol"),
        ("thames-valley", "Aylesbury Vale", "buckinghamshire"),
        ("norfolk", "King's Lynn and West Norfolk", "kings-lynn-and-west-norfolk"),
    ],
)
def test_a_name_of_any_year_is_known(force: str, name: str, area: str) -> None:
    assert Places(SHIPPED).area(force, name) == area


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("British Transport Police", "btp"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Metropolitan Police", "metropolitan"),
        ("Dyfed-Powys Police", "dyfed-powys"),
        ("City of London Police", "city-of-london"),
    ],
)
def test_a_force_is_known_as_files_call_it(name: str, force: str) -> None:
    assert Places(SHIPPED).force(name) == force


@pytest.mark.real_data
def test_they_are_what_the_tables_say(checkout: Path) -> None:
    data, reference = Path(os.environ["OVERSIGHT_REAL_DATA"]), checkout / "shared" / "reference"
    made = texts(data / "geography", data / "census", reference / "forces-by-hand.yaml")
    assert made == {path.name: path.read_text() for path in (reference / "forces").iterdir()}


def test_every_authority_that_was_put_together_is_named_in_the_reference(checkout: Path) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in (checkout / "docs" / "reference.md").read_text().splitlines()
        if line.startswith("| 20")
    ]
    told = {name.rpartition(" (")[2].rstrip(")"): (since, name, of) for since, name, of in rows}
    merged = {
        area.every_code[0].code: (area, [each for each in area.every_code if each.part])
        for force in SHIPPED.values()
        for area in force.areas.values()
        if any(each.part for each in area.every_code)
    }
    assert told.keys() == merged.keys()
    for code, (area, parts) in merged.items():
        since, name, of = told[code]
        assert (f"{area.every_code[0].since}", f"{area.title} ({code})") == (since, name)
        assert all(each in of for part in parts for each in part.names)
