"""Lowest and highest on record, since the first complete month or a published history's first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oversight_measures.exact import Exact, exact
from oversight_measures.periods.period import Period, Piece


class Extreme(StrEnum):
    """A record low or high that a period set when it ended, against every one before it."""

    LOWEST = "lowest on record"
    EQUAL_LOWEST = "equal to the lowest on record"
    HIGHEST = "highest on record"
    EQUAL_HIGHEST = "equal to the highest on record"


@dataclass(frozen=True)
class Entry:
    """A complete period and its figure; `published` where it comes from the history."""

    period: Period
    value: Fraction
    published: bool = False


def on_record(
    pieces: Sequence[tuple[Piece, Exact | None]],
    history: Sequence[tuple[Period, Exact]] = (),
) -> list[Entry]:
    """Return what lows and highs are looked for among, in order.

    Whole pieces that have a figure; the month in which records begin, and the one that is running,
    are not whole. Before the first of them, periods of the history published elsewhere.

    Raises ValueError when a figure is not finite.
    """
    counted = [
        Entry(piece.period, exact("pieces", value))
        for piece, value in pieces
        if piece.whole and value is not None
    ]
    begin = min((entry.period.start for entry in counted), default=None)
    before = [
        Entry(period, exact("history", value), published=True)
        for period, value in history
        if begin is None or period.end <= begin
    ]
    return sorted([*before, *counted], key=lambda entry: entry.period)


def extreme_at(entry: Entry, entries: Sequence[Entry]) -> Extreme | None:
    """Return what a period set against all before it: three months in a row can each be lowest.

    None for the first, and for one more of a figure that never changed.
    """
    earlier = [each.value for each in entries if each.period < entry.period]
    if not earlier or set(earlier) == {entry.value}:
        return None
    low, high = min(earlier), max(earlier)
    if entry.value <= low:
        return Extreme.LOWEST if entry.value < low else Extreme.EQUAL_LOWEST
    if entry.value >= high:
        return Extreme.HIGHEST if entry.value > high else Extreme.EQUAL_HIGHEST
    return None
