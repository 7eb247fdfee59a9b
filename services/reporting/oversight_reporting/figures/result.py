"""The result of a query: the figures of a period or of its pieces, in tables and their rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from oversight_contracts.breakdowns import label_of
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.facts.facts import Cut
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.disclosed import SHORTFALL
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_AREAS, NOT_RECORDED
from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import Period
from oversight_measures.periods.stretches import Stretches, without
from oversight_measures.spread.observed import Kind, Observed
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.change_counts import Ledger
from oversight_reporting.model.coverage import Covers
from oversight_reporting.model.published import Quotation

NO_RECORDS = "no records"
NO_FIGURE = "no figure"
# Why there is no figure although there are records: none is worked out, compared or drawn.
UNTOLD = (NO_AREAS, NOT_RECORDED)
SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Row:
    """``breakdown`` is empty for all; ``figure`` is None where there are no records.

    ``missing`` says in words why there is none although there are. ``quoted`` stands in its place
    where the figure is a published one. A ``suppressed`` row has neither: nothing of it is
    printed, so nothing of it is here. What is ``unrecorded`` is a value that no record has: its
    figure of nothing is no figure that is printed.
    """

    breakdown: Mapping[str, str] = field(default_factory=dict)
    figure: Figure | None = None
    quoted: Quotation | None = None
    suppressed: bool = False
    missing: str = ""
    unrecorded: bool = False

    @property
    def value(self) -> Fraction | None:
        """The figure in its unit, exact, wherever it comes from; None where there is none."""
        given = self.quoted or self.figure
        return given.value if given and not self.unrecorded else None

    @property
    def numerator(self) -> Fraction | int | None:
        """The count, or what was published as such; fewer than none are no count."""
        given = self.quoted or self.figure
        if given is None or self.unrecorded or _is_short(self.figure):
            return None
        return given.numerator

    @property
    def denominator(self) -> Fraction | int | None:
        """The number it is counted over, or what was published as such."""
        given = self.quoted or self.figure
        return given.denominator if given else None

    @property
    def label(self) -> str:
        """The breakdown value in words."""
        return label_of(self.breakdown)


def _is_short(figure: Figure | None) -> bool:
    return figure is not None and figure.value is None and SHORTFALL in figure.details


@dataclass(frozen=True)
class Table:
    """The figures of one piece; ``not_stated`` is (count, of) where a dimension knows such."""

    period: Period
    whole: bool
    running: bool
    covers: Covers
    total: Row
    rows: tuple[Row, ...]
    not_stated: tuple[int, int] | None
    # Where zeros are suppressed, a value that did not occur is none to be told of.
    hides_zeros: bool = False
    # The days of the period whose records are missing: its figures are of the others alone.
    missing: Stretches = ()
    # Days, within the period or not, on which no record states what the figures rest on.
    unrecorded: Stretches = ()

    @property
    def is_unrecorded(self) -> bool:
        """True where no record states what a figure of it rests on."""
        return not without((self.period,), self.unrecorded)

    @property
    def lacking(self) -> str:
        """The missing days in words; empty where there are none, or nothing is known of it."""
        return missing_in_words(self.missing, self.unrecorded) if self.covers == "part" else ""


@dataclass(frozen=True)
class Result:
    """Figures as at ``cut``. ``judged_until`` is None where figures can be judged at once."""

    query: FigureQuery
    cut: Cut
    coverage: Coverage
    judged_until: datetime | None
    tables: tuple[Table, ...]
    # How often the totals of its figures were changed; none of those that are quoted.
    changes: Callable[[], Ledger] = field(default=dict, compare=False, repr=False)


class RawResult(Result):
    """A result before disclosure control: it may tell small counts, so nothing prints it."""


class QueryResult(Result):
    """A result as its readers may see it: disclosure control alone makes one of a raw one."""


def only_table(found: Result) -> Table:
    """The table of a result that was not cut into pieces."""
    (table,) = found.tables
    return table


def rows_of(table: Table) -> tuple[Row, ...]:
    """All its rows, the total first."""
    return (table.total, *table.rows)


def row_in(found: Table, indicator: Indicator, breakdown: Mapping[str, str]) -> Row:
    """The row of a breakdown value; one that did not occur counted nothing, where others did.

    The table has a row for every value that any record of the force ever had.
    """
    for row in rows_of(found):
        if row.breakdown == breakdown:
            return row
    if found.covers in ("none", "published"):
        return Row(dict(breakdown), missing=found.total.missing)
    nothing = indicator.nothing_counted
    if isinstance(nothing, str):
        return Row(dict(breakdown), missing=found.total.missing or nothing)
    if found.hides_zeros:
        return Row(dict(breakdown), suppressed=True)
    # Zero, since there were records; of a value that is never recorded they say nothing.
    recorded = {pair for row in found.rows for pair in row.breakdown.items()}
    return Row(dict(breakdown), nothing, unrecorded=not recorded.issuperset(breakdown.items()))


def observed(indicator: Indicator, table: Table, row: Row) -> Observed | None:
    """What was counted in a piece, as the spread of its series is told by; None without records."""
    figure, kind = row.figure, indicator.change_test.kind
    if table.covers != "whole" or table.running or figure is None or kind is None:
        return None
    day = table.period.start
    if kind is Kind.COUNT:
        return Observed(day, figure.numerator, table.period.days)
    if kind is Kind.SHARE:
        return Observed(day, figure.numerator, figure.denominator or 0)
    other = figure.denominator
    if indicator.reference_group is not None:
        group = indicator.reference_group
        reference = row_in(table, indicator, {group.dimension: group.value}).figure
        other = reference.numerator if reference else None
    return None if other is None else Observed(day, figure.numerator, figure.numerator + other)
