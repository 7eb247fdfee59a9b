"""A figure: a value, and what it stands on.

Alerts, pages, downloads and snapshots all read the figures that a measure works out from totals,
so that no two can disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.severity import Weighing
from oversight_measures.intervals import Interval

NO_INTERVAL = Interval(None, None)


@dataclass(frozen=True)
class Figure:
    """A value in its indicator's unit, and what it stands on.

    ``value`` is exact, or None where there is nothing to divide by. ``interval`` is at 95%.
    ``details`` holds a duration's ``percentile_90``, ``never`` and ``never_share``, and a
    disparity's ``rate`` per 1,000 residents. ``weighing`` is what a severity was worked out from.
    """

    value: Fraction | None
    numerator: int
    denominator: int | None = None
    interval: Interval = NO_INTERVAL
    pending: int = 0
    pending_share: Fraction | None = None
    details: Mapping[str, Fraction | int | None] = field(default_factory=dict)
    weighing: Weighing | None = None


def summed(totals: Iterable[Total]) -> Total:
    """The sum of totals: of days for a period, of series for a whole."""
    result = Total()
    for total in totals:
        result.add(total)
    return result


def not_stated(totals: Mapping[str, Total], words: Iterable[str]) -> tuple[int, int]:
    """How many of all (count, of) say nothing of their group."""
    unsaid = sum(totals[word].n for word in words if word in totals)
    return unsaid, sum(total.n for total in totals.values())
