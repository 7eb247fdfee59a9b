"""Significance tests of the difference between two figures.

All read one `Spread`: how much more the series varies than independent cases would.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import exp, hypot, log, sqrt
from statistics import NormalDist

from oversight_measures.arguments import require_confidence, require_count, require_part
from oversight_measures.estimates.disparity import EXACT_BELOW, odds, rate_ratio_interval
from oversight_measures.intervals import Interval, score_bounds
from oversight_measures.power import (
    Count,
    Detectable,
    detectable_counts,
    detectable_ratios,
    detectable_shares,
)
from oversight_measures.spread.spread import Spread

# How many pieces of the spread's grain the later and the earlier period are.
Pieces = tuple[float, float]


class Method(StrEnum):
    """The test behind a verdict, in the words that the page prints."""

    QUASI_POISSON = "quasi-Poisson"
    QUASI_BINOMIAL = "quasi-binomial"
    RATIOS = "ratio of two ratios, on a logarithm"
    EXACT = "exact conditional"
    SCORE = "score test of two proportions"
    NONE = "not tested: no dispersion to judge the change by"
    UNTOLD_SEASON = "not tested: a season cannot be told from a change"
    UNTOLD_YEARS = "not tested: how much years differ is not known"


@dataclass(frozen=True)
class Verdict:
    """The result of a test; `p` and `beyond_chance` are None where none was made.

    `interval` is that of the ratio of two counts' rates (or of two ratios), or of the difference
    of two proportions, and carries the spread. `detectable` is the least rise and the least fall
    that four tests of five would have found; None where it cannot be told. `in_limits` says that
    the test alone would have found a change, but a process chart on the same spread calls both
    points common cause.
    """

    method: Method
    p: float | None
    beyond_chance: bool | None
    interval: Interval
    spread: Spread | None = None
    detectable: Detectable | None = None
    in_limits: bool = False


def compare_counts(
    now: Count,
    before: Count,
    spread: Spread | None,
    pieces: Pieces = (1, 1),
    confidence: float = 0.95,
) -> Verdict:
    """Return whether two `(count, days)` differ beyond chance; days may be residents too.

    With a spread, whatever the size: quasi-Poisson (McCullagh and Nelder, 1989), by Student's t on
    the degrees of freedom of the dispersion. From 10 events in both on Wald on the log ratio;
    below, where a logarithm says little and of 0 nothing, the score test of the first's share of
    all events, and the ratios that it does not rule out.

    Without one, where both counts are below 10: exact and conditional on the sum (Przyborowski
    and Wilenski, 1940; p as R's poisson.test has it, which the central interval can miss by a
    hair). Where either is larger there is no test: Poisson alone takes how much it varies beyond
    chance for a change, the more so the larger it is.

    Raises ValueError on a negative count, no days or a bad confidence.
    """
    for name, (count, _) in (("now", now), ("before", before)):
        require_count(name, count)
    require_confidence(confidence)
    if spread is not None:
        test = _score if min(now[0], before[0]) < EXACT_BELOW else _wald
        return test(now, before, spread, pieces, confidence)
    if max(now[0], before[0]) >= EXACT_BELOW:
        return Verdict(Method.NONE, None, None, Interval(None, None))
    whole = (int(now[0]), int(now[1]), int(before[0]), int(before[1]))
    interval, p = rate_ratio_interval(*whole, confidence), exact_conditional_p(now, before)
    return Verdict(Method.EXACT, p, p < 1 - confidence, interval)


def compare_proportions(
    now: Count,
    before: Count,
    spread: Spread | None = None,
    pieces: Pieces = (1, 1),
    confidence: float = 0.95,
) -> Verdict | None:
    """Return whether two `(hits, of)` differ beyond chance; None without cases.

    The score test, which pools both for its standard error. With a spread it is quasi-binomial:
    as many cases as tell as much, the cases over the dispersion, and Student's t. Without one, the
    plain binomial test (as R's prop.test without correction), for cases known to be independent.
    The interval of `now - before` joins the two Wilson intervals on those cases (Newcombe, 1998,
    method 10).

    Raises ValueError on a negative count, more hits than cases or a bad confidence.
    """
    require_part(*now)
    require_part(*before)
    (a, m), (b, n) = now, before
    require_confidence(confidence)
    if not m or not n:
        return None
    first, second = _dispersions(spread, pieces)
    pooled, difference = (a + b) / (m + n), a / m - b / n
    error = sqrt(pooled * (1 - pooled) * (first / m + second / n))
    z = abs(difference) / error if error else 0.0
    p, reach = _p(spread, z), _quantile(spread, confidence)
    bounds = _newcombe(
        (a / m, score_bounds(a, m, reach**2 * first / m)),
        (b / n, score_bounds(b, n, reach**2 * second / n)),
    )
    method = Method.QUASI_BINOMIAL if spread else Method.SCORE
    shows = (
        detectable_shares(now, before, spread, (first, second), confidence)
        if spread and error
        else None
    )
    return Verdict(method, p, p < 1 - confidence, bounds, spread, shows)


def compare_ratios(
    now: Count,
    before: Count,
    spread: Spread,
    pieces: Pieces = (1, 1),
    confidence: float = 0.95,
) -> Verdict | None:
    """Return whether two ratios of counts, `(events, reference events)`, differ beyond chance.

    The drift of a disparity on the same residents, which cancel. The logarithm of the one ratio
    over the other; its variance is the dispersion times the sum of one over each count, where the
    dispersion is that of the group's share of both groups' events, which has the spread of both
    and their covariance in it. Below 10 events in any count half an event is added to each
    (Haldane, 1956; Anscombe, 1956). None where either period has no events at all.

    Raises ValueError on a negative count or a bad confidence.
    """
    for name, counts in (("now", now), ("before", before)):
        for count in counts:
            require_count(name, count)
    if not sum(now) or not sum(before):
        return None
    half = 0.5 if min(*now, *before) < EXACT_BELOW else 0.0
    (a, b), (c, d) = ((one + half, other + half) for one, other in (now, before))
    first, second = _dispersions(spread, pieces)
    change, error = log(a * d / (b * c)), sqrt(first * (1 / a + 1 / b) + second * (1 / c + 1 / d))
    p, reach = spread.p(change / error), spread.t(confidence) * error
    bounds = Interval(exp(change - reach), exp(change + reach))
    shows = detectable_ratios(now, before, spread, (first, second), confidence)
    return Verdict(Method.RATIOS, p, p < 1 - confidence, bounds, spread, shows)


def _dispersions(spread: Spread | None, pieces: Pieces) -> tuple[float, float]:
    return (spread.over(pieces[0]), spread.over(pieces[1])) if spread else (1.0, 1.0)


def _p(spread: Spread | None, z: float) -> float:
    return spread.p(z) if spread else 2 * NormalDist().cdf(-z)


def _quantile(spread: Spread | None, confidence: float) -> float:
    return spread.t(confidence) if spread else NormalDist().inv_cdf((1 + confidence) / 2)


def _newcombe(
    now: tuple[float, tuple[float, float]], before: tuple[float, tuple[float, float]]
) -> Interval:
    (share, (low, high)), (earlier, (earlier_low, earlier_high)) = now, before
    down = hypot(share - low, earlier_high - earlier)
    up = hypot(high - share, earlier - earlier_low)
    return Interval(share - earlier - down, share - earlier + up)


def _wald(now: Count, before: Count, spread: Spread, pieces: Pieces, confidence: float) -> Verdict:
    (a, a_days), (b, b_days) = now, before
    first, second = _dispersions(spread, pieces)
    log_ratio = log(a * b_days / (b * a_days))
    error = sqrt(first / a + second / b)
    p, reach = spread.p(log_ratio / error), spread.t(confidence) * error
    bounds = Interval(exp(log_ratio - reach), exp(log_ratio + reach))
    shows = detectable_counts(now, before, spread, (first, second), confidence)
    return Verdict(Method.QUASI_POISSON, p, p < 1 - confidence, bounds, spread, shows)


def _score(now: Count, before: Count, spread: Spread, pieces: Pieces, confidence: float) -> Verdict:
    (a, a_days), (b, b_days) = now, before
    events, expected = a + b, a_days / (a_days + b_days)
    if not events:
        return Verdict(Method.QUASI_POISSON, 1.0, False, Interval(0.0, None), spread)
    first, second = _dispersions(spread, pieces)
    # Of both periods together, each by its part of the other's variance.
    dispersion = first * (1 - expected) + second * expected
    error = sqrt(dispersion * expected * (1 - expected) / events)
    p = spread.p((a / events - expected) / error)
    spread_of_share = dispersion * spread.t(confidence) ** 2 / events
    lower, upper = score_bounds(a, events, spread_of_share)
    bounds = Interval(odds(lower, b_days / a_days), odds(upper, b_days / a_days))
    shows = detectable_counts(now, before, spread, (first, second), confidence)
    return Verdict(Method.QUASI_POISSON, p, p < 1 - confidence, bounds, spread, shows)


def exact_conditional_p(now: Count, before: Count) -> float:
    """Return the p of two `(count, days)` given their sum, of cases that are independent.

    Of counts of any size (Przyborowski and Wilenski, 1940), as R's poisson.test has it.
    """
    # Read where it is needed: scipy.stats takes a second, of every start of a service too.
    from scipy.stats import binomtest

    (a, a_days), (b, b_days) = now, before
    if a + b == 0:
        return 1.0
    share = float(Fraction(int(a_days), int(a_days + b_days)))
    return float(binomtest(int(a), int(a + b), share).pvalue)
