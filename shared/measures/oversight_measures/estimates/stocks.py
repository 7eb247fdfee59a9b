"""Stocks: what is open at the end of a day, derived from what was opened and closed."""

from collections.abc import Iterable
from itertools import accumulate

from oversight_measures.arguments import require_count


def closing_balances(opening: int, movements: Iterable[tuple[int, int]]) -> list[int]:
    """Return the balance after each of `(opened, closed)`, from the opening balance on.

    A balance below zero is left to be seen: see `shortfall`.

    Raises ValueError on a negative count.
    """
    require_count("opening", opening)
    changes = [_change(opened, closed) for opened, closed in movements]
    return list(accumulate(changes, initial=opening))[1:]


def shortfall(balances: Iterable[int]) -> int:
    """Return by how much the opening balance is too low at least: 0 where no balance is negative.

    More was closed than was ever opened, so cases that were open before are missing from it.
    """
    return max(0, -min(balances, default=0))


def _change(opened: int, closed: int) -> int:
    require_count("opened", opened)
    require_count("closed", closed)
    return opened - closed
