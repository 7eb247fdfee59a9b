"""Figures, dates and periods in the words they are printed in, rounded once and half up."""

from datetime import datetime, timedelta
from fractions import Fraction

from oversight_contracts.measures.indicator import Indicator
from oversight_measures.intervals import Interval
from oversight_measures.periods import wording
from oversight_measures.periods.financial_years import quarter_name, year_name
from oversight_measures.periods.period import LONDON, Every, Period
from oversight_measures.rounding import round_half_up

Exact = Fraction | int
day_in_words = wording.day_in_words
period_in_words = wording.period_in_words
months_in_words = wording.months_in_words


def number(value: Exact, places: int = 0) -> str:
    """``24,631`` or ``4.5``."""
    return f"{round_half_up(Fraction(value), places):,}"


def level_in_words(indicator: Indicator, value: Fraction) -> str:
    """A level in an indicator's unit, to a decimal at least: ``97.5%``, ``1,204.3``."""
    if indicator.in_seconds:
        return in_unit(indicator, value)
    unit = "%" if indicator.unit == "%" else ""
    return f"{number(value, max(1, indicator.decimals))}{unit}"


def share(value: Exact | None) -> str:
    """A share between 0 and 1 as ``17.3%``; empty where there is none."""
    return "" if value is None else f"{number(100 * Fraction(value), 1)}%"


def seconds_in_words(value: Exact) -> str:
    """``42 s``, ``8 min 12 s`` or ``1 h 3 min 0 s``, to the second; ``-30 s`` of a fall."""
    whole = int(round_half_up(Fraction(value), 0))
    # The sign is of the whole: divided as it is, -30 s would be -1 h 59 min 30 s.
    sign = "-" if whole < 0 else ""
    hours, rest = divmod(abs(whole), 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{sign}{hours:,} h {minutes} min {seconds} s"
    return f"{sign}{minutes} min {seconds} s" if minutes else f"{sign}{seconds} s"


def in_unit(indicator: Indicator, value: Exact) -> str:
    """A value as the indicator prints it, without its unit (durations in seconds carry it)."""
    if indicator.in_seconds:
        return seconds_in_words(value)
    return number(value, indicator.decimals)


def interval_in_words(indicator: Indicator, interval: Interval) -> str:
    """``4.3 to 4.6``; ``4.3 or more`` where there is no upper bound; empty where there is none."""
    if interval.lower is None:
        return ""
    lower = in_unit(indicator, Fraction(interval.lower))
    if interval.upper is None:
        return f"{lower} or more"
    return f"{lower} to {in_unit(indicator, Fraction(interval.upper))}"


def change_in_words(percent: Fraction | None, points: Fraction | None) -> str:
    """``up 3.2%``, ``down 1.4 points``, ``no change``."""
    change = percent if percent is not None else points
    if change is None:
        return "cannot be compared"
    if change == 0:
        return "no change"
    unit = "%" if percent is not None else " points"
    way, rounded = "up" if change > 0 else "down", round_half_up(abs(change), 1)
    return f"{way} {rounded:,}{unit}" if rounded else f"{way} less than 0.1{unit}"


def piece_name(period: Period, every: Every) -> str:
    """A piece as tables head it: April 2020, Q1 2020/21, 2020/21, 2020."""
    start = period.start
    match every:
        case Every.DAY:
            return day_in_words(start)
        case Every.MONTH:
            return f"{start:%B %Y}"
        case Every.QUARTER:
            return quarter_name(start)
        case Every.YEAR:
            return year_name(start)
        case Every.CALENDAR_YEAR:
            return str(start.year)
        case Every.WEEK:
            return period_in_words(period)


def moment_in_words(moment: datetime) -> str:
    """``9:05 on 3 May 2021`` by the clock in London."""
    local = moment.astimezone(LONDON)
    return f"{local.hour}:{local:%M} on {day_in_words(local.date())} ({local:%Z})"


def age_in_words(age: timedelta) -> str:
    """``12 seconds``, ``5 minutes``, ``3 hours``, ``2 days``: whole units, rounded down."""
    seconds = max(0, int(age.total_seconds()))
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count = seconds // length
        if count or length == 1:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("a second divides everything")
