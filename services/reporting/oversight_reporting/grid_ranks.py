"""The place of a figure among others: a force among its most similar ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from oversight_measures.peers import place_from_lowest
from oversight_reporting.grid_cells import PROVISIONAL, GridCell
from oversight_reporting.grid_obstacles import not_comparable, unlike
from oversight_reporting.lines import SUPPRESSED

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ranked(own: GridCell, cells: Sequence[tuple[str, GridCell]]) -> GridCell:
    """The place from the lowest figure (1), of as many as have one; equal figures share a place.

    ``cells`` hold ``own`` too. A footnote names those without a figure, who have no place.
    """
    known = [cell for _, cell in cells if cell.value is not None]
    if own.value is None or len(known) < 2:
        return GridCell(own.period, words=_lacking(own))
    standing = tuple(each for cell in known for each in cell.standing)
    if why := next(unlike(own.standing, standing), None):
        return not_comparable(own.period, why)
    figures = [cell.value for cell in known if cell.value is not None]
    place = place_from_lowest(own.value, figures)
    printed = f"{_lowest(place, shared=figures.count(own.value) > 1)} of {len(known)}"
    found = GridCell(own.period, value=Fraction(place), standing=standing, printed_as=printed)
    return replace(found, marks=tuple(_marks(cells)))


def _marks(cells: Sequence[tuple[str, GridCell]]) -> Iterator[str]:
    if any(PROVISIONAL in cell.marks for _, cell in cells):
        yield PROVISIONAL
    if missing := [title for title, cell in cells if cell.value is None]:
        yield f"Without {', '.join(missing)}."


def _lacking(own: GridCell) -> str:
    if own.suppressed:
        return SUPPRESSED
    return own.words if own.value is None else "nothing to compare with"


def _lowest(place: int, *, shared: bool) -> str:
    ending = "th" if place % 100 in (11, 12, 13) else _ENDINGS.get(place % 10, "th")
    nth = "" if place == 1 else f"{place}{ending} "
    return f"{'joint ' if shared else ''}{nth}lowest"
