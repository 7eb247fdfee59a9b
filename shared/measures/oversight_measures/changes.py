"""Change between two figures, as a percentage of the earlier one."""

from decimal import Decimal
from fractions import Fraction


def percentage_change(
    now: Fraction | Decimal | int, before: Fraction | Decimal | int
) -> Fraction | None:
    """Return `(now - before) / before` in per cent, exact and not rounded.

    None when `before` is zero or less: nothing is a percentage of nothing, and dividing by a
    negative figure would print a rise as a fall.

    Raises ValueError when either figure is not finite.
    """
    current, earlier = _exact("now", now), _exact("before", before)
    if earlier <= 0:
        return None
    return 100 * (current - earlier) / earlier


def _exact(name: str, value: Fraction | Decimal | int) -> Fraction:
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{name} must be finite, not {value}")
    return Fraction(value)
