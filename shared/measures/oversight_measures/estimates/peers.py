"""A figure's place among those of its peers."""

from collections.abc import Iterable
from fractions import Fraction


def place_from_lowest(own: Fraction, others: Iterable[Fraction]) -> int:
    """Return the place counted from the lowest figure (1); equal figures share the lower place."""
    return 1 + sum(value < own for value in others)
