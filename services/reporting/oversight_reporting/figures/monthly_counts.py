"""The monthly counts that a change is judged by: read beside the figures, and printed nowhere."""

from dataclasses import dataclass, replace

from oversight_contracts.measures.change_test import ChangeTest
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.periods.period import DAY, Every, rolling_months
from oversight_measures.significance import MONTHS
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import RawResult, rows_of


@dataclass(frozen=True)
class MonthlyCounts(FigureQuery):
    """A query of monthly counts, by which their variation is known; no format prints it."""

    __hash__ = FigureQuery.__hash__


def monthly_counts(query: FigureQuery) -> MonthlyCounts | None:
    """The 24 whole months up to a period's end; None where no count is what is measured."""
    if query.indicator.change_test is not ChangeTest.COUNTS:
        return None
    last = query.period.end.replace(day=1)
    months = rolling_months(last - DAY, MONTHS)
    where = (query.indicator, query.force, query.area)
    return MonthlyCounts(*where, months, query.by, query.basis, Every.MONTH)


def without_small_months(found: RawResult, rule: SmallNumbers) -> RawResult:
    """The result that a change may be judged by under ``rule``: none where a count is small.

    What is said of a change would tell something of that count.
    """
    figures = [row.figure for table in found.tables for row in rows_of(table)]
    small = any(each is not None and rule.small(each.numerator) for each in figures)
    return replace(found, tables=()) if small else found
