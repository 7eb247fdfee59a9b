"""A cell of a grid: what it is of, and the figure that stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.grids import Facet, GridLine, Several
from oversight_contracts.definitions.models.period_names import period_named
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.intervals import Interval
from oversight_measures.periods.period import Period
from oversight_measures.spread.spread import Spread
from oversight_reporting.figures.query import (
    FigureQuery,
    Refused,
    find_indicator,
    read_basis,
    read_by,
)
from oversight_reporting.figures.result import SUPPRESSED, QueryResult, Row, Table
from oversight_reporting.formatting import number, period_in_words, seconds_in_words
from oversight_reporting.model.published import Quotation
from oversight_reporting.model.row_document import SignificanceDocument

Show = str

PROVISIONAL = "Provisional: it may still change."


@dataclass(frozen=True)
class CellOf:
    """The definition of a cell, with what its row, column and table give."""

    indicator: str | None
    force: str
    area: str
    breakdown: Mapping[str, str]
    period: Period
    basis: str | None
    show: Show


@dataclass(frozen=True)
class Standing:
    """The basis of a figure: its indicator, its days, and why nothing is compared with it.

    ``missing`` says which records of its days there are none of.
    """

    indicator: Indicator
    period: Period
    obstacle: str = ""
    apart: str = ""
    missing: str = ""

    @property
    def gap(self) -> str:
        """The same, as a footnote; empty where none are missing."""
        return f"{period_in_words(self.period)}: {self.missing}." if self.missing else ""


@dataclass(frozen=True)
class Counted:
    """The row that a figure stands in; ``months`` are those up to the end of its period.

    ``stated`` is the spread that judges it where they are too few.
    """

    indicator: Indicator
    table: Table
    row: Row
    judged_until: datetime | None
    months: QueryResult | None
    stated: Spread | None = None


@dataclass(frozen=True)
class GridCell:
    """A figure, exact, and how it is printed; ``words`` stand in its place where there is none."""

    period: Period
    value: Fraction | None = None
    words: str = ""
    places: int = 0
    unit: str = ""
    signed: bool = False
    of: CellOf | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    standing: tuple[Standing, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    quoted: Quotation | None = None
    # How somebody else prints it, where that is what is printed.
    printed_as: str = ""
    counted: Counted | None = None
    # A value that no record has: it has no figure, and adds nothing to a sum.
    unrecorded: bool = False
    # What a test says of a change.
    chance: SignificanceDocument | None = None
    interval: Interval | None = None

    def marked(self, mark: str) -> "GridCell":
        """With one more thing said of it."""
        return replace(self, marks=(*self.marks, mark))

    def shown_as(self, text: str) -> "GridCell":
        """In other print."""
        return replace(self, printed_as=text)

    @property
    def suppressed(self) -> bool:
        """True where it is, or hangs on, a figure that is not printed because it is small."""
        return self.value is None and self.words == SUPPRESSED

    @property
    def printed(self) -> str:
        """The figure rounded once, half up, with its sign and unit; or the words."""
        if self.printed_as:
            return self.printed_as
        if self.value is None:
            return self.words
        sign = "+" if self.signed and self.value > 0 else ""
        if self.unit == "seconds":
            return f"{sign}{seconds_in_words(self.value)}"
        return f"{sign}{number(self.value, self.places)}{self.unit}"


def cell_of(grid: Facet, row: Facet, column: Facet, force: str, report: Period) -> CellOf:
    """A column's word goes before a row's, a row's before the table's."""
    shows = [each.show for each in (column, row) if isinstance(each, GridLine)]
    return CellOf(
        indicator=column.indicator or row.indicator or grid.indicator,
        force=column.force or row.force or grid.force or force,
        area=column.area or row.area or grid.area or WHOLE_FORCE,
        breakdown={**grid.breakdown, **row.breakdown, **column.breakdown},
        period=period_named(column.period or row.period or grid.period or "report", report),
        basis=column.basis or row.basis or grid.basis,
        show=next((show for show in shows if show != "value"), "value"),
    )


def query_of(catalogue: Catalogue, of: CellOf, *waiting: Facet) -> FigureQuery | None:
    """The query of a cell; ``waiting`` lines stand for each value of a dimension.

    None where residents alone are shown. Raises ``Refused``.
    """
    if of.show == "residents" or of.indicator is None:
        return None
    indicator = find_indicator(catalogue, of.indicator)
    values = [each.each_value_of for each in waiting if isinstance(each, Several)]
    names = {*of.breakdown, *(name for name in values if name)}
    by = read_by(indicator, ",".join(sorted(names)))
    return FigureQuery(
        indicator, of.force, of.area, of.period, by, _basis(catalogue, indicator, of)
    )


def _basis(catalogue: Catalogue, indicator: Indicator, of: CellOf) -> str | None:
    # A table's census is for its residents and rates; its counts have none.
    named = of.basis if indicator.over_residents else None
    try:
        return read_basis(catalogue, indicator, of.force, of.area, named)
    except Refused:
        if named is not None:
            raise
        # Without residents there is no rate of records, but a published one may stand in its place.
        return None
