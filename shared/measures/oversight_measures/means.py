"""Means over forces or areas, weighted by their cases."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from oversight_measures.arguments import require_count


def weighted_mean(values: Iterable[tuple[Fraction | Decimal | int, int]]) -> Fraction | None:
    """Return the mean of `(value, cases)` pairs, each value weighing as much as its cases.

    In the unit of the values, exact and not rounded; None when there are no cases at all.

    Raises ValueError on a negative number of cases.
    """
    total, weight = Fraction(0), 0
    for value, cases in values:
        require_count("cases", cases)
        total += Fraction(value) * cases
        weight += cases
    return total / weight if weight else None
