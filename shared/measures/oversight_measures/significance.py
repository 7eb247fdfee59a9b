"""Significance tests of the difference between two figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import exp, hypot, log, sqrt
from statistics import NormalDist

from oversight_measures.arguments import (
    require_count,
    require_positive,
)
from oversight_measures.estimates.disparity import EXACT_BELOW, odds, rate_ratio_interval
from oversight_measures.intervals import Interval, score_bounds, wilson

# Two years of months, each with a mean of its own, tell the dispersion of volume crime.
MONTHS = 24
DEGREES = MONTHS - 2
# Events, and the days (or residents) that they are of.
Count = tuple[int, int]


class Method(StrEnum):
    """The test behind a verdict, in the words that the page prints."""

    QUASI_POISSON = "quasi-Poisson, dispersion from the last 24 months"
    EXACT = "exact conditional"
    SCORE = "score test of two proportions"
    NONE = "not tested: no dispersion to judge the change by"


@dataclass(frozen=True)
class Verdict:
    """The result of a test; `p` and `beyond_chance` are None where none was made.

    `interval` is that of the ratio of two counts' rates, or of the difference of two proportions.
    """

    method: Method
    p: float | None
    beyond_chance: bool | None
    interval: Interval


def dispersion(months: Sequence[tuple[int, int]]) -> float | None:
    """Return the variance over the mean of monthly `(count, days)`, oldest first, 1 at least.

    Pearson's statistic over its degrees of freedom, of the last 24 months: each of the two years
    about its own daily mean, so that the change asked about is not taken for noise. None with
    fewer months, or a year without events.

    Raises ValueError on a negative count or a month without days.
    """
    for count, days in months:
        require_count("count", count)
        require_positive("days", days)
    recent = months[-MONTHS:]
    years = (recent[: MONTHS // 2], recent[MONTHS // 2 :])
    if len(recent) < MONTHS or not all(sum(count for count, _ in year) for year in years):
        return None
    return max(1.0, float(sum(map(_pearson, years))) / DEGREES)


def compare_counts(
    now: Count,
    before: Count,
    dispersion: float | None,
    confidence: float = 0.95,
) -> Verdict:
    """Return whether two `(count, days)` differ beyond chance; days may be residents too.

    With a dispersion, whatever the size: quasi-Poisson (McCullagh and Nelder, 1989), by Student's
    t on the 22 degrees of freedom of the dispersion. From 10 events in both on Wald on the log
    ratio; below, where a logarithm says little and of 0 nothing, the score test of the first's
    share of all events, and the ratios that it does not rule out.

    Without one, where either count is below 10: exact and conditional on the sum (Przyborowski
    and Wilenski, 1940; p as R's poisson.test has it, which the central interval can miss by a
    hair). Larger counts are not tested: Poisson alone would find a change in nearly every pair.

    Raises ValueError on a negative count, no days, a dispersion below 1 or a bad confidence.
    """
    interval = rate_ratio_interval(*now, *before, confidence)
    small = min(now[0], before[0]) < EXACT_BELOW
    if dispersion is not None:
        if dispersion < 1:
            raise ValueError(f"dispersion must be 1 or more, not {dispersion}")
        return (_score if small else _wald)(now, before, dispersion, confidence)
    if not small:
        return Verdict(Method.NONE, None, None, Interval(None, None))
    p = _exact_p(now, before)
    return Verdict(Method.EXACT, p, p < 1 - confidence, interval)


def compare_proportions(
    now: tuple[int, int], before: tuple[int, int], confidence: float = 0.95
) -> Verdict | None:
    """Return whether two independent `(hits, of)` differ beyond chance; None without cases.

    The score test, which pools both for its standard error (as R's prop.test without correction).
    The interval of `now - before` joins the two Wilson intervals (Newcombe, 1998, method 10).

    Raises ValueError on a negative count, more hits than cases or a bad confidence.
    """
    (a, m), (b, n) = now, before
    first, second = wilson(a, m, confidence), wilson(b, n, confidence)
    if not m or not n:
        return None
    pooled, difference = Fraction(a + b, m + n), Fraction(a, m) - Fraction(b, n)
    error = sqrt(pooled * (1 - pooled) * (Fraction(1, m) + Fraction(1, n)))
    p = 2 * NormalDist().cdf(-abs(float(difference)) / error) if error else 1.0
    bounds = _newcombe(difference, (Fraction(a, m), first), (Fraction(b, n), second))
    return Verdict(Method.SCORE, p, p < 1 - confidence, bounds)


def _pearson(year: Sequence[tuple[int, int]]) -> Fraction:
    daily = Fraction(sum(count for count, _ in year), sum(days for _, days in year))
    return sum(((count - daily * days) ** 2 / (daily * days) for count, days in year), Fraction(0))


def _newcombe(
    difference: Fraction, now: tuple[Fraction, Interval], before: tuple[Fraction, Interval]
) -> Interval:
    down = hypot(_below(*now), _above(*before))
    up = hypot(_above(*now), _below(*before))
    return Interval(float(difference) - down, float(difference) + up)


def _below(share: Fraction, interval: Interval) -> float:
    return float(share) - (interval.lower or 0.0)


def _above(share: Fraction, interval: Interval) -> float:
    return (1.0 if interval.upper is None else interval.upper) - float(share)


def _wald(now: Count, before: Count, dispersion: float, confidence: float) -> Verdict:
    (a, a_days), (b, b_days) = now, before
    log_ratio = log(a * b_days / (b * a_days))
    error = sqrt(dispersion * (1 / a + 1 / b))
    p = _two_sided(log_ratio / error)
    reach = error * _quantile(confidence)
    bounds = Interval(exp(log_ratio - reach), exp(log_ratio + reach))
    return Verdict(Method.QUASI_POISSON, p, p < 1 - confidence, bounds)


def _score(now: Count, before: Count, dispersion: float, confidence: float) -> Verdict:
    (a, a_days), (b, b_days) = now, before
    events, expected = a + b, a_days / (a_days + b_days)
    if not events:
        return Verdict(Method.QUASI_POISSON, 1.0, False, Interval(0.0, None))
    error = sqrt(dispersion * expected * (1 - expected) / events)
    p = _two_sided((a / events - expected) / error)
    reach = _quantile(confidence)
    lower, upper = score_bounds(a, events, dispersion * reach**2 / events)
    bounds = Interval(odds(lower, b_days / a_days), odds(upper, b_days / a_days))
    return Verdict(Method.QUASI_POISSON, p, p < 1 - confidence, bounds)


def _two_sided(t: float) -> float:
    """Return the probability that Student's t on 22 degrees of freedom is as far from 0 as `t`."""
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import stdtr

    return 2 * float(stdtr(DEGREES, -abs(t)))


def _quantile(confidence: float) -> float:
    """Return the two-sided quantile of Student's t on 22 degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(DEGREES, (1 + confidence) / 2))


def _exact_p(now: Count, before: Count) -> float:
    # Read where it is needed: scipy.stats takes a second, of every start of a service too.
    from scipy.stats import binomtest

    (a, a_days), (b, b_days) = now, before
    if a + b == 0:
        return 1.0
    return float(binomtest(a, a + b, a_days / (a_days + b_days)).pvalue)
