"""Means over forces or areas, weighted by their cases."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Exact = Fraction | Decimal | int


def weighted_mean(values: Iterable[tuple[Exact, Exact]]) -> Fraction | None:
    """Return the mean of `(value, cases)` pairs, each value weighing as much as its cases.

    In the unit of the values, exact and not rounded; None when there are no cases at all. Published
    weights can be decimals: hours, thousands of residents.

    Raises ValueError on a negative number of cases.
    """
    total, weight = Fraction(0), Fraction(0)
    for value, cases in values:
        if cases < 0:
            raise ValueError(f"cases must be 0 or more, not {cases}")
        total += Fraction(value) * Fraction(cases)
        weight += Fraction(cases)
    return total / weight if weight else None
