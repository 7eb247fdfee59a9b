"""The place of a figure among others: a force among its most similar ones."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from oversight_measures.peers import place_from_lowest
from oversight_reporting.grid_cells import GridCell
from oversight_reporting.lines import SUPPRESSED

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ranked(own: GridCell, cells: Sequence[tuple[str, GridCell]]) -> GridCell:
    """The place from the lowest figure (1), of as many as have one; equal figures share a place.

    ``cells`` hold ``own`` too. A footnote names those without a figure, who have no place.
    """
    known = [cell.value for _, cell in cells if cell.value is not None]
    if own.value is None or len(known) < 2:
        return GridCell(own.period, words=_lacking(own))
    place = place_from_lowest(own.value, known)
    found = GridCell(own.period, value=Fraction(place), standing=own.standing)
    found = found.shown_as(f"{_lowest(place)} of {len(known)}")
    missing = [title for title, cell in cells if cell.value is None]
    return replace(found, marks=(f"Without {', '.join(missing)}.",)) if missing else found


def _lacking(own: GridCell) -> str:
    if own.suppressed:
        return SUPPRESSED
    return own.words if own.value is None else "nothing to compare with"


def _lowest(place: int) -> str:
    if place == 1:
        return "lowest"
    teen = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teen else _ENDINGS.get(place % 10, 'th')} lowest"
