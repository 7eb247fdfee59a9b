"""How often chance alone is called more than chance: said once on a page, of all it compares."""

from collections.abc import Iterable
from fractions import Fraction

from oversight_reporting.formatting import number
from oversight_reporting.model.item_document import ItemDocument
from oversight_reporting.model.row_document import GridCellDocument, ReportedRow

# Of so many comparisons in which nothing changed one is called a change all the same.
ONE_IN = 20
# From so many comparisons on it is said how many of them that is.
MANY = 10
RATE = (
    "Where nothing but chance is at work, about one comparison in twenty is called more than "
    "chance all the same"
)


def error_rate(comparisons: int) -> str:
    """How often it is so, and of how many of those made; empty where none was made."""
    if not comparisons:
        return ""
    if comparisons < MANY:
        return f"{RATE}."
    by_chance = number(Fraction(comparisons, ONE_IN), 1)
    return f"{RATE}: about {by_chance} of {comparisons:,}, as many as are made here."


def comparisons_in(items: Iterable[ItemDocument]) -> int:
    """How many changes of all items were tested.

    A change and the same in per cent are two cells of a grid, and one comparison.
    """
    return sum(_tested(item.reported_rows) for item in items)


def _tested(rows: Iterable[ReportedRow]) -> int:
    count, known = 0, set[tuple[str, str, str]]()
    for row in rows:
        test = row.significance
        if test is None or test.method is None:
            continue
        lines = set[tuple[str, str, str]]()
        if isinstance(row, GridCellDocument):
            said = test.model_dump_json()
            lines = {("row", row.row, said), ("column", row.column, said)}
        count += not lines & known
        known |= lines
    return count
