"""The process chart of a series as it is counted: XmR of daily rates, or p-prime of shares.

Counts are charted per day, since a month of 31 days has more of everything than one of 28; once
there are three years of months (or quarters) the season is taken out too. Special causes are
judged on those values. The lines are shown in the unit of each piece again: for its own days, its
own number of cases and its own season.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.segments import Segment, Step, cut
from oversight_measures.control_charts.share_charts import p_prime
from oversight_measures.control_charts.xmr import xmr
from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.season import Season, adjusted, season_of

# With fewer events (or hits, or misses) a piece, on average, nine of ten steady series would show a
# mark: most pieces have none, and each event is a jump.
RARE = 2


@dataclass(frozen=True)
class SeriesChart:
    """A chart of each stretch between steps; `shown` has the causes of `judged`, and `seasons`.

    Values and limits of `judged` are events a day, or shares, without the season. Those of `shown`
    are events, or shares, of each piece as it is. A season is empty where it was not taken out.
    """

    judged: tuple[Segment, ...]
    shown: tuple[Segment, ...]
    seasons: tuple[Season, ...]


def series_chart(
    observed: Sequence[Observed],
    kind: Kind,
    grain: Every = Every.MONTH,
    steps: Iterable[Step] = (),
    freeze: int | None = None,
    screen: bool = True,
    least: float = 1.0,
) -> SeriesChart:
    """Return the chart of pieces that ascend by their days, and that all have days or cases.

    With `freeze` the first so many points since a step set the limits, and the season too. Limits
    allow for the `least` dispersion: 1 of independent events (Poisson's variance) or cases (the
    binomial's), as `least_dispersion` says; 0 of weighed counts, of which it is not known what they
    would vary by. A stretch of fewer than 2 events a piece (2 hits and 2 misses) is `rare`.

    Raises ValueError as `xmr` and `p_prime` do.
    """
    judged, shown, seasons = [], [], []
    points = [(each.day, each) for each in observed]
    for stretch, pieces in cut(points, steps):
        season = season_of(pieces[:freeze], kind, grain)
        (segment,) = _chart(pieces, kind, season, freeze, screen, least)
        rare = bool(least) and _rare(pieces[:freeze], kind)
        segment = replace(segment, step=stretch.step, rare=rare)
        judged.append(segment)
        shown.append(_shown(segment, pieces, kind, season))
        seasons.append(season)
    return SeriesChart(tuple(judged), tuple(shown), tuple(seasons))


def _chart(
    pieces: Sequence[Observed],
    kind: Kind,
    season: Season,
    freeze: int | None,
    screen: bool,
    least: float,
) -> list[Segment]:
    if kind is Kind.COUNT:
        rates = [(each.day, Fraction(each.hits) / _days(each, season)) for each in pieces]
        sigma = Fraction(sqrt(least)) * _least(pieces[:freeze], season)
        return xmr(rates, freeze=freeze, screen=screen, least=sigma)
    shares = [(each.day, (_hits(each, kind, season), each.of)) for each in pieces]
    return p_prime(shares, freeze=freeze, screen=screen, least=sqrt(least))


def _rare(pieces: Sequence[Observed], kind: Kind) -> bool:
    hits = sum(each.hits for each in pieces)
    fewest = hits if kind is Kind.COUNT else min(hits, sum(each.of for each in pieces) - hits)
    return fewest < RARE * len(pieces)


def _least(pieces: Sequence[Observed], season: Season) -> Fraction:
    """The standard deviation of a daily rate of independent events, in a piece of usual length."""
    days = [_days(each, season) for each in pieces]
    rates = [each.hits / of for each, of in zip(pieces, days, strict=True)]
    return Fraction(sqrt(sum(rates) / sum(days)))


def _days(each: Observed, season: Season) -> Fraction:
    return each.of * _factor(each, season)


def _factor(each: Observed, season: Season) -> Fraction:
    return Fraction(season.get(each.day.month, 1.0)).limit_denominator(10**6)


def _hits(each: Observed, kind: Kind, season: Season) -> int | Fraction:
    return Fraction(adjusted(each, kind, season)[0]) if season else each.hits


def _shown(segment: Segment, pieces: Sequence[Observed], kind: Kind, season: Season) -> Segment:
    values, limits = [], []
    for each, limit in zip(pieces, segment.limits, strict=True):
        if kind is Kind.COUNT:
            values.append(Fraction(each.hits))
            limits.append(limit.scaled(_days(each, season)))
        else:
            values.append(Fraction(each.hits, each.of))
            limits.append(_in_season(limit, _factor(each, season)))
    return replace(segment, values=tuple(values), limits=tuple(limits))


def _in_season(limits: Limits, factor: Fraction) -> Limits:
    """Limits of shares at `factor` times their odds; those at 0 and 1 stay there."""

    def at(share: Fraction) -> Fraction:
        if not 0 < share < 1:
            return share
        odds = share / (1 - share) * factor
        return odds / (1 + odds)

    return limits if factor == 1 else limits.each(at)
