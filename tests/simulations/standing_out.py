"""How far out a month has to lie to be marked, when the limits that are printed move with it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy
from tests.simulations.series import World
from tests.simulations.verdicts import SEED

from oversight_measures.control_charts.limits import Limits
from oversight_measures.judgement import limits_of_later
from oversight_measures.periods.period import Every, period_of
from oversight_measures.spread.observed import Kind, Observed

HEADINGS = ("months", "in half of the series", "in nine of ten")
MONTHS = (13, 18, 24, 35, 36, 60)
SERIES = World(dispersion=2.0)


def as_far_again(times: int, histories: tuple[int, ...] = MONTHS) -> Iterator[list[str]]:
    """The lines of the table: how many times as far from the centre as the printed upper limit a
    month that lies within has to be, to lie outside of the limits that it then has."""
    for months in histories:
        rng = numpy.random.default_rng(SEED)
        found = [far for _ in range(times) if (far := _one(SERIES.months(months, rng))) is not None]
        half, most = numpy.quantile(found, (0.5, 0.9))
        yield [f"{months}", f"{half:.1f}", f"{most:.1f}"]


def _one(months: Sequence[Observed]) -> float | None:
    """That number of the latest month; None where it is outside already."""
    printed = _limits(months)
    if printed.outside(Fraction(months[-1].hits)):
        return None
    # Within as it is, and outside at ten times the distance: halve what lies between.
    within, outside = int(months[-1].hits), round(printed.centre + 10 * _reach(printed))
    while outside - within > 1:
        middle = (within + outside) // 2
        limits = _limits([*months[:-1], months[-1]._replace(hits=middle)])
        within, outside = (
            (within, middle) if limits.outside(Fraction(middle)) else (middle, outside)
        )
    return float((outside - printed.centre) / _reach(printed))


def _reach(limits: Limits) -> Fraction:
    return limits.upper - limits.centre


def _limits(months: Sequence[Observed]) -> Limits:
    now, before = (period_of(each.day, Every.MONTH) for each in (months[-1], months[-2]))
    found = limits_of_later(months, Kind.COUNT, now, before)
    assert found is not None
    return found
