"""The judgement of a change: which spread its question takes, the test, and the process chart.

Two questions are told apart. The same dates of two years are compared about calendar month and
year: a season is no change, and is not in the spread either. Any other two periods are compared as
a process chart compares points: by the spread from one piece to the next, and a change between two
pieces of the chart is one only where the chart marks either of them. So no page can call a month
common cause and its change more than chance.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from oversight_measures.control_charts.series_chart import series_chart
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.periods.period import Every, Period, period_of
from oversight_measures.significance import (
    Verdict,
    compare_counts,
    compare_proportions,
    compare_ratios,
)
from oversight_measures.spread.local import FROM_PIECES, spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.season import Season, adjusted
from oversight_measures.spread.seasonal import spread_between_years
from oversight_measures.spread.spread import Spread

_DAYS_OF_A_MONTH = 365.25 / 12


class Compared(NamedTuple):
    """A period that is compared: events (and days), hits and cases, or one count and both."""

    period: Period
    hits: float
    of: float


def judged(
    months: Sequence[Observed],
    kind: Kind,
    now: Compared,
    before: Compared,
    prior: Spread | None = None,
    confidence: float = 0.95,
) -> Verdict | None:
    """Return whether two periods differ beyond chance, by the months of their series.

    `months` are whole ones in order, without a gap, of one definition; `of` of counts is days.
    With fewer than 12 the `prior` stands, and without one counts below 10 have the exact test and
    all else has none (None, or a verdict that says so).

    Raises ValueError on a negative count, more hits than cases or a bad confidence.
    """
    if _same_dates(now.period, before.period):
        found = spread_between_years(months, kind, (now.period, before.period))
        if found is not None:
            return _tested(kind, now, before, found, confidence)
    grain, pieces = _at_their_grain(months, now.period, before.period)
    found = spread_from_piece_to_piece(pieces, kind, grain, prior)
    season = found.season if found else {}
    fair = [_in_season(pieces, kind, each, season) for each in (now, before)]
    verdict = _tested(kind, fair[0], fair[1], found, confidence)
    if verdict is None or not verdict.beyond_chance or len(pieces) < FROM_PIECES:
        return verdict
    common = _in_limits(pieces, kind, grain, (now.period, before.period))
    return replace(verdict, beyond_chance=False, in_limits=True) if common else verdict


def _tested(
    kind: Kind, now: Compared, before: Compared, spread: Spread | None, confidence: float
) -> Verdict | None:
    a, b = (now.hits, now.of), (before.hits, before.of)
    if kind is Kind.COUNT:
        return compare_counts(a, b, spread, _pieces(spread, now, before), confidence)
    if spread is None:
        return None
    pieces = _pieces(spread, now, before)
    if kind is Kind.SHARE:
        return compare_proportions(a, b, spread, pieces, confidence)
    one, other = ((hits, of - hits) for hits, of in (a, b))
    return compare_ratios(one, other, spread, pieces, confidence)


def _pieces(spread: Spread | None, now: Compared, before: Compared) -> tuple[float, float]:
    days = _DAYS_OF_A_MONTH * (3 if spread and spread.grain is Every.QUARTER else 1)
    return now.period.days / days, before.period.days / days


def _same_dates(now: Period, before: Period) -> bool:
    """True where both have the same dates of two years, but for the end of a February."""
    starts, ends = (now.start, before.start), (now.end, before.end)
    return all(_a_year_apart(*pair) for pair in (starts, ends))


def _a_year_apart(one: date, other: date) -> bool:
    apart = abs((one - other).days)
    return apart > 360 and min(apart % 365.25, -apart % 365.25) <= 2


def _at_their_grain(
    months: Sequence[Observed], now: Period, before: Period
) -> tuple[Every, list[Observed]]:
    """The pieces of the grain that both periods are of: quarters where there are 12, or months."""
    quarters = all(each == period_of(each.start, Every.QUARTER) for each in (now, before))
    found = _quarters(months) if quarters else []
    if len(found) >= FROM_PIECES:
        return Every.QUARTER, found
    return Every.MONTH, list(months)


def _quarters(months: Sequence[Observed]) -> list[Observed]:
    by_quarter: dict[date, list[Observed]] = {}
    for each in months:
        by_quarter.setdefault(period_of(each.day, Every.QUARTER).start, []).append(each)
    return [
        Observed(day, sum(each.hits for each in known), sum(each.of for each in known))
        for day, known in by_quarter.items()
        if len(known) == 3
    ]


def _in_season(
    pieces: Sequence[Observed], kind: Kind, compared: Compared, season: Season
) -> Compared:
    """The period as average months would have it, where it is made of whole ones that are known."""
    inside = [each for each in pieces if each.day in compared.period]
    if not season or sum(each.of for each in inside) != compared.of:
        return compared
    pairs = [adjusted(each, kind, season) for each in inside]
    hits, of = (sum(values) for values in zip(*pairs, strict=True))
    return Compared(compared.period, hits, of)


def _in_limits(
    pieces: Sequence[Observed], kind: Kind, grain: Every, periods: Sequence[Period]
) -> bool:
    """True where each period is a piece of the chart, and the chart marks none of them."""
    known = [each for each in pieces if each.of]
    (segment,) = series_chart(known, kind, grain).judged
    causes = dict(zip(segment.days, segment.causes, strict=True))
    starts = [each.start for each in periods if each == period_of(each.start, grain)]
    return len(starts) == len(periods) and all(causes.get(day) is Cause.COMMON for day in starts)
