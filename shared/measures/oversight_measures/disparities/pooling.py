"""Partial pooling of the areas' disparities: each drawn to the mean by how little it says.

Empirical Bayes on log ratios (Efron and Morris, 1975), the variance between areas by the moments
of DerSimonian and Laird (1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from oversight_measures.arguments import require_count, require_positive
from oversight_measures.intervals import Interval, z_score

# Added to both counts of every area, so that none has a logarithm of nothing (Haldane, 1956).
HALF = 0.5


@dataclass(frozen=True)
class AreaCounts:
    """An area's events and residents, of the group and of the reference group."""

    events: int
    residents: int
    reference_events: int
    reference_residents: int


@dataclass(frozen=True)
class Pooled:
    """An area's ratio drawn to the mean of all.

    `shrinkage` is how far of the way: 0 where the area speaks for itself, 1 where it says nothing
    that all together do not.
    """

    ratio: float
    interval: Interval
    shrinkage: float


@dataclass(frozen=True)
class Pooling:
    """The pooled ratio of each area in the order given, the mean ratio and the spread between.

    `between` is the standard deviation of the areas' true log ratios.
    """

    areas: tuple[Pooled, ...]
    mean: float
    between: float


def pooled_ratios(
    areas: Sequence[AreaCounts], dispersion: float = 1.0, confidence: float = 0.95
) -> Pooling:
    """Return every area's ratio of rates, drawn to the mean by how little the area says.

    `dispersion` is how much more than Poisson the counts vary. The intervals hold the true ratio
    of an area that is one of these; that the mean is estimated is in them, that the variance
    between areas is, is not.

    Raises ValueError on fewer than two areas, a negative count, no residents, a dispersion below
    1 or a bad confidence.
    """
    if len(areas) < 2:
        raise ValueError(f"areas must be two or more, not {len(areas)}")
    if dispersion < 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion}")
    z = z_score(confidence)
    logs = [_log_ratio(each) for each in areas]
    variances = [dispersion * _variance(each) for each in areas]
    between = _between(logs, variances)
    weights = [1 / (variance + between) for variance in variances]
    total = sum(weights)
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / total
    pooled = tuple(
        _drawn(y, variance, mean, (between, 1 / total), z)
        for y, variance in zip(logs, variances, strict=True)
    )
    return Pooling(pooled, exp(mean), sqrt(between))


def _drawn(
    own: float, variance: float, mean: float, known: tuple[float, float], z: float
) -> Pooled:
    between, of_mean = known
    shrinkage = variance / (variance + between)
    drawn = (1 - shrinkage) * own + shrinkage * mean
    error = sqrt((1 - shrinkage) * variance + shrinkage**2 * of_mean)
    return Pooled(exp(drawn), Interval(exp(drawn - z * error), exp(drawn + z * error)), shrinkage)


def _between(logs: Sequence[float], variances: Sequence[float]) -> float:
    """The variance of the true log ratios: what is left of their spread beyond chance, or none."""
    weights = [1 / variance for variance in variances]
    total = sum(weights)
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / total
    spread = sum(w * (y - mean) ** 2 for w, y in zip(weights, logs, strict=True))
    scale = total - sum(w * w for w in weights) / total
    return max(0.0, (spread - (len(logs) - 1)) / scale)


def _log_ratio(area: AreaCounts) -> float:
    for name, count in vars(area).items():
        if "residents" in name:
            require_positive(name, count)
        else:
            require_count(name, count)
    own = (area.events + HALF) / area.residents
    return log(own / ((area.reference_events + HALF) / area.reference_residents))


def _variance(area: AreaCounts) -> float:
    return 1 / (area.events + HALF) + 1 / (area.reference_events + HALF)
