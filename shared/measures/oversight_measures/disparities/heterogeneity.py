"""Heterogeneity of disparities: how much places differ beyond chance, estimated from themselves.

Log ratios with a random effect between places (the additive model of Spiegelhalter, 2005): the
variance between by the moments of DerSimonian and Laird (1986), its interval by the Q-profile
(Viechtbauer, 2007). That each place's own spread is estimated too is in the test and the interval
(Welch, 1951).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, inf, log

from oversight_measures.arguments import require_confidence, require_count, require_positive
from oversight_measures.intervals import Interval

# Added to both counts of every area, so that none has a logarithm of nothing (Haldane, 1956).
HALF = 0.5
# Of each place the others say what to expect. Where four others differ by 10% one stands apart
# from 1.6 times their mean on; three would say so little of how they differ that it took 4 times.
FEWEST = 5
# The chance of so much spread without a difference, below which it is called one.
CHANCE = 0.05
# Of the interval of the variance between: it begins above none where as much spread is as rare.
CONFIDENCE = 1 - 2 * CHANCE


@dataclass(frozen=True)
class AreaCounts:
    """An area's events and residents, of the group and of the reference group.

    `dispersion` is how much more than Poisson its own counts vary, 1 at least, and `degrees` by how
    many degrees of freedom that is known: infinite where it is no estimate.
    """

    events: int
    residents: int
    reference_events: int
    reference_residents: int
    dispersion: float = 1.0
    degrees: float = inf

    @property
    def log_ratio(self) -> float:
        """The logarithm of the ratio of rates, a half added to each count."""
        own = (self.events + HALF) / self.residents
        return log(own / ((self.reference_events + HALF) / self.reference_residents))

    @property
    def variance(self) -> float:
        """The variance of that logarithm, by chance and the area's own spread."""
        return self.dispersion * (1 / (self.events + HALF) + 1 / (self.reference_events + HALF))


@dataclass(frozen=True)
class Heterogeneity:
    """The mean log ratio with its variance, and the variance of the true ones about it.

    `p` is the chance of as much spread where the true ratios do not differ (Cochran, 1954; Welch,
    1951, of spreads that are estimated).
    """

    mean: float
    of_mean: float
    between: float
    p: float

    @property
    def found(self) -> bool:
        """Whether they differ by more than chance."""
        return self.p < CHANCE


@dataclass(frozen=True)
class Expected:
    """What the others let expect of a place: their mean ratio, and how far about it on a logarithm.

    `variance` is that between places and that of the mean; it is known by the `degrees` of freedom
    of Student's t.
    """

    centre: float
    variance: float
    degrees: float


def heterogeneity(areas: Sequence[AreaCounts]) -> Heterogeneity:
    """Return how much the areas' ratios of rates differ beyond chance and their own spreads.

    Raises ValueError on fewer than two areas, a negative count, no residents, a dispersion below 1
    or degrees not above 0.
    """
    require_areas(areas, 2)
    logs, variances = [each.log_ratio for each in areas], [each.variance for each in areas]
    between = _between(logs, variances)
    weights = [1 / (variance + between) for variance in variances]
    total = fsum(weights)
    mean = fsum(w * y for w, y in zip(weights, logs, strict=True)) / total
    p = _chance(logs, variances, [each.degrees for each in areas], 0)
    return Heterogeneity(mean, 1 / total, between, p)


