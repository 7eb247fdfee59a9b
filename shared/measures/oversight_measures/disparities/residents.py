"""Residents between two censuses."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise

from oversight_measures.arguments import require_count
from oversight_measures.periods.period import Period
from oversight_measures.rounding import round_half_up

# The day of a census, and how many residents it counted.
Counted = tuple[date, int]


def interpolated(counted: Iterable[Counted], day: date) -> int | None:
    """Return the residents of a day between two censuses, on the straight line through both.

    Rounded half up to whole people. None before the first census and after the last: nobody
    knows there how the line goes on.

    Raises ValueError on a negative count, or when two are of one day.
    """
    known = sorted(counted)
    for _, residents in known:
        require_count("counted", residents)
    for (before, earlier), (after, later) in pairwise(known):
        if before == after:
            raise ValueError(f"counted must be of different days, not twice of {before}")
        if before <= day <= after:
            way = Fraction((day - before).days, (after - before).days)
            return int(round_half_up(earlier + way * (later - earlier), 0))
    return None


def middle_of(period: Period) -> date:
    """Return the day in the middle of a period: of a financial year the last of September."""
    return period.start + (period.end - period.start) // 2
