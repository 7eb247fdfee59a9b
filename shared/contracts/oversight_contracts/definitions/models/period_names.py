"""Periods by the names that reports give them: fixed, or counted from the report's own period."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from oversight_measures.periods.financial_years import quarter, year_named
from oversight_measures.periods.period import (
    DAY,
    Every,
    Period,
    period_of,
    rolling_months,
    same_dates_last_year,
    year_ending,
    year_to_date,
)

_FIXED = (
    "2018 (a calendar year), 2020/21 (a financial year), Q1 2020/21, November 2019, 2019-11-30, "
    "2020-04-01 to 2020-09-30, year ending 2022-12-31"
)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_IN_WORDS = re.compile(r"([A-Z][a-z]{2,8}) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUARTER = re.compile(r"Q([1-4]) (\S+)")


def _previous(report: Period) -> Period:
    return Period(report.start - report.days * DAY, report.start)


def _before(report: Period) -> Period:
    # The month before March is February, whatever its length.
    whole = next((each for each in Every if report == period_of(report.start, each)), None)
    return period_of(report.start - DAY, whole) if whole else _previous(report)


RELATIVE: Mapping[str, Callable[[Period], Period]] = {
    "report": lambda report: report,
    "last-year": same_dates_last_year,
    "before": _before,
    "year-to-date": lambda report: year_to_date(report.end - DAY),
    "year-to-date-last-year": lambda report: same_dates_last_year(year_to_date(report.end - DAY)),
    "rolling-12-months": lambda report: year_ending(report.end - DAY),
    "rolling-24-months": lambda report: rolling_months(report.end - DAY, 24),
    "rolling-36-months": lambda report: rolling_months(report.end - DAY, 36),
    "rolling-12-months-last-year": lambda report: same_dates_last_year(
        year_ending(report.end - DAY)
    ),
}


def period_named(name: str, report: Period) -> Period:
    """The period of a name; ``report`` is what relative names count from.

    Raises ``ValueError`` for a name that is none.
    """
    relative = RELATIVE.get(name)
    return relative(report) if relative else fixed_period(name)


def fixed_period(name: str) -> Period:
    """The period of a name that stands for itself. Raises ``ValueError``."""
    first, to, last = name.partition(" to ")
    if to:
        return Period(_piece(first).start, _piece(last).end)
    if name.startswith("year ending "):
        return year_ending(_piece(name.removeprefix("year ending ")).end - DAY)
    return _piece(name)


def _piece(name: str) -> Period:
    found = _QUARTER.fullmatch(name)
    if found:
        return quarter(year_named(found[2]), int(found[1]))
    if "/" in name:
        return year_named(name)
    if re.fullmatch(r"\d{4}", name):
        return period_of(date(int(name), 1, 1), Every.CALENDAR_YEAR)
    return _month_or_day(name)


def _month_or_day(name: str) -> Period:
    found = _MONTH.fullmatch(name)
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        raise ValueError(f"say {found[1]}/{found[2]} for the financial year, or name the month")
    if found:
        return period_of(date(int(found[1]), int(found[2]), 1), Every.MONTH)
    words = _IN_WORDS.fullmatch(name)
    if words and words[1][:3] in _MONTHS:
        number = _MONTHS.index(words[1][:3]) + 1
        return period_of(date(int(words[2]), number, 1), Every.MONTH)
    return period_of(date.fromisoformat(name), Every.DAY)


def _written(value: object) -> object:
    # YAML reads 2018 as a number and 2019-11-30 as a day.
    return str(value) if isinstance(value, int | date) and not isinstance(value, bool) else value


def _known(name: str) -> str:
    try:
        if name not in RELATIVE:
            fixed_period(name)
    except ValueError as error:
        told = str(error)
        reason = told if told.startswith("say ") else f"{name!r} is no period"
        known = f"there are {', '.join(RELATIVE)}, and such as {_FIXED}"
        raise ValueError(f"{reason}; {known}") from None
    return name


PeriodName = Annotated[str, BeforeValidator(_written), AfterValidator(_known)]