def variance_between(areas: Sequence[AreaCounts], confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the variance of the true log ratios; its upper end is finite.

    Raises ValueError on a bad confidence, or as `heterogeneity` does.
    """
    require_areas(areas, 2)
    logs, variances = [each.log_ratio for each in areas], [each.variance for each in areas]
    return q_profile(logs, variances, confidence, [each.degrees for each in areas])


def q_profile(
    values: Sequence[float],
    variances: Sequence[float],
    confidence: float,
    degrees: Sequence[float] | None = None,
) -> Interval:
    """Return the variances between with which the values lie neither too far apart nor too close.

    Those t^2 with which as much of `sum (y - m)^2 / (v + t^2)`, about the mean m so weighed, has
    neither too small a chance nor too large a one (Viechtbauer, 2007). From 0 to 0 where the values
    lie closer than that. `degrees` are those by which each variance is known; infinite where not
    given.

    Raises ValueError on a bad confidence.
    """
    require_confidence(confidence)
    tail, known = (1 - confidence) / 2, degrees or [inf] * len(values)
    return Interval(*(_with_chance(values, variances, known, p) for p in (tail, 1 - tail)))


def expected_of_each(areas: Sequence[AreaCounts]) -> tuple[Expected, ...]:
    """Return what the others let expect of each, which itself plays no part in it.

    The prediction of one more place (Higgins, Thompson and Spiegelhalter, 2009), by Student's t on
    two degrees of freedom less than there are others. So one that stands apart moves neither its
    centre nor its limits.

    Raises ValueError on fewer than `FEWEST` areas, or as `heterogeneity` does.
    """
    require_areas(areas, FEWEST)
    return tuple(_expected([*areas[:at], *areas[at + 1 :]]) for at in range(len(areas)))


def require_areas(areas: Sequence[AreaCounts], fewest: int) -> None:
    """Raise ValueError on too few areas, or on one that has no ratio."""
    if len(areas) < fewest:
        raise ValueError(f"areas must be {fewest} or more, not {len(areas)}")
    for each in areas:
        require_count("events", each.events)
        require_count("reference_events", each.reference_events)
        require_positive("residents", each.residents)
        require_positive("reference_residents", each.reference_residents)
        if not each.dispersion >= 1:
            raise ValueError(f"dispersion must be 1 or more, not {each.dispersion}")
        require_positive("degrees", each.degrees)


def _expected(others: Sequence[AreaCounts]) -> Expected:
    found = heterogeneity(others)
    return Expected(exp(found.mean), found.between + found.of_mean, len(others) - 2)


def _between(logs: Sequence[float], variances: Sequence[float]) -> float:
    """The variance of the true log ratios, none where chance leaves as much."""
    weights = [1 / variance for variance in variances]
    total, spread = fsum(weights), _spread(logs, variances, 0)
    scale = total - fsum(w * w for w in weights) / total
    return max(0.0, (spread - (len(logs) - 1)) / scale)


def _spread(values: Sequence[float], variances: Sequence[float], between: float) -> float:
    """The weighed squares about the weighed mean, where so much lies between (Cochran's Q at 0)."""
    weights = [1 / (variance + between) for variance in variances]
    mean = fsum(w * y for w, y in zip(weights, values, strict=True)) / fsum(weights)
    return fsum(w * (y - mean) ** 2 for w, y in zip(weights, values, strict=True))


def _with_chance(
    values: Sequence[float], variances: Sequence[float], degrees: Sequence[float], chance: float
) -> float:
    """The variance between with which as much spread has this chance; 0 where it has without."""
    from scipy.optimize import brentq

    def lacks(between: float) -> float:
        return chance - _chance(values, variances, degrees, between)

    if lacks(0) <= 0:
        return 0.0
    above = (max(values) - min(values)) ** 2
    while lacks(above) > 0:
        above *= 2
    return float(brentq(lacks, 0, above))


def _chance(
    values: Sequence[float], variances: Sequence[float], degrees: Sequence[float], between: float
) -> float:
    """The chance of as much spread, where so much lies between.

    Welch's (1951): a variance that is estimated is too small as often as too large, and a place
    weighs the more the smaller it is. Of variances that are known it is Cochran's. What lies
    between adds to a variance, and to the degrees by which the sum is known (Satterthwaite).
    """
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import chdtrc, fdtrc

    spread, count = _spread(values, variances, between), len(values)
    weights = [1 / (variance + between) for variance in variances]
    total = fsum(weights)
    unsure = fsum(
        (1 - w / total) ** 2 / known * (variance * w) ** 2
        for w, variance, known in zip(weights, variances, degrees, strict=True)
    )
    if not unsure:
        return float(chdtrc(count - 1, spread))
    scale = (count - 1) * (1 + 2 * (count - 2) / (count**2 - 1) * unsure)
    return float(fdtrc(count - 1, (count**2 - 1) / (3 * unsure), spread / scale))
