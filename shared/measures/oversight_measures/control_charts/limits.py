"""The lines of a process chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Limits:
    """Centre, outer limits and near limits at two thirds of the way, in the unit of the series."""

    centre: Fraction
    lower: Fraction
    upper: Fraction
    near_lower: Fraction
    near_upper: Fraction

    def outside(self, value: Fraction) -> int:
        """+1 strictly above the upper limit, -1 strictly below the lower one, else 0."""
        return (value > self.upper) - (value < self.lower)

    def near(self, value: Fraction) -> bool:
        """True where the value lies beyond a near limit and not outside the outer one."""
        beyond = value > self.near_upper or value < self.near_lower
        return beyond and not self.outside(value)

    def side(self, value: Fraction) -> int:
        """+1 above the centre, -1 below, 0 on it."""
        return (value > self.centre) - (value < self.centre)

    def each(self, change: Callable[[Fraction], Fraction]) -> "Limits":
        """Each line after a change that keeps their order, such as into another unit."""
        return Limits(
            *(change(self.centre), change(self.lower), change(self.upper)),
            *(change(self.near_lower), change(self.near_upper)),
        )

    def scaled(self, factor: Fraction | int) -> "Limits":
        """Each line times a factor above 0."""
        return self.each(lambda line: line * factor)


def around(centre: Fraction, reach: Fraction) -> Limits:
    """Return the limits that lie `reach` to both sides of the centre."""
    near = reach * Fraction(2, 3)
    return Limits(centre, centre - reach, centre + reach, centre - near, centre + near)


def sides(values: Sequence[Fraction], limits: Sequence[Limits]) -> list[int]:
    """Return on which side of its own centre each value lies: +1, -1 or 0."""
    return [limit.side(value) for value, limit in zip(values, limits, strict=True)]
