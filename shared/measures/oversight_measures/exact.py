"""Exact numbers: what came in as a decimal or a whole number stays what it was."""

from decimal import Decimal
from fractions import Fraction

Exact = Fraction | Decimal | int


def exact(name: str, value: Exact) -> Fraction:
    """Return the value as a fraction; ValueError, naming the argument, when it is not finite."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{name} must be finite, not {value}")
    return Fraction(value)
