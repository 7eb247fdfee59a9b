"""Funnels: which areas or forces stand apart from the others, and which differ as others do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, hypot, inf, log, sqrt

from oversight_measures.arguments import require_count, require_part, require_positive
from oversight_measures.disparities.heterogeneity import AreaCounts, expected_of_each
from oversight_measures.estimates.disparity import odds
from oversight_measures.intervals import t_quantile, z_score

# The two lines of a funnel (Spiegelhalter, 2005): about two and three standard deviations.
NEAR, FAR = 0.95, 0.998


class Place(StrEnum):
    """Where one stands among others of its size."""

    WITHIN = "as the others"
    HIGH = "high (beyond 95%)"
    LOW = "low (beyond 95%)"
    VERY_HIGH = "very high (beyond 99.8%)"
    VERY_LOW = "very low (beyond 99.8%)"


@dataclass(frozen=True)
class Limits:
    """The limits within which a ratio lies like the others; an upper one of None does not exist."""

    lower: float
    upper: float | None


@dataclass(frozen=True)
class Funnel:
    """The place of one about its centre, and its own limits: those of few events are far apart."""

    place: Place
    near: Limits
    far: Limits
    centre: float


def funnels_among(areas: Sequence[AreaCounts]) -> tuple[Funnel | None, ...]:
    """Return the place of each among the others, which alone give its centre and its limits.

    Three things let a ratio lie off the others' mean without standing apart: chance and the
    area's own spread, how much the others differ among themselves, and that their mean is
    estimated. They are added as variances of the logarithm (Spiegelhalter, 2005, additive), and
    Student's t is as wide as the few others make it. None without events.

    Raises ValueError as `expected_of_each` does.
    """
    return tuple(
        ratio_funnel(
            *(each.events, each.residents, each.reference_events, each.reference_residents),
            expected.centre,
            each.dispersion,
            expected.variance,
            expected.degrees,
        )
        for each, expected in zip(areas, expected_of_each(areas), strict=True)
    )


def share_funnel(hits: int, of: int, centre: float, dispersion: float = 1.0) -> Funnel:
    """Return the place of a share among others whose share of all is `centre`.

    By the chance of as many hits or more, and as few or fewer, where the share is the centre
    (Spiegelhalter, 2005, with exact limits): of few cases a normal distribution would call one in
    forty apart. With a dispersion both counts weigh that much less.

    Raises ValueError when there are no cases, on more hits than cases, a centre not between 0 and
    1 or a dispersion below 1.
    """
    require_part(hits, of)
    require_positive("of", of)
    if not 0 < centre < 1:
        raise ValueError(f"centre must be between 0 and 1, not {centre}")
    if dispersion < 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion}")
    weighed = of / dispersion
    near, far = (_limits(weighed, centre, (1 - level) / 2) for level in (NEAR, FAR))
    return Funnel(_place(hits / of, near, far), near, far, centre)


def ratio_funnel(
    events: int,
    residents: int,
    reference_events: int,
    reference_residents: int,
    centre: float,
    dispersion: float = 1.0,
    between: float = 0.0,
    degrees: float = inf,
) -> Funnel | None:
    """Return the place of a ratio of rates among others, whose ratio together is `centre`.

    By the group's share of both groups' events: of so many events the limits are those of a
    share, as a ratio. `between` is the variance of the log ratio that is there beside chance: the
    distances of the limits from the centre, on the logarithm, grow by it as errors add up, and
    with `degrees` by as much as Student's t exceeds the normal distribution. None without events.

    Raises ValueError on a negative count, no residents, a centre not above 0, a dispersion
    below 1 or a negative variance.
    """
    require_count("events", events)
    require_count("reference_events", reference_events)
    require_positive("residents", residents)
    require_positive("reference_residents", reference_residents)
    require_positive("centre", centre)
    of = events + reference_events
    if not of:
        return None
    expected = centre * residents / (centre * residents + reference_residents)
    if between < 0:
        raise ValueError(f"between must not be negative, but is {between}")
    found = share_funnel(events, of, expected, dispersion)
    scale = reference_residents / residents
    near, far = (
        _widened(
            _as_ratio(limits, scale), centre, between, (t_quantile(degrees, level), z_score(level))
        )
        for limits, level in ((found.near, NEAR), (found.far, FAR))
    )
    ratio = odds(events / of, scale)
    return Funnel(_place(inf if ratio is None else ratio, near, far), near, far, centre)


def _widened(
    limits: Limits, centre: float, between: float, quantiles: tuple[float, float]
) -> Limits:
    """Limits of chance alone, farther from the centre by what differs beside chance."""
    t, z = quantiles
    if not between and t == z:
        return limits
    upper = limits.upper
    below = log(centre / limits.lower) if limits.lower else None
    above = log(upper / centre) if upper is not None else None
    own, beside = t / z, t * sqrt(between)
    return Limits(
        0.0 if below is None else centre / exp(hypot(own * below, beside)),
        None if above is None else centre * exp(hypot(own * above, beside)),
    )


def _limits(of: float, centre: float, tail: float) -> Limits:
    """The shares beyond which as much as `tail` lies to either side."""
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import betainc

    def above(share: float) -> float:
        return float(betainc(of * share, of * (1 - share) + 1, centre)) if share else 1.0

    def below(share: float) -> float:
        return float(betainc(of * (1 - share), of * share + 1, 1 - centre)) if share < 1 else 1.0

    upper = None if above(1.0) > tail else _crossing(lambda share: above(share) > tail)
    lower = 0.0 if below(0.0) > tail else _crossing(lambda share: below(share) <= tail)
    return Limits(lower, upper)


def _crossing(before: Callable[[float], bool]) -> float:
    """The share up to which something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if before(middle) else (low, middle)
    return (low + high) / 2


def _place(share: float, near: Limits, far: Limits) -> Place:
    for limits, high, low in (
        (far, Place.VERY_HIGH, Place.VERY_LOW),
        (near, Place.HIGH, Place.LOW),
    ):
        if limits.upper is not None and share > limits.upper:
            return high
        if share < limits.lower:
            return low
    return Place.WITHIN


def _as_ratio(limits: Limits, scale: float) -> Limits:
    return Limits(odds(limits.lower, scale) or 0.0, odds(limits.upper, scale))
