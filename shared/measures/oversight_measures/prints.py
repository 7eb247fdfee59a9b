"""Printed figures: how one printed elsewhere came from its exact value."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from oversight_measures.exact import Exact, exact
from oversight_measures.rounding import round_half_up


class Print(StrEnum):
    """The rounding of a printed figure, or that it prints something else."""

    ROUNDED = "rounded half up"
    TRUNCATED = "cut off"
    ROUNDED_UP = "rounded up"
    DIFFERENT = "another figure"


def printed_as(value: Exact, printed: Decimal) -> Print:
    """Return how `printed`, to the places it shows, came from the exact value.

    Rounded half up, as this project prints, before cut off (towards zero) before rounded up (away
    from zero): the first that gives the printed figure.

    Raises ValueError when either is not a finite number.
    """
    found, shown = exact("value", value), exact("printed", printed)
    places = _places(printed)
    if shown == Fraction(round_half_up(found, places)):
        return Print.ROUNDED
    units, sign = abs(found) * 10**places, -1 if found < 0 else 1
    if shown == Fraction(sign * floor(units), 10**places):
        return Print.TRUNCATED
    rounded_up = shown == Fraction(sign * ceil(units), 10**places)
    return Print.ROUNDED_UP if rounded_up else Print.DIFFERENT


def _places(printed: Decimal) -> int:
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
