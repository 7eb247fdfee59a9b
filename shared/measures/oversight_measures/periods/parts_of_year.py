"""How much of a year a period is, and rates that say whether they were brought to a whole one."""

from dataclasses import dataclass
from fractions import Fraction

from oversight_measures.estimates.rates import rate
from oversight_measures.periods.period import DAY, Period, year_ending


def years_in(period: Period) -> Fraction:
    """Return the length in years: whole years back from the end, then days of the next one back.

    Whole financial or calendar years are whole numbers, leap years or not.
    """
    years, end = 0, period.end
    while True:
        year = year_ending(end - DAY)
        if period.start >= year.end:
            return Fraction(years)
        if period.start > year.start:
            return years + Fraction((end - period.start).days, year.days)
        years, end = years + 1, year.start


def is_part_of_year(period: Period) -> bool:
    """Return whether the period is no whole number of years, which is printed with its figure."""
    return years_in(period).denominator != 1


@dataclass(frozen=True)
class PeriodRate:
    """Events per so many residents over a period; `annualised` where brought to one year."""

    value: Fraction
    period: Period
    annualised: bool

    @property
    def part_of_year(self) -> bool:
        """Whether it covers part of a year only, annualised or not."""
        return is_part_of_year(self.period)


def rate_over(
    events: int, residents: int, period: Period, per: int = 1000, annualised: bool = False
) -> PeriodRate:
    """Return the rate of the events of a period, as counted or brought to one year, exact.

    Raises ValueError on negative events, or when `residents` or `per` is not above 0.
    """
    value = rate(events, residents, per)
    return PeriodRate(value / years_in(period) if annualised else value, period, annualised)
