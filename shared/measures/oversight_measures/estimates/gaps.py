"""The gap between areas: how far the highest lies from the lowest, or one from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from oversight_measures.exact import Exact, exact


@dataclass(frozen=True)
class Gap:
    """The distance from the lowest to the highest, in the unit of the figures.

    Areas that share a place are all named, in alphabetical order.
    """

    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    size: Fraction


def gap_between(one: Exact | None, other: Exact | None) -> Fraction | None:
    """Return `one - other`, exact; None where either has no figure.

    Raises ValueError when a figure is not finite.
    """
    if one is None or other is None:
        return None
    return exact("one", one) - exact("other", other)


def widest_gap(figures: Mapping[str, Exact | None]) -> Gap | None:
    """Return the gap over all areas that have a figure; None with fewer than two of them.

    Raises ValueError when a figure is not finite.
    """
    known = {area: exact(area, value) for area, value in figures.items() if value is not None}
    if len(known) < 2:
        return None
    high, low = max(known.values()), min(known.values())
    return Gap(_at(high, known), _at(low, known), high - low)


def _at(value: Fraction, known: Mapping[str, Fraction]) -> tuple[str, ...]:
    return tuple(sorted(area for area, figure in known.items() if figure == value))
