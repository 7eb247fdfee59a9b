"""How often a place is wrongly said to stand apart, and how often intervals hold its true ratio."""

from collections.abc import Iterator
from math import exp
from typing import NamedTuple

import numpy

from oversight_measures.disparities.funnel import Place, funnels_among
from oversight_measures.disparities.heterogeneity import AreaCounts
from oversight_measures.disparities.pooling import pooled_ratios

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
    """The lines of the table; `times` places of each kind."""
    for count in (5, 7, 10, 20, 43):
        for between in (0.0, 0.1, 0.3, 0.5):
            for size in SIZES:
                found = rates(count, between, size, max(1, times // count), 17)
                grows = f"{size[0]:,}, {size[1]:.0f}x"
                differ = f"{100 * (exp(between) - 1):.0f}%"
                yield [f"{count}", differ, grows, *(f"{each:.1%}" for each in found)]


def _area(rng: numpy.random.Generator, truth: float, size: int, dispersion: float) -> AreaCounts:
    reference = size * exp(0.8 * float(rng.normal()))
    group = reference * GROUP / REFERENCE * truth
    counts = [_count(rng, each, dispersion) for each in (group, reference)]
    return AreaCounts(counts[0], GROUP, counts[1], REFERENCE, dispersion)


def _count(rng: numpy.random.Generator, mean: float, dispersion: float) -> int:
    if dispersion == 1:
        return int(rng.poisson(mean))
    # Negative binomial: so many times the variance of Poisson.
    return int(rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion))
