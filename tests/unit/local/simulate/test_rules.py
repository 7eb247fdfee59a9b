"""A normal force mails nobody, and each scenario mails what it is meant to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.local.simulate.forces import readings

from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.scenario import Population, SimulationSettings
from oversight_measures.periods.period import london_day

NOW = datetime(2026, 3, 20, 14, 25, tzinfo=UTC)
# The longest window of a rule, and the day before.
REACH = timedelta(days=30)


def broken(catalogue: Catalogue, setting: SimulationSettings, now: datetime) -> set[str]:
    found = readings(catalogue, setting, london_day(now - REACH), now)
    return {name for name, rows in found.items() for row in rows if row.verdict is Verdict.BROKEN}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_normal_force_opens_no_episode(
    catalogue: Catalogue, population: Population, seed: int
) -> None:
    now = NOW + timedelta(days=seed, hours=5 * seed)
    assert broken(catalogue, SimulationSettings(population, seed, scale=0.15), now) == set()


def test_a_large_force_opens_no_episode(catalogue: Catalogue, population: Population) -> None:
    assert broken(catalogue, SimulationSettings(population, seed=5, scale=0.6), NOW) == set()


@pytest.mark.parametrize(("seed", "hour"), [(1, 3), (2, 14), (3, 23)])
def test_a_drift_of_twenty_hours_opens_priority_2_alone(
    catalogue: Catalogue, population: Population, seed: int, hour: int
) -> None:
    now = NOW.replace(hour=hour)
    setting = SimulationSettings(
        population, seed, 0.15, Scenario.PRIORITY_2_DRIFT, since=now - timedelta(hours=20)
    )
    assert broken(catalogue, setting, now) == {"priority-2-response"}


def test_before_the_live_part_nothing_is_open(catalogue: Catalogue, population: Population) -> None:
    """The demo's history ends where its live minute begins, hours before now."""
    setting = SimulationSettings(population, 1, 0.15)
    sent_until = NOW - timedelta(hours=20)
    found = readings(catalogue, setting, london_day(NOW - REACH), sent_until)
    assert all(row.verdict is not Verdict.BROKEN for rows in found.values() for row in rows)


def test_a_surge_opens_section_60_alone(catalogue: Catalogue, population: Population) -> None:
    setting = SimulationSettings(
        population, 1, 0.15, Scenario.SEARCH_SURGE, since=NOW - timedelta(days=7)
    )
    assert broken(catalogue, setting, NOW) == {"section-60-surge"}


@pytest.mark.parametrize(
    ("by", "lowest", "highest"),
    [("grade=priority-1", 84, 89), ("grade=priority-2", 74, 81)],
)
def test_response_is_as_usual(
    catalogue: Catalogue, population: Population, by: str, lowest: int, highest: int
) -> None:
    rule = catalogue.rules["priority-2-response"].model_copy(
        update={"by": by, "window": timedelta(days=28)}
    )
    month = replace(catalogue, rules={"month": rule})
    found = readings(month, SimulationSettings(population, 6, 0.15), london_day(NOW - REACH), NOW)[
        "month"
    ]
    (reading,) = (each for each in found if each.series.force == population.force)
    assert reading.figure.value is not None
    assert lowest <= reading.figure.value <= highest
