"""Power: the least change that a test of two figures would have found four times of five.

A verdict of no change says little where few cases are compared. Each is worked out by the test that
was made, with both periods together as many as they were: what is asked is how unevenly that many
would have had to fall on the two for the test to find it (its own noise in it) four times of five.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt

from oversight_measures.estimates.disparity import EXACT_BELOW
from oversight_measures.spread.spread import Spread

# Events, and the days that they are of; hits and cases; events and reference events.
Count = tuple[float, float]
# The dispersion of the later and of the earlier period, over as many pieces as each has.
Dispersions = tuple[float, float]
# A tenfold rise, and a fall by nine tenths, are looked for; a test that misses those finds nothing.
_MOST = log(10)
_STEP = 0.1


@dataclass(frozen=True)
class Detectable:
    """The least rise and the least fall that are found.

    Both are above 0: parts of what was before (0.12 is 12%), or differences of shares. None where
    none is that a share can have, or up to a tenfold rise and a fall by nine tenths.
    """

    rise: float | None
    fall: float | None


def detectable_counts(
    now: Count, before: Count, spread: Spread, dispersions: Dispersions, confidence: float
) -> Detectable:
    """Return what shows of counts: by the log ratio, or below 10 events by the score test."""
    (a, a_days), (b, b_days) = now, before
    events, first, second = a + b, *dispersions
    even = a_days / (a_days + b_days)
    reach, t = spread.reach(confidence), spread.t(confidence)

    def excess(logarithm: float) -> float:
        part = _part(a_days, b_days, logarithm)
        later, earlier = events * part, events * (1 - part)
        if min(later, earlier) >= EXACT_BELOW:
            return abs(logarithm) - reach * sqrt(first / later + second / earlier)
        own, none = (_error(share, events, dispersions) for share in (part, even))
        return abs(part - even) - t * none - (reach - t) * own

    return _of_logarithms(excess) if events else Detectable(None, None)


def detectable_shares(
    now: Count, before: Count, spread: Spread, dispersions: Dispersions, confidence: float
) -> Detectable:
    """Return what shows of shares, `(hits, cases)`, as differences: by the score test."""
    (a, m), (b, n) = now, before
    pooled, cases = (a + b) / (m + n), m + n
    reach, t = spread.reach(confidence), spread.t(confidence)

    def error(later: float, earlier: float) -> float:
        first, second = dispersions
        return sqrt(first * later * (1 - later) / m + second * earlier * (1 - earlier) / n)

    def excess(difference: float) -> float:
        later, earlier = pooled + difference * n / cases, pooled - difference * m / cases
        kept = (min(max(share, 0.0), 1.0) for share in (later, earlier))
        return abs(difference) - t * error(pooled, pooled) - (reach - t) * error(*kept)

    most_rise = min((1 - pooled) * cases / n, pooled * cases / m)
    most_fall = min(pooled * cases / n, (1 - pooled) * cases / m)
    return Detectable(
        _least(excess, most_rise), _least(lambda difference: excess(-difference), most_fall)
    )


def detectable_ratios(
    now: Count, before: Count, spread: Spread, dispersions: Dispersions, confidence: float
) -> Detectable:
    """Return what shows of ratios, `(events, reference events)`: by the logarithm of the one
    ratio over the other."""
    (a, b), (c, d) = now, before
    later, earlier = a + b, c + d
    odds = log((a + c + 0.5) / (b + d + 0.5))
    reach, (first, second) = spread.reach(confidence), dispersions
    weight = earlier / (later + earlier)

    def excess(logarithm: float) -> float:
        counts = [
            *_split(later, odds + logarithm * weight),
            *_split(earlier, odds - logarithm * (1 - weight)),
        ]
        half = 0.5 if min(counts) < EXACT_BELOW else 0.0
        one, other, third, fourth = (1 / (count + half) for count in counts)
        error = sqrt(first * (one + other) + second * (third + fourth))
        return abs(logarithm) - reach * error

    return _of_logarithms(excess)


def _of_logarithms(excess: Callable[[float], float]) -> Detectable:
    up = _least(excess, _MOST)
    down = _least(lambda logarithm: excess(-logarithm), _MOST)
    return Detectable(None if up is None else exp(up) - 1, None if down is None else 1 - exp(-down))


def _least(excess: Callable[[float], float], most: float) -> float | None:
    """The least change of which nothing is short, looked for in steps and then between two."""
    steps = max(1, round(most / _STEP))
    short, found = 0.0, None
    for step in range(1, steps + 1):
        found = most * step / steps
        if excess(found) >= 0:
            break
        short = found
    else:
        return None
    for _ in range(40):
        middle = (short + found) / 2
        short, found = (short, middle) if excess(middle) >= 0 else (middle, found)
    return found


def _part(a_days: float, b_days: float, logarithm: float) -> float:
    """The later period's share of all events, at so many times the daily rate."""
    times = exp(logarithm) * a_days
    return times / (times + b_days)


def _error(part: float, events: float, dispersions: Dispersions) -> float:
    first, second = dispersions
    dispersion = first * (1 - part) + second * part
    return sqrt(dispersion * part * (1 - part) / events)


def _split(cases: float, log_odds: float) -> tuple[float, float]:
    share = 1 / (1 + exp(-log_odds))
    return cases * share, cases * (1 - share)
