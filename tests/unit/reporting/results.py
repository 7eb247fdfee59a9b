"""Results of queries as the board sees them: every count."""

from oversight_measures.disclosure.small_numbers import NOTHING_SMALL
from oversight_reporting.disclosure.suppression import Readers, apply_disclosure_control
from oversight_reporting.figures.result import QueryResult, RawResult


def for_board(raw: RawResult) -> QueryResult:
    """The result with nothing hidden."""
    (found,) = apply_disclosure_control([raw], Readers(NOTHING_SMALL), {}).results
    return found
