"""Standard periods: those that may be asked for by readers to whom small counts are not shown.

Whoever may ask for any days can subtract one answer from another until a single day is left.
"""

from oversight_measures.periods.period import Every, Period, period_of, split
from oversight_reporting.figures.query import FigureQuery, Refused

PIECES = (Every.MONTH, Every.QUARTER, Every.YEAR, Every.CALENDAR_YEAR)
STANDARD = "a whole month, quarter, financial or calendar year, or twelve months that end with one"


def is_standard(period: Period) -> bool:
    """True of a whole month, quarter or year, and of twelve months up to the end of any."""
    start, end = period.start, period.end
    if start.day != 1 or end.day != 1:
        return False
    months = 12 * (end.year - start.year) + end.month - start.month
    return months in (1, 12) or period == period_of(start, Every.QUARTER)


def require_standard(query: FigureQuery) -> None:
    """Raises ``Refused`` where the public may not ask it; what is published it has already."""
    if query.indicator.is_published:
        return
    if query.every is None:
        require_standard_period(query.period)
    elif query.every not in PIECES:
        known = ", ".join(PIECES)
        raise Refused("every", f"{query.every} tells small counts by difference; ask for {known}")
    else:
        _require_whole(query.period, query.every)


def require_standard_period(period: Period) -> None:
    """Raises ``Refused`` where a period is none of the standard ones."""
    if not is_standard(period):
        raise Refused(
            "to",
            f"{period.start} to {period.end} is no standard period: figures for the public are of "
            f"{STANDARD}, so that small counts cannot be told by subtracting overlapping days",
        )


def _require_whole(period: Period, every: Every) -> None:
    pieces = split(period, every)
    for name, piece in (("from", pieces[0]), ("to", pieces[-1])):
        if not piece.whole:
            day = period.start if name == "from" else period.end
            raise Refused(
                name,
                f"{day} cuts a {every}: figures for the public are of whole ones, so that small "
                "counts cannot be told by subtracting overlapping days",
            )
