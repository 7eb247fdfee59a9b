"""How often chance alone is called more than chance: said once on a page, of all it compares."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from oversight_reporting.formatting import number
from oversight_reporting.model.item_document import ItemDocument
from oversight_reporting.model.row_document import (
    GridCellDocument,
    ReportedRow,
    SignificanceDocument,
)

# Of so many comparisons in which nothing changed one is called a change all the same.
ONE_IN = 20
# From so many comparisons on it is said how many of them that is.
MANY = 10
RATE = (
    "Where nothing but chance is at work, about one comparison in twenty is called more than "
    "chance all the same"
)
# By `python -m tests.simulations in-control`; none of it can be told from the figures at hand.
EXCEPT = (
    "It is more often where what one month has too many the next has too, or where surges come "
    "back that its months do not tell yet, and less often between neighbouring months and in "
    "series that vary no more than independent cases."
)
RECURRING = (
    "No rate is stated for {count} of series in which surges recur: a period with a surge may be "
    "called more than chance for that alone."
)


class Comparisons(NamedTuple):
    """How many changes were tested: of ``steady`` series, and of those whose surges recur."""

    steady: int = 0
    recurring: int = 0

    def and_of(self, test: SignificanceDocument) -> "Comparisons":
        """These, and that of one more test."""
        if test.spread and test.spread.surges_a_year:
            return self._replace(recurring=self.recurring + 1)
        return self._replace(steady=self.steady + 1)


def error_rate(made: Comparisons) -> str:
    """How often it is so, and of how many of those made; empty where none was made."""
    return " ".join(_sentences(made))


def _sentences(made: Comparisons) -> Iterator[str]:
    if made.steady:
        by_chance = number(Fraction(made.steady, ONE_IN), 1)
        many = f": about {by_chance} of {made.steady:,}, as many as are made here"
        yield f"{RATE}{many if made.steady >= MANY else ''}."
        yield EXCEPT
    if made.recurring:
        count = "1 comparison" if made.recurring == 1 else f"{made.recurring:,} comparisons"
        yield RECURRING.format(count=count)


def comparisons_in(items: Iterable[ItemDocument]) -> Comparisons:
    """How many changes of all items were tested.

    A change and the same in per cent are two cells of a grid, and one comparison.
    """
    made = Comparisons()
    for item in items:
        for test in _tested(item.reported_rows):
            made = made.and_of(test)
    return made


def _tested(rows: Iterable[ReportedRow]) -> Iterator[SignificanceDocument]:
    known = set[tuple[str, str, str]]()
    for row in rows:
        test = row.significance
        if test is None or test.method is None:
            continue
        lines = set[tuple[str, str, str]]()
        if isinstance(row, GridCellDocument):
            said = test.model_dump_json()
            lines = {("row", row.row, said), ("column", row.column, said)}
        if not lines & known:
            yield test
        known |= lines
