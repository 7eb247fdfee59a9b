"""Financial years and quarters by the names that reports print: 2020/21, Q1 2020/21."""

import re
from datetime import date

from oversight_measures.periods.period import Every, Period, financial_year, period_of

_NAME = re.compile(r"(?P<first>\d{4})[/-](?P<second>\d{2}|\d{4})")


def year_name(day: date) -> str:
    """Return the name of the financial year that holds the day: 2020/21."""
    first = financial_year(day).start.year
    return f"{first}/{(first + 1) % 100:02}"


def quarter_name(day: date) -> str:
    """Return the name of the financial quarter that holds the day: Q1 is April to June."""
    return f"Q{_number(day)} {year_name(day)}"


def year_named(name: str) -> Period:
    """Return the financial year called `2020/21`, `2020-21` or `2020/2021`.

    Raises ValueError when the name is no two years in a row.
    """
    found = _NAME.fullmatch(name)
    if found is None or not _follows(found["first"], found["second"]):
        raise ValueError(f"name must be a financial year such as 2020/21, not {name!r}")
    return financial_year(date(int(found["first"]), 4, 1))


def quarter(year: Period, number: int) -> Period:
    """Return the first to fourth quarter of a financial year.

    Raises ValueError when `number` is not 1 to 4 or `year` is no financial year.
    """
    if number not in (1, 2, 3, 4):
        raise ValueError(f"number must be 1 to 4, not {number}")
    if year != financial_year(year.start):
        raise ValueError(f"year must be a financial year, not {year.start} to {year.end}")
    month = (3 * number) % 12 + 1
    return period_of(date(year.start.year + (number == 4), month, 1), Every.QUARTER)


def _number(day: date) -> int:
    return (day.month - 4) % 12 // 3 + 1


def _follows(first: str, second: str) -> bool:
    return str(int(first) + 1)[-len(second) :] == second
