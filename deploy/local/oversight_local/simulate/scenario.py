"""The settings of a simulation: its size, its seed, how its days vary, and what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Residents, Target
from oversight_local.simulate.day_to_day import CALM, DayToDay
from oversight_local.simulate.extent import Extent, Scenario
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, WeightedChoice

ETHNICITY = "ethnicity"
RESPONSE = "response"


@dataclass(frozen=True)
class Population:
    """Residents by area and by ethnic group within each, and the targets of the response."""

    force: str
    areas: Mapping[str, int]
    groups: Mapping[str, Mapping[str, int]]
    targets: Target | None = None

    @property
    def area_mix(self) -> WeightedChoice[str]:
        """Areas by how many live there."""
        return WeightedChoice(self.areas)

    def target(self, grade: str, day: date) -> int | None:
        """The seconds within which a grade's response is due on a day; None without a target."""
        return self.targets.seconds_on(day, grade) if self.targets else None


def population_of(catalogue: Catalogue, force: str) -> Population:
    """The force's areas with residents at the latest census; the force as one area without any.

    Raises ``KeyError`` where the force is not defined.
    """
    known = catalogue.forces[force].areas
    rows = [each for each in catalogue.residents if each.force == force and each.only is None]
    found = _latest([each for each in rows if each.area in known])
    found = found or _latest([each for each in rows if each.area == WHOLE_FORCE])
    targets = catalogue.targets.get(RESPONSE)
    if not found:
        return Population(force, {WHOLE_FORCE: 1}, {WHOLE_FORCE: {}}, targets)
    return Population(
        force,
        {each.area: each.total for each in found},
        {each.area: each.groups.get(ETHNICITY, {}) for each in found},
        targets,
    )


def _latest(rows: list[Residents]) -> list[Residents]:
    latest = max((each.basis for each in rows), default="")
    return [each for each in rows if each.basis == latest]


DAYS_IN_A_MONTH = 365.25 / 12


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
    extent: Extent = Extent()
    day_to_day: DayToDay = CALM

    def draws(self, kind: str, day: date) -> RandomDraws:
        """Each day of a kind has draws of its own, whatever days are simulated around it."""
        return RandomDraws(f"{self.seed}/{self.scale:g}{self.day_to_day.name}/{kind}/{day}")

    def subject(self, word: str, day: date, number: int) -> str:
        """A record's id; another seed, scale or spread is another force, and must not meet it."""
        force = f"{self.seed}x{self.scale:g}{self.day_to_day.name}"
        return f"{word}-{force}-{day:%Y%m%d}-{number:05}"

    def per_day(self, per_month: float) -> float:
        """The number a day, where a force of scale 1 has so many a month."""
        return per_month / DAYS_IN_A_MONTH * self.scale

    def moments(
        self, pattern: ArrivalPattern, draws: RandomDraws, day: date, per_day: float
    ) -> list[datetime]:
        """The times in UTC of what comes on a day, where so many come on a usual one."""
        usual = per_day * self.day_to_day.busy(day)
        return pattern.moments(draws, day, usual, self.day_to_day.dispersion)

    def effect(self, share: str, day: date) -> float:
        """By how much the log odds (or log ratio) of a share are off on a day, all of the day."""
        return self.day_to_day.effect(self.draws(f"{share}-effect", day))

    def affected_by(self, scenario: Scenario, moment: datetime, area: str | None = None) -> bool:
        """True where the scenario has begun at ``moment``, in the area."""
        if self.scenario is not scenario or self.since is None or moment < self.since:
            return False
        return self.extent.area in (None, area)
