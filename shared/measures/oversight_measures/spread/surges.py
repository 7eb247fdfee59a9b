"""Surges: pieces of a series that calendar month and year do not explain, and what is left.

An outlier is told by leaving the piece out: how much less the fit then leaves unexplained, over
what it leaves of the others (the externally studentised residual; Cook and Weisberg, 1982). As two
surges hide one another the farthest are left out one by one, and all are surges up to the last that
stands out (Rosner's generalized extreme studentized deviates, 1983).
"""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.two_way import Fit, fit

# So seldom chance has any piece of a steady series stand out.
CHANCE = 0.01
# One piece in so many may be left out; nearer than so many of the usual distance none is tried.
MOST_LEFT_OUT = 6
NEAR = 2.5
# The median distance of a normal value from its mean, in standard deviations.
MEDIAN = 0.6745


class Calm(NamedTuple):
    """The fit of a series without its surges, and those, which had a term of their own.

    Where a calendar month is known from two years the fit cannot tell which of the two is the
    surge: neither tells how much the series varies, and both are left out.
    """

    fit: Fit
    surges: tuple[Observed, ...]


def runs_a_year(surges: Sequence[date], pieces: int, cycle: int, years: int) -> float | None:
    """Return how many separate runs of surges a year has; None of a single run, or of none.

    ``surges`` are the first days of those among so many ``pieces`` of a ``cycle``. With fewer than
    so many ``years`` the piece that a surge is held against is left out too, and is none of its
    own. Surges that come back are how a series is: what is left out then is no accident, and a
    period with one differs from one without for that alone.
    """
    step = 12 // cycle
    places = {(day.year * 12 + day.month - 1) // step for day in surges}
    if pieces < years * cycle:
        folded = {place % cycle for place in places}
        runs = sum((place - 1) % cycle not in folded for place in folded)
    else:
        runs = sum(place - 1 not in places for place in places)
    return runs * cycle / pieces if runs > 1 else None


def calm_fit(
    observed: Sequence[Observed],
    kind: Kind,
    cycle: int,
    years: int,
    compared: Sequence[Period] = (),
) -> Calm | None:
    """Return the fit of all pieces but the surges; None as `fit`.

    Leaving a piece out is giving it a term of its own. Of a calendar month that is known from
    fewer than so many `years` nothing is left out.
    """
    found = fit(observed, kind, cycle, compared)
    if found is None:
        return None
    calm, left_out = Calm(found, ()), list[Observed]()
    while len(left_out) < len(observed) // MOST_LEFT_OUT:
        worst = _worst(found, years)
        if worst is None:
            break
        alike = [each for each in found.observed if each.day.month == worst.day.month]
        left_out += alike if len(alike) == 2 else [worst]
        rest = [each for each in observed if each not in left_out]
        without = fit(rest, kind, cycle, compared)
        if without is None or without.maker.trace() < 1:
            break
        if _stands_out(found, without):
            calm = Calm(without, tuple(left_out))
        found = without
    return calm


def _worst(found: Fit, years: int) -> Observed | None:
    """The piece farthest from the fit, by residuals over their own standard error.

    None where it lies no farther than some piece of most series.
    """
    import numpy

    error = numpy.sqrt(numpy.maximum(numpy.diag(found.maker), 0.0))
    often = numpy.array([found.months.count(month) >= years for month in found.months])
    told = error > 0.05
    scores = numpy.where(told, abs(found.left) / numpy.where(told, error, 1.0), 0.0)
    usual = max(1.0, float(numpy.median(scores[told])) / MEDIAN) if told.any() else 1.0
    worst = int((scores * often).argmax())
    return found.observed[worst] if (scores * often)[worst] > NEAR * usual else None


def _stands_out(found: Fit, without: Fit) -> bool:
    """True where chance would have any piece lie as far from the others less than once in 100."""
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import stdtrit

    degrees = float(without.maker.trace())
    noise = max(1.0, float(without.left @ without.left) / degrees)
    drop = float(found.left @ found.left - without.left @ without.left)
    critical = stdtrit(degrees, 1 - CHANCE / (2 * len(found.observed)))
    return bool(sqrt(max(0.0, drop) / noise) > critical)
