"""The judgement of a change: which spread its question takes, the test, and the process chart.

Two questions are told apart. The same dates of two years are compared about calendar month and
year: a season is no change, and is not in the spread either. From fewer than two years nobody can
tell how much years differ, least of all from neighbours. Any other two periods are compared as
a process chart compares points: by the spread from one piece to the next, and a change between two
pieces of the chart is one only where the chart marks either of them. So no page can call a month
common cause and its change more than chance.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from math import fsum
from typing import NamedTuple

from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.series_chart import SeriesChart, series_chart
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.intervals import Interval
from oversight_measures.periods.period import Every, Period, period_of
from oversight_measures.significance import (
    Method,
    Verdict,
    compare_counts,
    compare_proportions,
    compare_ratios,
)
from oversight_measures.spread.local import FROM_PIECES, spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed, least_dispersion
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
    shares_records: bool = False,
) -> Verdict | None:
    """Return whether two periods differ beyond chance, by the months of their series.

    `months` are whole ones in order, without a gap, of one definition; `of` of counts is days.
    With fewer than 12 the `prior` stands, and without one counts that are both below 10 have the
    exact test and all else has none (None, or a verdict that says so). For the same dates of two
    years it takes 24 that tell it (of what happens in one month of the year none do), and no prior
    stands in: it is of neighbours. `shares_records` says that the two counts of a ratio do.

    Periods of other times of the year are tested only where the season is known, and in both: by
    36 months on that both are among. Neighbouring months are held against the differences of
    neighbours, which have the season in them.

    Raises ValueError on a negative count, more hits than cases or a bad confidence.
    """
    asked = now.period, before.period
    if _same_dates(*asked):
        about = spread_between_years(months, kind, asked, shares_records=shares_records)
        if about is None:
            return _without_years(kind, now, before, confidence)
        return _tested(kind, now, before, about, confidence)
    grain, pieces = _at_their_grain(months, *asked)
    found = spread_from_piece_to_piece(pieces, kind, grain, shares_records=shares_records)
    if found is None and prior is not None:
        found = prior.at_volume(_volume(kind, now, before), kind)
    fair = _in_season(pieces, kind, (now, before), found.season if found else {})
    charted = _points(pieces, grain, asked)
    if found and fair and not charted:
        # Sums of several months vary by what wanders too, which neighbours do not tell.
        about = spread_between_years(months, kind, asked, shares_records=shares_records)
        found = replace(about, season=found.season) if about else found
    verdict = _tested(kind, *(fair or (now, before)), found, confidence)
    if verdict is None or verdict.beyond_chance is None:
        return verdict
    if not (fair or _neighbouring_months(*asked)):
        return Verdict(Method.UNTOLD_SEASON, None, None, Interval(None, None))
    if not charted:
        return verdict
    chart = _Chart(pieces, kind, grain, shares_records)
    return _by_the_chart(verdict, chart, charted)


def limits_of_later(
    months: Sequence[Observed],
    kind: Kind,
    now: Period,
    before: Period,
    shares_records: bool = False,
) -> Limits | None:
    """Return the limits outside of which the later of two points is marked for itself alone.

    Of counts for its own days (events), of shares and ratios for its own cases (shares), and for
    its season. None where the two are not compared as points of a process chart are.
    """
    grain, pieces = _at_their_grain(months, now, before)
    if _same_dates(now, before) or not _points(pieces, grain, (now, before)):
        return None
    (shown,) = _Chart(pieces, kind, grain, shares_records).drawn().shown
    return shown.limits[shown.days.index(now.start)]


def _without_years(kind: Kind, now: Compared, before: Compared, confidence: float) -> Verdict:
    """The exact test of few events on the same dates of two years, or that there is no verdict."""
    found = _tested(kind, now, before, None, confidence)
    if found is None or found.beyond_chance is None:
        return Verdict(Method.UNTOLD_YEARS, None, None, Interval(None, None))
    return found


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


def _volume(kind: Kind, now: Compared, before: Compared) -> float:
    """Cases (of counts: events) a month of both periods together."""
    cases = sum(each.hits if kind is Kind.COUNT else each.of for each in (now, before))
    return cases / max(1.0, (now.period.days + before.period.days) / _DAYS_OF_A_MONTH)


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


def _neighbouring_months(one: Period, other: Period) -> bool:
    """True where neither is longer than a month and the one begins where the other ends."""
    beside = one.start == other.end or other.start == one.end
    return beside and max(one.days, other.days) <= 31


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
    pieces: Sequence[Observed], kind: Kind, compared: tuple[Compared, Compared], season: Season
) -> tuple[Compared, Compared] | None:
    """Both periods as average months would have them; None where that cannot be told of both.

    It can of what is made of whole pieces that are known: one as it is beside one without its
    season would differ by the season.
    """
    found = [_without_season(pieces, kind, each, season) for each in compared]
    now, before = found
    return None if now is None or before is None else (now, before)


def _without_season(
    pieces: Sequence[Observed], kind: Kind, compared: Compared, season: Season
) -> Compared | None:
    inside = [each for each in pieces if each.day in compared.period]
    if not season or not inside or sum(each.of for each in inside) != compared.of:
        return None
    pairs = [adjusted(each, kind, season) for each in inside]
    hits, of = (fsum(values) for values in zip(*pairs, strict=True))
    return Compared(compared.period, hits, of)


def _points(pieces: Sequence[Observed], grain: Every, periods: Sequence[Period]) -> set[date]:
    """The points of a process chart that the periods are; none where either is none."""
    charted = {each.day for each in pieces if each.of}
    starts = {each.start for each in periods if each == period_of(each.start, grain)}
    chart = len(pieces) >= FROM_PIECES and len(starts) == len(periods) and starts <= charted
    return starts if chart else set()


class _Chart(NamedTuple):
    """The process chart of a series, drawn where its word is asked for."""

    pieces: Sequence[Observed]
    kind: Kind
    grain: Every
    shares_records: bool

    def drawn(self) -> SeriesChart:
        known = [each for each in self.pieces if each.of]
        least = least_dispersion(known, self.kind, self.shares_records)
        return series_chart(known, self.kind, self.grain, least=least)

    def all_common(self, points: Collection[date]) -> bool:
        (segment,) = self.drawn().judged
        causes = dict(zip(segment.days, segment.causes, strict=True))
        return all(causes[day] is Cause.COMMON for day in points)


def _by_the_chart(verdict: Verdict, chart: _Chart, points: Collection[date]) -> Verdict:
    """The verdict on two points of a process chart: none against its word.

    What the test alone would have found four times of five is not what both together find, so
    nothing is said of it: `limits_of_later` says what the chart asks for.
    """
    held = bool(verdict.beyond_chance) and chart.all_common(points)
    beyond = verdict.beyond_chance and not held
    return replace(verdict, beyond_chance=beyond, in_limits=held, detectable=None)
