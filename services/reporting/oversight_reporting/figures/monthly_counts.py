"""The monthly counts that a change is judged by: read beside the figures, and printed nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from oversight_contracts.definitions.models.indicators import break_inside
from oversight_contracts.measures.change_test import ChangeTest
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.periods.period import DAY, Every, rolling_months
from oversight_measures.significance import MONTHS
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, RawResult
from oversight_reporting.figures.table import line_in, lines_of


@dataclass(frozen=True)
class MonthlyCounts(FigureQuery):
    """A question whose answer tells how much counts vary; no format prints it."""

    __hash__ = FigureQuery.__hash__


def monthly_counts(question: FigureQuery) -> MonthlyCounts | None:
    """The 24 whole months up to a period's end; None where no count is what is measured."""
    if question.indicator.change_test is not ChangeTest.COUNTS:
        return None
    last = question.period.end.replace(day=1)
    months = rolling_months(last - DAY, MONTHS)
    where = (question.indicator, question.force, question.area)
    return MonthlyCounts(*where, months, question.by, question.basis, Every.MONTH)


def months_of(found: QueryResult, breakdown: Mapping[str, str]) -> list[tuple[int, int]]:
    """Each month's `(count, days)`, oldest first; none where one of them cannot be told.

    A change of definition within them would be taken for noise.
    """
    question, months = found.question, list[tuple[int, int]]()
    if break_inside(question.indicator.breaks, question.period):
        return []
    for table in found.tables:
        figure = line_in(table, question.indicator, breakdown).figure
        if table.covers != "whole" or figure is None:
            return []
        months.append((figure.numerator, table.period.days))
    return months


def without_small_months(found: RawResult, rule: SmallNumbers) -> RawResult:
    """The answer as readers under ``rule`` may be judged by: none where a count in it is small.

    What is said of a change would tell something of that count.
    """
    figures = [line.figure for table in found.tables for line in lines_of(table)]
    small = any(each is not None and rule.small(each.numerator) for each in figures)
    return replace(found, tables=()) if small else found
