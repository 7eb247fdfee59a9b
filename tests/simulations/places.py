"""How often a place is wrongly said to stand apart, and how often intervals hold its true ratio."""

from collections.abc import Iterator
from datetime import date
from math import exp
from typing import NamedTuple

import numpy

from oversight_measures.disparities.funnel import Place, funnels_among
from oversight_measures.disparities.heterogeneity import AreaCounts
from oversight_measures.disparities.pooling import pooled_ratios
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed

HEADINGS = (
    "places",
    "differ by",
    "searches, spread",
    "beyond 95%",
    "beyond 99.8%",
    "drawn interval holds",
    "called different",
    "difference within its interval",
)
RATIO, GROUP, REFERENCE = 3.0, 120_000, 1_000_000
# The reference group's searches of a middling place, and how much more than Poisson all vary.
SIZES = ((1000, 1.0), (1000, 4.0), (60, 1.0))
# The months of the period, which alone tell how much each place varies: the fewest that can.
MONTHS = 12
# Of many places there are few sets otherwise, and two of the parts are of all sets.
FEWEST_SETS = 0.1


class Rates(NamedTuple):
    """Parts of all places, or of all sets of them."""

    apart: float
    far_apart: float
    held: float
    different: float
    within: float


def rates(places: int, between: float, size: tuple[int, float], times: int, seed: int) -> Rates:
    """What is said of so many sets of places whose true log ratios have this standard deviation."""
    rng = numpy.random.default_rng(seed)
    apart, far, held, different, within, known = 0, 0, 0, 0, 0, 0
    for _ in range(times):
        truths = [RATIO * exp(between * float(rng.normal())) for _ in range(places)]
        areas = [_area(rng, truth, *size) for truth in truths]
        found = [each.place for each in funnels_among(areas) if each is not None]
        known += len(found)
        apart += sum(place is not Place.WITHIN for place in found)
        far += sum(place in (Place.VERY_HIGH, Place.VERY_LOW) for place in found)
        pooling = pooled_ratios(areas)
        different += pooling.found
        within += (pooling.within.lower or 0) <= between <= (pooling.within.upper or 0)
        for truth, each in zip(truths, pooling.areas, strict=True):
            held += (each.interval.lower or 0) <= truth <= (each.interval.upper or 0)
    parts = (apart / known, far / known, held / (times * places), different / times, within / times)
    return Rates(*parts)


def places(times: int) -> Iterator[list[str]]:
    """The lines of the table; `times` places of each kind, or a tenth as many sets of them."""
    for count in (5, 7, 10, 20, 43):
        for between in (0.0, 0.1, 0.3, 0.5):
            for size in SIZES:
                sets = max(1, times // count, round(FEWEST_SETS * times))
                found = rates(count, between, size, sets, 17)
                grows = f"{size[0]:,}, {size[1]:.0f}x"
                differ = f"{100 * (exp(between) - 1):.0f}%"
                yield [f"{count}", differ, grows, *(f"{each:.1%}" for each in found)]


def _area(rng: numpy.random.Generator, truth: float, size: int, dispersion: float) -> AreaCounts:
    reference = size * exp(0.8 * float(rng.normal()))
    group = reference * GROUP / REFERENCE * truth
    own, other = (_counts(rng, each / MONTHS, dispersion) for each in (group, reference))
    months = [
        Observed(date(2021, month, 1), events, events + others)
        for month, (events, others) in enumerate(zip(own, other, strict=True), start=1)
    ]
    spread = spread_from_piece_to_piece(months, Kind.RATIO)
    known = (spread.over(MONTHS), spread.degrees) if spread else (dispersion,)
    return AreaCounts(sum(own), GROUP, sum(other), REFERENCE, *known)


def _counts(rng: numpy.random.Generator, mean: float, dispersion: float) -> list[int]:
    if dispersion == 1:
        return [int(each) for each in rng.poisson(mean, MONTHS)]
    # Negative binomial: so many times the variance of Poisson.
    drawn = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, MONTHS)
    return [int(each) for each in drawn]
