"""The figure that stands in a cell of a table, and what is marked at it."""

from collections.abc import Iterator
from fractions import Fraction

from oversight_contracts.breakdowns import capitalised
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_SUCH_VALUE, NOT_RECORDED
from oversight_measures.periods.parts_of_year import is_part_of_year
from oversight_reporting.figures.balance import too_low
from oversight_reporting.figures.notes import (
    NOT_ANNUALISED,
    TOGETHER,
    background_of,
    source_of,
    unrecorded_in_words,
)
from oversight_reporting.figures.printing import printed
from oversight_reporting.figures.result import QueryResult, Row, only_table, row_in
from oversight_reporting.formatting import period_in_words
from oversight_reporting.grid.cell import PROVISIONAL, CellOf, GridCell, Show, Standing


def residents_cell(catalogue: Catalogue, of: CellOf) -> GridCell:
    """The residents of the cell's area at its census."""
    known = [each for each in catalogue.residents if (each.force, each.area) == (of.force, of.area)]
    found = next((each for each in known if of.basis in (None, each.basis)), None)
    if found is None:
        return GridCell(of.period, words="not known", of=of)
    sources = (f"Residents: {found.source}.",)
    return GridCell(of.period, Fraction(found.total), of=of, sources=sources)


def figure_cell(of: CellOf, found: QueryResult, decimals: int | None) -> GridCell:
    """The figure of a cell from the result of its query."""
    indicator = found.query.indicator
    row = row_in(only_table(found), indicator, of.breakdown)
    shown = {"value": row.value, "numerator": row.numerator, "denominator": row.denominator}
    value = shown[of.show]
    return GridCell(
        period=of.period,
        value=None if value is None else Fraction(value),
        words=_words(indicator, row),
        places=_places(indicator, row, of.show) if decimals is None else decimals,
        unit=_unit(indicator) if of.show == "value" else "",
        signed=of.show == "value" and indicator.is_signed,
        of=of,
        numerator=_fraction(row.numerator),
        denominator=_fraction(row.denominator),
        standing=(_standing(found, row),),
        marks=(*_marks(found, row), *_on_rate(of, found, row)),
        sources=(source_of(row.quoted),) if row.quoted else tuple(background_of(indicator)),
        quoted=row.quoted,
        unrecorded=row.unrecorded and value is None,
    )


def _words(indicator: Indicator, row: Row) -> str:
    if row.unrecorded:
        # A footnote says it in full: a cell has little room.
        return NOT_RECORDED
    return printed(indicator, row) if row.value is None else "no figure"


def _fraction(value: Fraction | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _unit(indicator: Indicator) -> str:
    if indicator.in_seconds:
        return "seconds"
    return "%" if indicator.unit == "%" else ""


def _places(indicator: Indicator, row: Row, show: Show) -> int:
    if show != "value":
        return 0
    given = row.quoted.places if row.quoted else None
    return indicator.decimals if given is None else given


def _standing(found: QueryResult, row: Row) -> Standing:
    indicator, table = found.query.indicator, only_table(found)
    obstacle = "the period is still running" if table.running else ""
    missing = missing_in_words(table.missing, table.unrecorded) if table.covers != "none" else ""
    apart = ""
    if row.quoted is not None and row.quoted.not_comparable:
        apart = "its publisher says that it is not comparable with earlier figures"
    return Standing(indicator, table.period, obstacle, apart, missing)


def _on_rate(of: CellOf, found: QueryResult, row: Row) -> Iterator[str]:
    # A disparity is a ratio of two rates of the same days.
    rate = found.query.indicator.per_residents is not None
    shown = of.show == "value" and row.figure is not None and row.value is not None
    if rate and shown and found.query.basis is not None and is_part_of_year(of.period):
        yield NOT_ANNUALISED


def _marks(found: QueryResult, row: Row) -> Iterator[str]:
    if row.unrecorded:
        yield f"{capitalised(NO_SUCH_VALUE)}."
    if row.missing == NOT_RECORDED:
        of_all = only_table(found).total.missing == NOT_RECORDED
        yield capitalised(unrecorded_in_words(found.query.indicator)) if of_all else TOGETHER
    standing = _standing(found, row)
    if row.value is not None and (standing.gap or standing.obstacle):
        yield standing.gap or f"{period_in_words(standing.period)}: {standing.obstacle}."
    yield from (f"{capitalised(each)}." for each in too_low(row.figure))
    quoted = row.quoted
    if quoted is None:
        return
    if (table := only_table(found)).covers == "published":
        why = ", as no record states it" if table.is_unrecorded else " before records begin"
        yield f"Published{why}; not worked out from records."
    if quoted.provisional:
        yield PROVISIONAL
    if quoted.revised:
        yield "Revised since it was first received."
    if quoted.not_comparable:
        yield "Not comparable with earlier figures."
