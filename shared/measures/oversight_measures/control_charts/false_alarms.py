"""False alarms of a process chart: how many steady series of a length show at least one mark.

Simulated: independent normal points, limits set on the series itself by the screened moving ranges,
all four rules. 20,000 series of each length; `python -m tests.simulations false-alarms` makes the
table. A p-prime chart of many cases is the same chart of z scores.
"""

from bisect import bisect_left
from collections.abc import Mapping

# By the number of points: the share of series with at least one mark.
RATES: Mapping[int, float] = {
    13: 0.082,
    14: 0.088,
    15: 0.100,
    16: 0.110,
    18: 0.129,
    20: 0.150,
    22: 0.168,
    24: 0.187,
    27: 0.212,
    30: 0.241,
    33: 0.266,
    36: 0.284,
    42: 0.344,
    48: 0.389,
    60: 0.468,
    72: 0.541,
    84: 0.594,
    96: 0.653,
    120: 0.743,
}


def false_alarm_rate(points: int) -> float | None:
    """Return the share of steady series of so many points that show a mark by chance.

    Between two lengths of the table in proportion; None for fewer than its first, and that of its
    last for more.
    """
    lengths = sorted(RATES)
    if not lengths or points < lengths[0]:
        return None
    at = bisect_left(lengths, points)
    if at == len(lengths):
        return RATES[lengths[-1]]
    upper = lengths[at]
    if upper == points:
        return RATES[upper]
    lower = lengths[at - 1]
    part = (points - lower) / (upper - lower)
    return RATES[lower] + part * (RATES[upper] - RATES[lower])
