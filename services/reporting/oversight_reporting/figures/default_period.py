"""The default period of a page: the latest month or year with records."""

from datetime import date

from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import DAY, Every, Period, period_of, rolling_months, split


def latest_month(coverage: Coverage, today: date) -> Period:
    """The latest month that is over and has all its records; where there is none, the last one."""
    if coverage.first is None or coverage.last is None:
        return period_of(today, Every.MONTH)
    known = Period(coverage.first.replace(day=1), coverage.last + DAY)
    months = [period_of(each.period.start, Every.MONTH) for each in split(known, Every.MONTH)]
    # Where no month says what the figure rests on, the latest of which there are records.
    whole = (
        month
        for known in (coverage, coverage.of_records)
        for month in months[::-1]
        if month.end <= today and known.cover(month, today) == "whole"
    )
    return next(whole, months[-1])


def latest_year(coverage: Coverage, today: date) -> Period:
    """The twelve months that end with the latest month, or as many as have records."""
    month = latest_month(coverage, today)
    year = rolling_months(month.end - DAY, 12)
    if coverage.first is None or not year.start < coverage.first < month.end:
        return year
    return Period(period_of(coverage.first, Every.MONTH).start, month.end)


def natural_pieces(period: Period) -> Every:
    """The kind of piece that a period is whole of; a financial year where it is none."""
    return next((each for each in Every if period == period_of(period.start, each)), Every.YEAR)


def pieces_of(period: Period) -> Every:
    """The pieces that a period is cut into for a chart that can be read."""
    for longest, every in ((45, Every.DAY), (180, Every.WEEK), (365 * 3 + 1, Every.MONTH)):
        if period.days <= longest:
            return every
    return Every.QUARTER if period.days <= 365 * 12 else Every.YEAR
