"""What a process chart asks of a figure that is held against its neighbour, in the figure's unit.

Where two neighbouring points are compared a chart has a word: no change is called where it marks
neither. So beside such a verdict stand the limits outside of which the later one is marked. They
are set by all points, the later one among them, and move with it: one that moved just past them
would still lie within. Where it lies outside already (and the one before much like it) that is
said.
"""

from fractions import Fraction
from typing import NamedTuple

from oversight_contracts.measures.indicator import Indicator
from oversight_measures.control_charts.limits import Limits
from oversight_measures.judgement import Compared
from oversight_measures.spread.observed import Kind
from oversight_reporting.formatting import level_in_words

# Whole months and quarters are the points.
MONTH = 31
OUTSIDE = "to stand out by itself the {piece} has to lie {where} (limits move with the {piece})"
STANDS_OUT = "though by itself the {piece} stands out: it lies {where}"


class StandingOut(NamedTuple):
    """The limits outside of which a figure would be marked for itself alone; None of no limit."""

    below: float | None
    above: float | None
    words: str


def standing_out(
    indicator: Indicator, kind: Kind, value: Fraction, now: Compared, limits: Limits
) -> StandingOut | None:
    """What the limits of a point are in its figure's unit; None where that cannot be told of it.

    `limits` are events, or shares: of a ratio the share of the one count in both.
    """
    if kind is Kind.COUNT and not now.hits:
        # Of a rate without events it is not known what one comes to.
        return None
    below, above = _in_unit(kind, limits, _scale(indicator, kind, value, now))
    if below is None and above is None:
        return None
    piece = "month" if now.period.days <= MONTH else "quarter"
    out = (below is not None and value < below) or (above is not None and value > above)
    said = STANDS_OUT if out else OUTSIDE
    words = said.format(piece=piece, where=_where(indicator, below, above))
    ends = [None if each is None else float(each) for each in (below, above)]
    return StandingOut(ends[0], ends[1], words)


def _scale(indicator: Indicator, kind: Kind, value: Fraction, now: Compared) -> Fraction:
    """What an event, a share or the odds of one come to in the figure's unit; 0 of no odds."""
    hits, misses = Fraction(now.hits), Fraction(now.of) - Fraction(now.hits)
    if kind is Kind.COUNT:
        return value / hits
    if kind is Kind.SHARE:
        return Fraction(indicator.scale)
    return value * misses / hits if hits and misses else Fraction(0)


def _in_unit(
    kind: Kind, limits: Limits, scale: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """The lower and the upper limit, without one that no figure can lie beyond."""
    lower, upper = limits.lower, limits.upper
    if kind is Kind.RATIO:
        return _odds(lower, scale), _odds(upper, scale)
    below = lower * scale if lower > 0 else None
    return below, None if kind is Kind.SHARE and upper >= 1 else upper * scale


def _odds(share: Fraction, scale: Fraction) -> Fraction | None:
    return share / (1 - share) * scale if 0 < share < 1 and scale else None


def _where(indicator: Indicator, below: Fraction | None, above: Fraction | None) -> str:
    if below is not None and above is not None:
        return f"outside {level_in_words(indicator, below)} to {level_in_words(indicator, above)}"
    if above is not None:
        return f"above {level_in_words(indicator, above)}"
    return f"below {level_in_words(indicator, below or Fraction(0))}"
