"""Funnels: which areas or forces stand apart from all, and which differ as chance makes them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from oversight_measures.arguments import require_count, require_part, require_positive
from oversight_measures.estimates.disparity import odds

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
    """The limits within which chance leaves a ratio; an upper one of None does not exist."""

    lower: float
    upper: float | None


@dataclass(frozen=True)
class Funnel:
    """The place of one, and its own limits: those of few events are far apart."""

    place: Place
    near: Limits
    far: Limits


def share_funnel(hits: int, of: int, centre: float, dispersion: float = 1.0) -> Funnel:
    """Return the place of a share among others whose share of all is `centre`.

    By the chance of as many hits or more, and as few or fewer, where the share is the centre
    (Spiegelhalter, 2005, with exact limits): of few cases a normal distribution would call one in
    forty apart. With a dispersion both counts weigh that much less, so that the spread is that of
    verdicts and charts.

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
    return Funnel(_place(hits / of, near, far), near, far)


def ratio_funnel(
    events: int,
    residents: int,
    reference_events: int,
    reference_residents: int,
    centre: float,
    dispersion: float = 1.0,
) -> Funnel | None:
    """Return the place of a ratio of rates among others, whose ratio together is `centre`.

    By the group's share of both groups' events: of so many events the limits are those of a
    share, as a ratio. None without events.

    Raises ValueError on a negative count, no residents, a centre not above 0 or a dispersion
    below 1.
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
    found = share_funnel(events, of, expected, dispersion)
    scale = reference_residents / residents
    return Funnel(found.place, _as_ratio(found.near, scale), _as_ratio(found.far, scale))


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
