"""False alarms of a process chart: how many steady series show at least one mark.

Simulated for the chart as it is drawn: how many points set its limits, how many come after them,
whether single jumps are screened out, and whether a season is taken out. Independent normal points
and all four rules, 20,000 series each; `python -m tests.simulations false-alarms 20000` makes
`false_alarm_rates`. A p-prime chart of many cases is the same chart of z scores. Series that vary
no more than independent events (or cases) would are marked less often, since no limits are narrower
than those of such.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from oversight_measures.control_charts.false_alarm_rates import AFTER, RATES


class Drawn(NamedTuple):
    """How a chart is drawn: with jumps screened out of its limits, and without the season of a
    `cycle` of so many pieces; 0 where none is taken out."""

    screened: bool = True
    cycle: int = 0


def false_alarm_rate(points: int, drawn: Drawn, baseline: int | None = None) -> float | None:
    """Return the share of steady series of so many points that show a mark by chance.

    `baseline` points set the limits, the first ones; all where not given. Between two entries of
    the table in proportion; None for fewer than its first, and that of its last for more, which is
    the least that it can be (`is_beyond_table`).

    Raises ValueError where the baseline is longer than the chart.
    """
    first = points if baseline is None else baseline
    if first > points:
        raise ValueError(f"baseline must be no more than the {points} points, not {first}")
    table = RATES.get(drawn, {})
    lengths = sorted(table)
    if not lengths or first < lengths[0]:
        return None
    low, high, part = _between(lengths, first)
    below, above = (_after(table[lengths[at]], points - first) for at in (low, high))
    return _mixed(below, above, part)


def is_beyond_table(points: int, drawn: Drawn, baseline: int | None = None) -> bool:
    """Return whether a chart is longer than any that was simulated: more show a mark then."""
    first = points if baseline is None else baseline
    return first > max(RATES.get(drawn, {}), default=0) or points - first > AFTER[-1]


def _after(rates: Sequence[float], further: int) -> float:
    low, high, part = _between(AFTER, further)
    return _mixed(rates[low], rates[high], part)


def _between(known: Sequence[int], asked: int) -> tuple[int, int, float]:
    """The places of the entries below and above, and how far between them it lies."""
    high = bisect_left(known, asked)
    if high == len(known):
        return high - 1, high - 1, 0.0
    if known[high] == asked:
        return high, high, 0.0
    return high - 1, high, (asked - known[high - 1]) / (known[high] - known[high - 1])


def _mixed(low: float, high: float, part: float) -> float:
    return low + part * (high - low)
