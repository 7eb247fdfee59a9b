"""A normal force mails nobody, and each scenario mails what it is meant to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.local.simulate.forces import readings

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.demo.scenario import last_judged_day
from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.scenario import Population, SimulationSettings
from oversight_measures.periods.period import london_day, london_midnight

NOW = datetime(2026, 3, 20, 14, 25, tzinfo=UTC)
# The longest window of a rule, and days before it that tell what is usual.
REACH = timedelta(days=35)


def _broken(found: dict[str, list[Observation]]) -> set[str]:
    return {name for name, rows in found.items() for row in rows if row.verdict is Verdict.BROKEN}


def broken(catalogue: Catalogue, setting: SimulationSettings, now: datetime) -> set[str]:
    return _broken(readings(catalogue, setting, london_day(now - REACH), now))


def drifting(population: Population, seed: int, now: datetime) -> SimulationSettings:
    """A force whose response to priority 2 is slow from the last day on that is judged."""
    since = london_midnight(last_judged_day(population.targets, now))
    return SimulationSettings(population, seed, 0.15, Scenario.PRIORITY_2_DRIFT, since)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_normal_force_opens_no_episode(
    catalogue: Catalogue, population: Population, seed: int
) -> None:
    now = NOW + timedelta(days=seed, hours=5 * seed)
    assert broken(catalogue, SimulationSettings(population, seed, scale=0.15), now) == set()


def test_a_large_force_opens_no_episode(catalogue: Catalogue, population: Population) -> None:
    assert broken(catalogue, SimulationSettings(population, seed=5, scale=0.6), NOW) == set()


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [
        (0, 30, date(2026, 3, 18)),
        # Within an hour of midnight some of the day's responses are not due.
        (0, 59, date(2026, 3, 18)),
        (1, 0, date(2026, 3, 19)),
        (23, 59, date(2026, 3, 19)),
    ],
)
def test_a_day_is_judged_once_its_last_response_is_due(
    population: Population, hour: int, minute: int, day: date
) -> None:
    now = NOW.replace(hour=hour, minute=minute)
    assert last_judged_day(population.targets, now) == day


@pytest.mark.parametrize(("seed", "hour"), [(1, 0), (2, 1), (3, 23)])
def test_a_day_of_slow_response_opens_priority_2_alone(
    catalogue: Catalogue, population: Population, seed: int, hour: int
) -> None:
    now = NOW.replace(hour=hour)
    assert broken(catalogue, drifting(population, seed, now), now) == {"priority-2-response"}


def test_slow_response_is_not_judged_before_its_day_is_over(
    catalogue: Catalogue, population: Population
) -> None:
    setting = drifting(population, 1, NOW)
    end_of_day = london_midnight(london_day(NOW)) - timedelta(minutes=1)
    assert broken(catalogue, setting, end_of_day) == set()


def test_before_the_live_part_nothing_is_open(catalogue: Catalogue, population: Population) -> None:
    """The demo's history ends where its live part begins: the last day judged is not there."""
    setting = drifting(population, 1, NOW)
    assert setting.since is not None
    found = readings(catalogue, setting, london_day(NOW - REACH), NOW, setting.since)
    assert _broken(found) == set()


@pytest.mark.parametrize("hours", [12, 30])
def test_within_the_live_part_nothing_else_opens(
    catalogue: Catalogue, population: Population, hours: int
) -> None:
    """The day is judged while it still comes in: what of it has come says nothing untrue."""
    setting = drifting(population, 1, NOW)
    assert setting.since is not None
    sent_until = setting.since + timedelta(hours=hours)
    found = readings(catalogue, setting, london_day(NOW - REACH), NOW, sent_until)
    assert _broken(found) <= {"priority-2-response"}


def test_a_surge_opens_section_60_alone(catalogue: Catalogue, population: Population) -> None:
    since = london_midnight(london_day(NOW - timedelta(days=7)))
    setting = SimulationSettings(population, 1, 0.15, Scenario.SEARCH_SURGE, since)
    assert broken(catalogue, setting, NOW) == {"section-60-surge"}


@pytest.mark.parametrize(
    ("by", "lowest", "highest"),
    [("grade=priority-1", 84, 89), ("grade=priority-2", 74, 81)],
)
def test_response_is_as_usual(
    catalogue: Catalogue, population: Population, by: str, lowest: int, highest: int
) -> None:
    rule = catalogue.rules["priority-2-response"].model_copy(update={"by": by, "window": 28})
    month = replace(catalogue, rules={"month": rule})
    found = readings(month, SimulationSettings(population, 6, 0.15), london_day(NOW - REACH), NOW)[
        "month"
    ]
    (reading,) = (each for each in found if each.series.force == population.force)
    assert reading.figure.value is not None
    assert lowest <= reading.figure.value <= highest
