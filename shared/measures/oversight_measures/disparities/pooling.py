"""Partial pooling of the areas' disparities: each drawn to the mean by how little it says.

Empirical Bayes on log ratios (Efron and Morris, 1975), with what it adds that the variance between
areas is itself estimated from few of them (Morris, 1983).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, sqrt

from oversight_measures.arguments import require_confidence
from oversight_measures.disparities.heterogeneity import (
    FEWEST,
    AreaCounts,
    Heterogeneity,
    heterogeneity,
    require_areas,
    variance_between,
)
from oversight_measures.intervals import Interval, t_quantile


@dataclass(frozen=True)
class Pooled:
    """An area's ratio drawn to the mean of all.

    `shrinkage` is how far of the way: near 0 where the area speaks for itself.
    """

    ratio: float
    interval: Interval
    shrinkage: float


@dataclass(frozen=True)
class Pooling:
    """The pooled ratio of each area in the order given, the mean ratio and the spread between.

    `between` is the standard deviation of the areas' true log ratios, `within` its 90% interval:
    it begins above none where they are `found` to differ by more than chance.
    """

    areas: tuple[Pooled, ...]
    mean: float
    between: float
    found: bool
    within: Interval


def pooled_ratios(areas: Sequence[AreaCounts], confidence: float = 0.95) -> Pooling:
    """Return every area's ratio of rates, drawn to the mean by how little the area says.

    `B = (k - 3) / (k - 1) v / (v + t^2)` of k areas, v with the area's own dispersion: no area is
    drawn all of the way, since that they differ by nothing is never known. The intervals hold the
    true ratio of an area that is one of these; that mean, variance between and the area's own
    dispersion are estimated is in them.

    Raises ValueError on fewer than `FEWEST` areas, a negative count, no residents, a dispersion
    below 1 or a bad confidence.
    """
    require_confidence(confidence)
    require_areas(areas, FEWEST)
    found = heterogeneity(areas)
    typical = _typical(areas, found)
    pooled = tuple(_drawn(each, found, typical, len(areas), confidence) for each in areas)
    bounds = variance_between(areas)
    within = Interval(sqrt(bounds.lower or 0), sqrt(bounds.upper or 0))
    return Pooling(pooled, exp(found.mean), sqrt(found.between), found.found, within)


def _typical(areas: Sequence[AreaCounts], found: Heterogeneity) -> float:
    """The variance of an area by itself, weighed by what each says of the variance between."""
    weights = [1 / (each.variance + found.between) for each in areas]
    weighed = fsum(w * each.variance for w, each in zip(weights, areas, strict=True))
    return weighed / fsum(weights)


def _drawn(
    area: AreaCounts, found: Heterogeneity, typical: float, count: int, confidence: float
) -> Pooled:
    own, variance, between = area.log_ratio, area.variance, found.between
    shrinkage = (count - 3) / (count - 1) * variance / (variance + between)
    drawn = (1 - shrinkage) * own + shrinkage * found.mean
    # Morris (1983), 1.17: of the mean, and of how far to draw.
    sure = variance * (1 - (count - 1) / count * shrinkage)
    unsure = 2 / (count - 3) * shrinkage**2 * (typical + between) / (variance + between)
    error = sqrt(sure + unsure * (own - found.mean) ** 2)
    # Of the error about so much is the area's own variance, which its degrees of freedom tell.
    reach = t_quantile(area.degrees / (1 - shrinkage) ** 2, confidence) * error
    return Pooled(exp(drawn), Interval(exp(drawn - reach), exp(drawn + reach)), shrinkage)
