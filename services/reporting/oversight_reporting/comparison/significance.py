"""The significance test of a change: its result, or why it is not tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from oversight_contracts.definitions.models.indicators import break_inside
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.judgement import Compared, judged, limits_of_later
from oversight_measures.periods.period import Every, Period, london_midnight, period_of
from oversight_measures.power import Detectable
from oversight_measures.significance import Method, Verdict
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.season import FROM_YEARS
from oversight_measures.spread.seasonal import FROM_YEARS as YEARS_TOLD
from oversight_measures.spread.spread import Spread
from oversight_reporting.comparison.standing_out import StandingOut, standing_out
from oversight_reporting.figures.result import QueryResult, Row, Table, observed, row_in
from oversight_reporting.model.row_document import SignificanceDocument, SpreadDocument

MORE, NO_MORE, NOT_TESTED = "more than chance", "no more than chance would give", "not tested"
NO_VERDICT = "no verdict: {reason}"
SHORT_HISTORY = (
    "the season cannot be told from a change with {pieces} of history, of {needed} needed"
)
YEARS_UNTOLD = "how much years differ is not known from {months} months"
OF_NEEDED = "{reason}, of {needed} needed"
MONTHS_UNTELLING = "how much years differ is not known where nearly all months have none, or all"
OUT_OF_SEASON = (
    "the season cannot be told from a change where a period is not made of whole months among the "
    "60 that tell it"
)
INCOMPLETE = "the records of both periods are not complete"
OTHER_RESIDENTS = "the residents are not the same"
NO_MONTHS = (
    "how much it varies takes 12 whole months to the end of the period, all with records and of "
    "one definition, or a typical spread of its family, of which none is stated"
)
SMALL_MONTHS = (
    "how much it varies is told by months, of which some are too small for the readers of this"
)
FEW_CASES = (
    "a test of shares takes cases enough to expect 5 with and 5 without in each of the periods"
)
FOUND = "would have been found four times in five"
# As far as a change is looked for; of a share up to all and down to none.
NONE_FOUND = "no rise under tenfold", "no fall under 90%"
NONE_OF_SHARES = "no rise", "no fall"
# Three whole years, as a season is told by.
MONTHS_OF_A_SEASON = FROM_YEARS * 12
MONTHS_OF_YEARS = YEARS_TOLD * 12
# Below it the score test finds a change in too many pairs in which there is none.
EXPECTED = 5


def observed_months(found: QueryResult, breakdown: Mapping[str, str]) -> list[Observed]:
    """The latest months of a series without a gap, oldest first: all whole, of one definition.

    A change of definition within them would be taken for noise.
    """
    months, end = list[Observed](), None
    for table in reversed(found.tables):
        end = end if months else table.period.end
        seen = Period(table.period.start, end or table.period.end)
        each = observed(
            found.query.indicator, table, row_in(table, found.query.indicator, breakdown)
        )
        until = found.judged_until
        waits = until is not None and until < london_midnight(table.period.end)
        if not months and (each is None or waits or not table.whole):
            # The latest may run still, or wait for what is pending.
            continue
        if each is None or break_inside(found.query.indicator.breaks, seen):
            break
        months.insert(0, each)
    return months


@dataclass(frozen=True)
class SignificanceTest:
    """The test of a change by the ``months`` of its series, or by the spread that is ``stated``."""

    judged_until: datetime | None = None
    months: QueryResult | None = None
    stated: Spread | None = None

    def document(
        self, indicator: Indicator, now: tuple[Table, Row], before: tuple[Table, Row]
    ) -> SignificanceDocument | None:
        """The result of a test of two figures; None where none was counted, or none changed."""
        own, other = now[1], before[1]
        if own.figure is None or other.figure is None:
            return None
        if None in (own.value, other.value) or own.value == other.value:
            return None
        kind = indicator.change_test.kind
        if why := indicator.why_untested:
            return _untested(why, why)
        if why := self._incomplete(now[0], before[0]):
            return _untested(why)
        if kind is None:
            return None
        pair = observed(indicator, *now), observed(indicator, *before)
        # Where the reference group is suppressed its count is not told.
        if pair[0] is None or pair[1] is None:
            return None
        if _residents(indicator, own) != _residents(indicator, other):
            return _untested(OTHER_RESIDENTS)
        if kind is Kind.SHARE and _few(pair[0], pair[1]):
            return _untested(FEW_CASES)
        compared = _compared(now[0], pair[0]), _compared(before[0], pair[1])
        return self._judged(indicator, kind, compared, own)

    def _incomplete(self, now: Table, before: Table) -> str:
        whole = now.covers == before.covers == "whole" and not now.running
        until = self.judged_until
        judgeable = until is None or until >= london_midnight(now.period.end)
        return "" if whole and judgeable else INCOMPLETE

    def _judged(
        self, indicator: Indicator, kind: Kind, compared: tuple[Compared, Compared], row: Row
    ) -> SignificanceDocument | None:
        months = observed_months(self.months, row.breakdown) if self.months else []
        shared = indicator.shares_records
        found = judged(months, kind, *compared, self.stated, shares_records=shared)
        if found is not None and found.method is Method.UNTOLD_SEASON:
            why = _season_untold(months, compared[0].period)
            return _untested(why, NO_VERDICT.format(reason=why))
        withheld = self.months is not None and not self.months.tables
        if found is not None and found.method is Method.UNTOLD_YEARS and not withheld:
            return _years_untold(sum(bool(each.of) for each in months))
        if found is None or found.beyond_chance is None:
            return _untested(SMALL_MONTHS if withheld else NO_MONTHS)
        if found.beyond_chance or found.detectable:
            return _document(kind, found)
        periods = compared[0].period, compared[1].period
        limits = limits_of_later(months, kind, *periods, shares_records=shared)
        value = row.value or Fraction(0)
        stands = standing_out(indicator, kind, value, compared[0], limits) if limits else None
        return _document(kind, found, stands)


def _years_untold(months: int) -> SignificanceDocument:
    """That how much years differ is not known: of too few months, or of few in which any happen."""
    if months >= MONTHS_OF_YEARS:
        return _untested(MONTHS_UNTELLING, NO_VERDICT.format(reason=MONTHS_UNTELLING))
    why = YEARS_UNTOLD.format(months=months)
    needed = OF_NEEDED.format(reason=why, needed=MONTHS_OF_YEARS)
    return _untested(needed, NO_VERDICT.format(reason=why))


def _season_untold(months: Sequence[Observed], period: Period) -> str:
    """Why a season cannot be told from a change: the history is too short, or not of both."""
    if len(months) >= MONTHS_OF_A_SEASON:
        return OUT_OF_SEASON
    if period == period_of(period.start, Every.QUARTER):
        pieces, needed = f"{len(months) // 3} quarters", f"{MONTHS_OF_A_SEASON // 3}"
    else:
        pieces, needed = f"{len(months)} months", f"{MONTHS_OF_A_SEASON}"
    return SHORT_HISTORY.format(pieces=pieces, needed=needed)


def _residents(indicator: Indicator, row: Row) -> int | None:
    return row.figure.denominator if row.figure and indicator.over_residents else None


def _compared(table: Table, pair: Observed) -> Compared:
    return Compared(table.period, int(pair.hits), pair.of)


def _few(now: Observed, before: Observed) -> bool:
    """True of shares of which too few with, or without, are to be expected."""
    of = now.of + before.of
    if not of:
        return True
    pooled = Fraction(now.hits + before.hits) / of
    return min(now.of, before.of) * min(pooled, 1 - pooled) < EXPECTED


def _document(
    kind: Kind, found: Verdict, stands: StandingOut | None = None
) -> SignificanceDocument:
    beyond, spread, shows = bool(found.beyond_chance), found.spread, found.detectable
    words = _shows(kind, shows) if shows and not beyond else (stands.words if stands else None)
    return SignificanceDocument(
        method=str(found.method),
        beyond_chance=beyond,
        printed=MORE if beyond else ", ".join(filter(None, (NO_MORE, words))),
        reason="",
        detectable=shows.rise if shows else None,
        detectable_fall=shows.fall if shows else None,
        lower=_in_unit(kind, found.interval.lower),
        upper=_in_unit(kind, found.interval.upper),
        in_limits=found.in_limits,
        stands_out_below=stands.below if stands else None,
        stands_out_above=stands.above if stands else None,
        spread=_spread(spread) if spread else None,
    )


def _in_unit(kind: Kind, bound: float | None) -> float | None:
    """A bound of the change in per cent, of shares in points."""
    if bound is None:
        return None
    return 100 * (bound if kind is Kind.SHARE else bound - 1)


def _shows(kind: Kind, found: Detectable) -> str:
    """The changes that would have been found, each rounded up: what is stated is found as often."""
    rise, fall = (_least(kind, each) for each in (found.rise, found.fall))
    if rise and rise == fall:
        return f"only a rise or a fall of {rise} or more {FOUND}"
    no_rise, no_fall = NONE_OF_SHARES if kind is Kind.SHARE else NONE_FOUND
    if rise and fall:
        return f"only a rise of {rise} or more, or a fall of {fall} or more, {FOUND}"
    if rise:
        return f"only a rise of {rise} or more, and {no_fall}, {FOUND}"
    return (
        f"only a fall of {fall} or more, and {no_rise}, {FOUND}"
        if fall
        else (f"{no_rise} and {no_fall} {FOUND}")
    )


def _least(kind: Kind, change: float | None) -> str:
    """A change in per cent, of shares in points, rounded up; empty where none would be found."""
    if change is None:
        return ""
    if kind is Kind.SHARE:
        return f"{ceil(change * 1000) / 10:,.1f} points"
    return f"{ceil(change * 100):,}%"


def _spread(spread: Spread) -> SpreadDocument:
    return SpreadDocument(
        dispersion=spread.dispersion,
        degrees=spread.degrees,
        source=str(spread.source),
        grain=str(spread.grain),
        pieces=spread.pieces,
        first=spread.first,
        last=spread.last,
        autocorrelation=spread.autocorrelation,
        pairs=spread.pairs,
        season=bool(spread.season),
        surges=list(spread.surges),
        surges_a_year=spread.surges_a_year,
        at=spread.at,
    )


def _untested(reason: str, printed: str = NOT_TESTED) -> SignificanceDocument:
    return SignificanceDocument(method=None, beyond_chance=None, printed=printed, reason=reason)
