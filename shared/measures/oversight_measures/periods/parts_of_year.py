"""The length of a period in years, and whether it is part of a year only."""

from fractions import Fraction

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
