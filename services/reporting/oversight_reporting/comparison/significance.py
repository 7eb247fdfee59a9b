"""The significance test of a change: its result, or why it is not tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from oversight_contracts.definitions.models.indicators import break_inside
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.estimates.disparity import EXACT_BELOW, drift
from oversight_measures.intervals import Interval
from oversight_measures.periods.period import london_midnight
from oversight_measures.significance import (
    Method,
    Verdict,
    compare_counts,
    compare_proportions,
    dispersion,
)
from oversight_reporting.figures.result import QueryResult, Row, Table, row_in
from oversight_reporting.model.row_document import SignificanceDocument

MORE, NO_MORE, NOT_TESTED = "more than chance", "no more than chance would give", "not tested"
DRIFT = "drift of the ratio on the same residents, log method"
EXACT_DRIFT = "drift of the ratio on the same residents, exact conditional"
INCOMPLETE = "the records of both periods are not complete"
OTHER_RESIDENTS = "the residents are not the same"
NO_MONTHS = (
    "counts of 10 or more take the 24 whole months to the end of the period, all with records and "
    "of one definition"
)
SMALL_MONTHS = (
    "how much counts of 10 or more vary is told by months, of which some are too small for the "
    "readers of this"
)
FEW_CASES = (
    "a test of shares takes cases enough to expect 5 with and 5 without in each of the periods"
)
# Below it the score test finds a change in too many pairs in which there is none.
EXPECTED = 5


def months_of(found: QueryResult, breakdown: Mapping[str, str]) -> list[tuple[int, int]]:
    """Each month's `(count, days)`, oldest first; none where one of them cannot be told.

    A change of definition within them would be taken for noise.
    """
    query, months = found.query, list[tuple[int, int]]()
    if break_inside(query.indicator.breaks, query.period):
        return []
    for table in found.tables:
        figure = row_in(table, query.indicator, breakdown).figure
        if table.covers != "whole" or figure is None:
            return []
        months.append((figure.numerator, table.period.days))
    return months


@dataclass(frozen=True)
class SignificanceTest:
    """The test of a change; ``months`` are the counts of 24 months, where counts are tested."""

    judged_until: datetime | None = None
    months: QueryResult | None = None

    def document(
        self, indicator: Indicator, now: tuple[Table, Row], before: tuple[Table, Row]
    ) -> SignificanceDocument | None:
        """The result of a test of two figures; None where none was counted, or none changed."""
        own, other = now[1], before[1]
        if own.figure is None or other.figure is None:
            return None
        if None in (own.value, other.value) or own.value == other.value:
            return None
        if why := indicator.why_untested or self._incomplete(now[0], before[0]):
            return _untested(why)
        match indicator.change_test:
            case ChangeTest.GROUP_RATIOS:
                return _drifted(indicator, now, before)
            case ChangeTest.SHARES:
                return _shared(_share(own.figure), _share(other.figure))
            case ChangeTest.COUNTS:
                return self._counted(now, before)
            case ChangeTest.NONE:
                return None

    def _incomplete(self, now: Table, before: Table) -> str:
        whole = now.covers == before.covers == "whole" and not now.running
        until = self.judged_until
        judged = until is None or until >= london_midnight(now.period.end)
        return "" if whole and judged else INCOMPLETE

    def _counted(
        self, now: tuple[Table, Row], before: tuple[Table, Row]
    ) -> SignificanceDocument | None:
        (table, row), (earlier, other) = now, before
        assert row.figure is not None
        assert other.figure is not None
        if row.figure.denominator != other.figure.denominator:
            return _untested(OTHER_RESIDENTS)
        months = months_of(self.months, row.breakdown) if self.months else []
        why = SMALL_MONTHS if self.months and not self.months.tables else NO_MONTHS
        return _judged(
            compare_counts(
                (row.figure.numerator, table.period.days),
                (other.figure.numerator, earlier.period.days),
                dispersion(months),
            ),
            why,
        )


def _share(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator or 0


def _shared(now: tuple[int, int], before: tuple[int, int]) -> SignificanceDocument | None:
    (hits, of), (earlier_hits, earlier_of) = now, before
    pooled = Fraction(hits + earlier_hits, of + earlier_of)
    if min(of, earlier_of) * min(pooled, 1 - pooled) < EXPECTED:
        return _untested(FEW_CASES)
    return _judged(compare_proportions(now, before))


def _drifted(
    indicator: Indicator, now: tuple[Table, Row], before: tuple[Table, Row]
) -> SignificanceDocument | None:
    compared = indicator.reference_group
    row, reference = now[1], {compared.dimension: compared.value} if compared else {}
    figures = [
        row_in(table, indicator, breakdown).figure
        for table, _ in (now, before)
        for breakdown in (row.breakdown, reference)
    ]
    # Where the reference group is suppressed its count is not told.
    if any(each is None for each in figures):
        return None
    known = [each for each in figures if each is not None]
    if [each.denominator for each in known[:2]] != [each.denominator for each in known[2:]]:
        return _untested(OTHER_RESIDENTS)
    events, references, earlier, earlier_references = (each.numerator for each in known)
    found = drift(events, references, earlier, earlier_references)
    exact = min(each.numerator for each in known) < EXACT_BELOW
    return _document(EXACT_DRIFT if exact else DRIFT, _without_one(found.interval))


def _without_one(interval: Interval) -> bool:
    lower, upper = interval.lower, interval.upper
    return (lower is not None and lower > 1) or (upper is not None and upper < 1)


def _judged(verdict: Verdict | None, no_test: str = "") -> SignificanceDocument | None:
    if verdict is None:
        return None
    if verdict.method is Method.NONE or verdict.beyond_chance is None:
        return _untested(no_test)
    return _document(str(verdict.method), verdict.beyond_chance)


def _document(method: str, beyond: bool) -> SignificanceDocument:
    return SignificanceDocument(
        method=method, beyond_chance=beyond, printed=MORE if beyond else NO_MORE, reason=""
    )


def _untested(reason: str) -> SignificanceDocument:
    return SignificanceDocument(method=None, beyond_chance=None, printed=NOT_TESTED, reason=reason)
