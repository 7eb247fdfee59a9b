"""How days of a simulated force differ from one another beyond chance, and over the year."""

import math
from dataclasses import dataclass
from datetime import date

from oversight_local.simulate.random import RandomDraws

# The warmest weeks are the busiest.
BUSIEST = date(2000, 7, 15).timetuple().tm_yday
DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class DayToDay:
    """The spread of days: of none, every day is as the last but for chance.

    ``spread`` is the standard deviation of a day's shares as log odds (of response, of positive
    outcomes) and of its rates between groups as log ratios. ``dispersion`` is the variance of a
    day's counts over their mean: 1 for chance alone. ``season`` is how much busier the middle of
    July is than the mean of the year, 0.08 for 8%.
    """

    spread: float = 0.0
    dispersion: float = 1.0
    season: float = 0.0

    @property
    def name(self) -> str:
        """What tells its records from those of other settings; empty where there is no spread."""
        if self == CALM:
            return ""
        return f"s{self.spread:g}d{self.dispersion:g}y{self.season:g}"

    def busy(self, day: date) -> float:
        """How many times the usual number come on a day by the season."""
        angle = 2 * math.pi * (day.timetuple().tm_yday - BUSIEST) / DAYS_IN_A_YEAR
        return 1 + self.season * math.cos(angle)

    def effect(self, draws: RandomDraws) -> float:
        """A day's effect on log odds or on a log ratio."""
        return draws.normal(self.spread) if self.spread else 0.0


CALM = DayToDay()
# As the response and the searches of a large force vary.
REALISTIC = DayToDay(spread=0.15, dispersion=2.0, season=0.08)
