"""What is simulated: how large a force, from which seed, and what goes wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from oversight_local.simulation.chance import Chance
from oversight_local.simulation.population import Population

DAYS_IN_A_MONTH = 365.25 / 12


class Scenario(StrEnum):
    """What goes wrong, from a moment on."""

    NONE = "none"
    PRIORITY_2_DRIFT = "priority-2-drift"
    SEARCH_SURGE = "search-surge"


@dataclass(frozen=True)
class Setting:
    """The same setting gives the same events. ``scale`` 1 is about West Midlands Police."""

    population: Population
    seed: int = 1
    scale: float = 1.0
    scenario: Scenario = Scenario.NONE
    since: datetime | None = None

    def chance(self, kind: str, day: date) -> Chance:
        """Each day of a kind has draws of its own, whatever days are simulated around it."""
        return Chance(f"{self.seed}/{self.scale:g}/{kind}/{day}")

    def subject(self, word: str, day: date, number: int) -> str:
        """A record's id; another seed or scale is another force, and must not meet it."""
        return f"{word}-{self.seed}x{self.scale:g}-{day:%Y%m%d}-{number:05}"

    def a_day(self, a_month: float) -> float:
        """How many a day, where a force of scale 1 has so many a month."""
        return a_month / DAYS_IN_A_MONTH * self.scale

    def struck_by(self, scenario: Scenario, moment: datetime) -> bool:
        """Whether the scenario has begun at ``moment``."""
        return self.scenario is scenario and self.since is not None and moment >= self.since
