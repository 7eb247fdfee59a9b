"""The settings of a simulation: its size, its seed, and the scenario that goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Residents
from oversight_local.simulate.random import RandomDraws, WeightedChoice

ETHNICITY = "ethnicity"


@dataclass(frozen=True)
class Population:
    """Residents by area, and by ethnic group within each."""

    force: str
    areas: Mapping[str, int]
    groups: Mapping[str, Mapping[str, int]]

    @property
    def area_mix(self) -> WeightedChoice[str]:
        """Areas by how many live there."""
        return WeightedChoice(self.areas)


def population_of(catalogue: Catalogue, force: str) -> Population:
    """The force's areas with residents at the latest census; the force as one area without any.

    Raises ``KeyError`` where the force is not defined.
    """
    known = catalogue.forces[force].areas
    rows = [each for each in catalogue.residents if each.force == force and each.only is None]
    found = _latest([each for each in rows if each.area in known])
    found = found or _latest([each for each in rows if each.area == WHOLE_FORCE])
    if not found:
        return Population(force, {WHOLE_FORCE: 1}, {WHOLE_FORCE: {}})
    return Population(
        force,
        {each.area: each.total for each in found},
        {each.area: each.groups.get(ETHNICITY, {}) for each in found},
    )


def _latest(rows: list[Residents]) -> list[Residents]:
    latest = max((each.basis for each in rows), default="")
    return [each for each in rows if each.basis == latest]


DAYS_IN_A_MONTH = 365.25 / 12


class Scenario(StrEnum):
    """The scenarios of what goes wrong, from a moment on."""

    NONE = "none"
    PRIORITY_2_DRIFT = "priority-2-drift"
    SEARCH_SURGE = "search-surge"


@dataclass(frozen=True)
class SimulationSettings:
    """The settings of a simulation: the same ones give the same events.

    ``scale`` 1 is about West Midlands Police.
    """

    population: Population
    seed: int = 1
    scale: float = 1.0
    scenario: Scenario = Scenario.NONE
    since: datetime | None = None

    def draws(self, kind: str, day: date) -> RandomDraws:
        """Each day of a kind has draws of its own, whatever days are simulated around it."""
        return RandomDraws(f"{self.seed}/{self.scale:g}/{kind}/{day}")

    def subject(self, word: str, day: date, number: int) -> str:
        """A record's id; another seed or scale is another force, and must not meet it."""
        return f"{word}-{self.seed}x{self.scale:g}-{day:%Y%m%d}-{number:05}"

    def per_day(self, per_month: float) -> float:
        """The number a day, where a force of scale 1 has so many a month."""
        return per_month / DAYS_IN_A_MONTH * self.scale

    def affected_by(self, scenario: Scenario, moment: datetime) -> bool:
        """True where the scenario has begun at ``moment``."""
        return self.scenario is scenario and self.since is not None and moment >= self.since
