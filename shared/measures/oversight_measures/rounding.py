"""Rounding: once, at the last step, on exact numbers."""

from decimal import Decimal
from fractions import Fraction
from math import floor


def round_half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Round to `places` decimal places, ties away from zero.

    Exact at any size: the context's precision plays no part. The result carries exactly
    `places` decimals (`Decimal("3.10")`), and what rounds to zero has no sign.

    Raises ValueError when `places` is negative or `value` is not a finite number.
    """
    if places < 0:
        raise ValueError(f"places must be 0 or more, not {places}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"value must be finite, not {value}")
    exact = Fraction(value)
    units = floor(abs(exact) * 10**places + Fraction(1, 2))
    # A Decimal built from its digits is never rounded; arithmetic on Decimals would be.
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((int(exact < 0 < units), digits, -places))
