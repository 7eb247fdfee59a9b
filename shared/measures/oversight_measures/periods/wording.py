"""Days and periods in the words that they are printed in."""

from datetime import date

from oversight_measures.periods.period import DAY, Period


def day_in_words(day: date) -> str:
    """``1 April 2019``."""
    return f"{day.day} {day:%B %Y}"


def period_in_words(period: Period) -> str:
    """``1 April 2019 to 31 March 2020``, the last day being the last one included."""
    last = period.end - DAY
    if last == period.start:
        return day_in_words(last)
    return f"{day_in_words(period.start)} to {day_in_words(last)}"


def months_in_words(period: Period) -> str:
    """``April 2019``, ``April to June 2019``, ``April 2019 to March 2020``; else by its days."""
    last = period.end - DAY
    if period.start.day != 1 or period.end.day != 1:
        return period_in_words(period)
    if (period.start.year, period.start.month) == (last.year, last.month):
        return f"{last:%B %Y}"
    first = f"{period.start:%B}" if period.start.year == last.year else f"{period.start:%B %Y}"
    return f"{first} to {last:%B %Y}"
