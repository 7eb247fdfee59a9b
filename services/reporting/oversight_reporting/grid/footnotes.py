"""Footnotes of single cells, seen beside the others: breaks and parts of a year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from oversight_contracts.definitions.models.indicators import Break, break_between
from oversight_measures.periods.parts_of_year import is_part_of_year, years_in
from oversight_measures.periods.period import Period
from oversight_reporting.figures.notes import is_odd_part
from oversight_reporting.formatting import day_in_words, period_in_words
from oversight_reporting.grid.cell import GridCell

Cells = Sequence[Sequence[GridCell]]


def marked(cells: Cells, report: Period) -> list[list[GridCell]]:
    """The cells with their marks; what part of a year the report is about stands at its head."""
    every = [cell for row in cells for cell in row]
    whole_years = any(_counted(cell) and not is_part_of_year(cell.period) for cell in every)
    return [
        [
            replace(
                cell, marks=(*_parts(cell, report, whole_years), *_breaks(cell, every), *cell.marks)
            )
            for cell in row
        ]
        for row in cells
    ]


def _counted(cell: GridCell) -> bool:
    return cell.of is not None and cell.of.show != "residents"


def _parts(cell: GridCell, report: Period, whole_years: bool) -> Iterator[str]:
    period = cell.period
    # A day is a moment, not a part: members on 30 November.
    if not _counted(cell) or cell.value is None or period.days == 1:
        return
    if years_in(period) > 1 and is_part_of_year(period) and period != report:
        yield f"{period_in_words(period)}."
    elif (is_odd_part(period) and period != report) or (whole_years and is_part_of_year(period)):
        yield f"Part of a year: {period_in_words(period)}."


def _breaks(cell: GridCell, every: Iterable[GridCell]) -> Iterator[str]:
    if cell.of is None or cell.value is None:
        return
    for standing in cell.standing:
        for each in standing.indicator.breaks:
            if cell.period.end > each.on and _broken(cell, each, every):
                day = day_in_words(each.on)
                yield (
                    f"The definition changed on {day}: {each.why}. Not comparable with earlier "
                    "figures."
                )


def _broken(cell: GridCell, found: Break, every: Iterable[GridCell]) -> bool:
    return any(
        other.of is not None
        and other.of.indicator == (cell.of.indicator if cell.of else None)
        and other.value is not None
        and _before(other.period, cell.period)
        and break_between((found,), other.period, cell.period) is not None
        for other in every
    )


def _before(earlier: Period, later: Period) -> bool:
    return earlier.start < later.start
