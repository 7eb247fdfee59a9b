"""From totals to figures: the one place where an indicator's value is worked out.

Alerts, pages, downloads and snapshots all read figures from here, so that no two can disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from oversight_contracts.definitions.models.indicators import (
    CountIndicator,
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    ProportionIndicator,
    RateIndicator,
    RatioIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
)
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.severity import Weighing
from oversight_measures.estimates.disparity import rate_ratio, rate_ratio_interval
from oversight_measures.estimates.quantiles import nearest_rank
from oversight_measures.estimates.rates import rate, rate_interval
from oversight_measures.estimates.ratios import ratio
from oversight_measures.intervals import Interval, wilson

NO_INTERVAL = Interval(None, None)


@dataclass(frozen=True)
class Figure:
    """A value in its indicator's unit, and what it stands on.

    ``value`` is exact, or None where there is nothing to divide by. ``interval`` is at 95%.
    ``details`` holds a duration's ``percentile_90``, ``never`` and ``never_share``, and a
    disparity's ``rate`` per 1,000 residents. ``weighing`` is what a severity was worked out from.
    """

    value: Fraction | None
    numerator: int
    denominator: int | None = None
    interval: Interval = NO_INTERVAL
    pending: int = 0
    pending_share: Fraction | None = None
    details: Mapping[str, Fraction | int | None] = field(default_factory=dict)
    weighing: Weighing | None = None


def summed(totals: Iterable[Total]) -> Total:
    """The sum of totals: of days for a period, of series for a whole."""
    result = Total()
    for total in totals:
        result.add(total)
    return result


def figure(indicator: Indicator, total: Total, residents: int | None = None) -> Figure:
    """The figure of one series over a period.

    ``residents`` is needed by a rate; without it the value is None. Raises ``TypeError`` for a
    disparity, which is read by ``disparities``, and for what has no totals: statistic, severity.
    """
    if isinstance(indicator, StatisticIndicator):
        raise TypeError(f"{indicator.id} is quoted from statistics and has no totals")
    if isinstance(indicator, SeverityIndicator):
        raise TypeError(f"{indicator.id} is weighed from the totals of {indicator.of}")
    if isinstance(indicator, DisparityIndicator):
        raise TypeError(f"{indicator.id} is read for all its groups at once")
    if isinstance(indicator, ProportionIndicator):
        return _proportion(indicator, total)
    if isinstance(indicator, DurationIndicator):
        return _duration(total)
    if isinstance(indicator, RateIndicator):
        return _rate(indicator, total, residents)
    if isinstance(indicator, RatioIndicator):
        return Figure(ratio(total.n, total.of, indicator.times), total.n, total.of)
    if isinstance(indicator, StockIndicator):
        return Figure(Fraction(total.n - total.of), total.n - total.of)
    assert isinstance(indicator, CountIndicator)
    return Figure(Fraction(total.n), total.n)


def disparities(
    indicator: DisparityIndicator, totals: Mapping[str, Total], residents: Mapping[str, int]
) -> dict[str, Figure]:
    """The figure of every group that has residents, the reference group (1) among them."""
    reference = totals.get(indicator.reference, Total()).n
    base = residents.get(indicator.reference)
    if not base:
        return {}
    return {
        group: _disparity(totals.get(group, Total()).n, count, reference, base)
        for group, count in residents.items()
        if count
    }


def not_stated(totals: Mapping[str, Total], words: Iterable[str]) -> tuple[int, int]:
    """How many of all (count, of) say nothing of their group."""
    unsaid = sum(totals[word].n for word in words if word in totals)
    return unsaid, sum(total.n for total in totals.values())


def _proportion(indicator: ProportionIndicator, total: Total) -> Figure:
    missed = indicator.pending is not None and indicator.pending.counts == "as-miss"
    of = total.of + total.pending if missed else total.of
    scale = 100 if indicator.unit == "%" else 1
    share = wilson(total.n, of)
    everything = total.of + total.pending
    return Figure(
        value=Fraction(scale * total.n, of) if of else None,
        numerator=total.n,
        denominator=of,
        interval=_scaled(share, scale),
        pending=total.pending,
        pending_share=Fraction(total.pending, everything) if everything else None,
    )


def _duration(total: Total) -> Figure:
    median = nearest_rank(total.values, Fraction(1, 2))
    ended = total.of - total.pending
    never = ended - total.n
    return Figure(
        value=None if median is None else Fraction(median),
        numerator=total.n,
        denominator=total.of,
        pending=total.pending,
        pending_share=Fraction(total.pending, total.of) if total.of else None,
        details={
            "percentile_90": nearest_rank(total.values, Fraction(9, 10)),
            "never": never,
            "never_share": Fraction(never, ended) if ended else None,
        },
    )


def _rate(indicator: RateIndicator, total: Total, residents: int | None) -> Figure:
    if not residents:
        return Figure(None, total.n)
    interval = rate_interval(total.n, residents, indicator.per)
    return Figure(rate(total.n, residents, indicator.per), total.n, residents, interval)


def _disparity(events: int, residents: int, reference: int, base: int) -> Figure:
    return Figure(
        value=rate_ratio(events, residents, reference, base),
        numerator=events,
        denominator=residents,
        interval=rate_ratio_interval(events, residents, reference, base),
        details={"rate": rate(events, residents)},
    )


def _scaled(interval: Interval, scale: int) -> Interval:
    def times(bound: float | None) -> float | None:
        return None if bound is None else bound * scale

    return Interval(times(interval.lower), times(interval.upper))
