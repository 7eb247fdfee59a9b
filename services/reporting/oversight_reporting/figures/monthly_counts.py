"""The monthly counts that a change is judged by: read beside the figures, and printed nowhere."""

from dataclasses import dataclass, replace

from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.periods.period import DAY, Every, rolling_months
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import RawResult, rows_of

# Five years: more tell little more, and of another time.
MONTHS = 60


@dataclass(frozen=True)
class MonthlyCounts(FigureQuery):
    """A query of monthly counts, by which their variation is known; no format prints it."""

    __hash__ = FigureQuery.__hash__


def monthly_counts(query: FigureQuery) -> MonthlyCounts | None:
    """The 60 whole months up to a period's end; None where no test of a change is made."""
    if query.indicator.change_test.kind is None:
        return None
    last = query.period.end.replace(day=1)
    months = rolling_months(last - DAY, MONTHS)
    where = (query.indicator, query.force, query.area)
    return MonthlyCounts(*where, months, query.by, query.basis, Every.MONTH)


def without_small_months(found: RawResult, rule: SmallNumbers) -> RawResult:
    """The result that a change may be judged by under ``rule``: none where a count is small.

    What is said of a change would tell something of that count.
    """
    indicator = found.query.indicator
    figures = [row.figure for table in found.tables for row in rows_of(table) if row.figure]
    told = (each.number for figure in figures for each in indicator.disclosed(figure))
    return replace(found, tables=()) if any(map(rule.small, told)) else found
