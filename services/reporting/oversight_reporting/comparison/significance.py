"""The significance test of a change: its result, or why it is not tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from oversight_contracts.definitions.models.indicators import break_inside
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.judgement import Compared, judged
from oversight_measures.periods.period import Period, london_midnight
from oversight_measures.significance import Method, Verdict
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.spread import Spread
from oversight_reporting.figures.result import QueryResult, Row, Table, observed, row_in
from oversight_reporting.model.row_document import SignificanceDocument, SpreadDocument

MORE, NO_MORE, NOT_TESTED = "more than chance", "no more than chance would give", "not tested"
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
        if why := indicator.why_untested or self._incomplete(now[0], before[0]):
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
        return self._judged(kind, _compared(now[0], pair[0]), _compared(before[0], pair[1]), own)

    def _incomplete(self, now: Table, before: Table) -> str:
        whole = now.covers == before.covers == "whole" and not now.running
        until = self.judged_until
        judgeable = until is None or until >= london_midnight(now.period.end)
        return "" if whole and judgeable else INCOMPLETE

    def _judged(
        self, kind: Kind, now: Compared, before: Compared, row: Row
    ) -> SignificanceDocument | None:
        months = observed_months(self.months, row.breakdown) if self.months else []
        found = judged(months, kind, now, before, self.stated)
        if found is None or found.method is Method.NONE or found.beyond_chance is None:
            withheld = self.months is not None and not self.months.tables
            return _untested(SMALL_MONTHS if withheld else NO_MONTHS)
        return _document(kind, found)


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


def _document(kind: Kind, found: Verdict) -> SignificanceDocument:
    beyond, spread = bool(found.beyond_chance), found.spread
    shows = None if beyond else _shows(kind, found.detectable)
    return SignificanceDocument(
        method=str(found.method),
        beyond_chance=beyond,
        printed=MORE if beyond else ", ".join(filter(None, (NO_MORE, shows))),
        reason="",
        detectable=found.detectable,
        lower=_in_unit(kind, found.interval.lower),
        upper=_in_unit(kind, found.interval.upper),
        in_limits=found.in_limits,
        spread=_spread(spread) if spread else None,
    )


def _in_unit(kind: Kind, bound: float | None) -> float | None:
    """A bound of the change in per cent, of shares in points."""
    if bound is None:
        return None
    return 100 * (bound if kind is Kind.SHARE else bound - 1)


def _shows(kind: Kind, detectable: float | None) -> str | None:
    """The change that would have shown, rounded up: what is said not to show must not."""
    if detectable is None:
        return None
    if kind is Kind.SHARE:
        points = ceil(detectable * 1000) / 10
        return f"a change under {points:,.1f} points would not show" if points < 100 else None
    if detectable >= 1:
        return "nothing short of a doubling would show"
    return f"a change under {ceil(detectable * 100)}% would not show"


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
    )


def _untested(reason: str) -> SignificanceDocument:
    return SignificanceDocument(method=None, beyond_chance=None, printed=NOT_TESTED, reason=reason)
