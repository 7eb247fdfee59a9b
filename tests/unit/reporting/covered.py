"""Coverage of records by day, without some months."""

from datetime import date

from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import DAY, Every, Period, period_of
from oversight_measures.periods.stretches import without


def covered(first: date, last: date, *months: str) -> Coverage:
    """Every day from the first to the last, without ``months`` such as 2019-05."""
    gone = [period_of(date.fromisoformat(f"{month}-01"), Every.MONTH) for month in sorted(months)]
    known = without((Period(first, last + DAY),), tuple(gone))
    return Coverage(first, last, known, known)
