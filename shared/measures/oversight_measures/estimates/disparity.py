"""Disproportionality: one group's rate over the reference group's, and its drift."""

from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, isfinite, sqrt

from oversight_measures.arguments import require_confidence, require_count, require_positive
from oversight_measures.intervals import Interval, clopper_pearson, z_score

# Below this many events in any count the exact method replaces the log method.
EXACT_BELOW = 10
_DRIFT_COUNTS = ("events", "reference_events", "earlier_events", "earlier_reference_events")


@dataclass(frozen=True)
class Drift:
    """The growth of a rate ratio between two periods, a factor; None when it cannot be formed."""

    ratio: Fraction | None
    interval: Interval


def rate_ratio(
    events: int, residents: int, reference_events: int, reference_residents: int
) -> Fraction | None:
    """Return the group's rate divided by the reference group's, exact and not rounded.

    None when the reference group has no events.

    Raises ValueError on negative events, or when either number of residents is not above 0.
    """
    _require_rates(events, residents, reference_events, reference_residents)
    if reference_events == 0:
        return None
    return Fraction(events * reference_residents, reference_events * residents)


def rate_ratio_interval(
    events: int,
    residents: int,
    reference_events: int,
    reference_residents: int,
    confidence: float = 0.95,
) -> Interval:
    """Return the interval of `rate_ratio`.

    The log method where both counts are 10 or more, else exact: the binomial interval of the
    group's share of all events, as odds, over the odds of the residents. No reference events
    leave no upper bound; no events in either group say nothing (0 and no upper bound).

    Raises ValueError as `rate_ratio` does, or on a bad confidence.
    """
    ratio = rate_ratio(events, residents, reference_events, reference_residents)
    if ratio is not None and min(events, reference_events) >= EXACT_BELOW:
        return log_interval(ratio, (events, reference_events), confidence)
    share = clopper_pearson(events, events + reference_events, confidence)
    scale = reference_residents / residents
    return Interval(odds(share.lower or 0.0, scale), odds(share.upper, scale))


def drift(
    events: int,
    reference_events: int,
    earlier_events: int,
    earlier_reference_events: int,
    confidence: float = 0.95,
) -> Drift:
    """Return a period's rate ratio divided by an earlier period's, on the same residents.

    The residents cancel, so four counts decide. The log method where all are 10 or more, else
    the exact conditional interval of the odds ratio of the 2 x 2 table (Cornfield, 1956; the
    same as Fisher's exact test gives). The ratio is the plain one in both cases. A count that
    leaves no upper bound gives None for it.

    Raises ValueError on a negative count or a bad confidence.
    """
    counts = (events, reference_events, earlier_events, earlier_reference_events)
    for name, count in zip(_DRIFT_COUNTS, counts, strict=True):
        require_count(name, count)
    divisor = reference_events * earlier_events
    ratio = Fraction(events * earlier_reference_events, divisor) if divisor else None
    if ratio is None or min(counts) < EXACT_BELOW:
        return Drift(ratio, _conditional(counts, confidence))
    return Drift(ratio, log_interval(ratio, counts, confidence))


def log_interval(ratio: Fraction, counts: tuple[int, ...], confidence: float = 0.95) -> Interval:
    """Return `ratio * exp(+-z sqrt(sum of 1/count))`, the interval on the log scale.

    Katz et al. (1978) for rates. Each of the `counts` that the ratio was made of adds its own
    uncertainty.

    Raises ValueError when a count is not above 0 or on a bad confidence.
    """
    z = z_score(confidence)
    for count in counts:
        require_positive("counts", count)
    factor = exp(z * sqrt(fsum(1 / count for count in counts)))
    return Interval(float(ratio) / factor, float(ratio) * factor)


def odds(share: float | None, scale: float) -> float | None:
    """Return how many times a group's share of all events exceeds that of the rest, by `scale`.

    A bound of the share becomes one of the rate ratio where `scale` is the rest's residents (or
    days) over the group's. None where the share has no such bound, or leaves the rest nothing.
    """
    if share is None or share >= 1:
        return None
    return share / (1 - share) * scale


def _conditional(counts: tuple[int, int, int, int], confidence: float) -> Interval:
    # Read where it is needed: scipy.stats takes a second, of every start of a service too.
    from scipy.stats.contingency import odds_ratio

    require_confidence(confidence)
    now, before = counts[:2], counts[2:]
    bounds = odds_ratio([now, before], kind="conditional").confidence_interval(confidence)
    upper = float(bounds.high)
    return Interval(float(bounds.low), upper if isfinite(upper) else None)


def _require_rates(
    events: int, residents: int, reference_events: int, reference_residents: int
) -> None:
    require_count("events", events)
    require_positive("residents", residents)
    require_count("reference_events", reference_events)
    require_positive("reference_residents", reference_residents)
