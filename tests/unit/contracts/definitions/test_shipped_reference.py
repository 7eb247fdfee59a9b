"""The reference data that ships, held to the documents it comes from."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.peers import peers_on
from oversight_contracts.definitions.models.reference import area_and_ancestors, counted_forces

FORCE = "west-midlands"
AGED_16 = "aged-16-and-over-2019"
# Annual report 2020/21, indicator 11: members in November 2019 and 2020, residents of 16 and over,
# and sign-ups per 1,000 of them, as printed.
WMNOW = {
    "birmingham-east-npu": (17211, 22568, 423436, "40.6", "53.3"),
    "birmingham-west-npu": (13082, 17896, 459607, "28.5", "38.9"),
    "coventry-npu": (9979, 13818, 299236, "33.3", "46.2"),
    "dudley-npu": (7284, 12707, 259239, "28.1", "49.0"),
    "solihull-npu": (7224, 10730, 173810, "41.6", "61.7"),
    "sandwell-npu": (8596, 11078, 253944, "33.8", "43.6"),
    "walsall-npu": (7459, 9076, 223437, "33.4", "40.6"),
    "wolverhampton-npu": (7164, 9605, 206854, "34.6", "46.4"),
    "force": (77999, 107478, 2299563, "33.9", "46.7"),
}


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def _valid(shipped: Catalogue, kind: str, day: date) -> set[str]:
    areas = shipped.forces[FORCE].areas
    return {name for name, area in areas.items() if area.kind == kind and area.valid_on(day)}


@pytest.mark.parametrize(
    ("day", "local", "neighbourhood", "in_birmingham"),
    [
        (date(2010, 4, 5), 0, 0, 0),
        (date(2010, 4, 6), 10, 0, 4),
        (date(2019, 10, 31), 10, 0, 4),
        (date(2019, 11, 1), 0, 8, 2),
    ],
)
def test_units_are_those_of_the_day(
    shipped: Catalogue, day: date, local: int, neighbourhood: int, in_birmingham: int
) -> None:
    lpu = _valid(shipped, "local-policing-unit", day)
    npu = _valid(shipped, "neighbourhood-policing-unit", day)
    assert (len(lpu), len(npu)) == (local, neighbourhood)
    assert len(_valid(shipped, "local-authority", day)) == 7
    parents = [shipped.forces[FORCE].areas[name].parent for name in lpu | npu]
    assert parents.count("birmingham") == in_birmingham


def test_a_unit_rolls_up_to_its_authority_and_the_force(shipped: Catalogue) -> None:
    for unit in ("birmingham-north-lpu", "birmingham-west-npu"):
        assert area_and_ancestors(shipped.forces, FORCE, unit) == (unit, "birmingham", "force")


@pytest.mark.parametrize("unit", WMNOW)
def test_residents_of_16_and_over_give_the_printed_rates(shipped: Catalogue, unit: str) -> None:
    *members, residents, before, after = WMNOW[unit]
    known = shipped.residents_of(FORCE, unit, AGED_16)
    assert known is not None
    assert (known.total, known.only) == (residents, "aged 16 and over")
    rates = [Fraction(count) * 1000 / known.total for count in members]
    assert [f"{float(rate):.1f}" for rate in rates] == [before, after]


def test_most_similar_forces_are_those_the_annual_report_names(shipped: Catalogue) -> None:
    group = peers_on(shipped.peers, FORCE, date(2020, 9, 30))
    assert group is not None
    assert group.forces == ("greater-manchester", "merseyside", "west-yorkshire")
    assert peers_on(shipped.peers, FORCE, date(2014, 12, 2)) is None


def test_comparators_are_not_counted(shipped: Catalogue) -> None:
    assert set(counted_forces(shipped.forces)) == {FORCE, "staffordshire", "west-yorkshire"}
    assert {"england-and-wales", "metropolitan"} < set(shipped.forces)


def test_no_target_is_made_up_for_priority_3(shipped: Catalogue) -> None:
    assert shipped.targets["response"].seconds_on(date(2023, 9, 1), "priority-3") is None


def test_no_weights_are_made_up(shipped: Catalogue) -> None:
    assert shipped.weights == ()
