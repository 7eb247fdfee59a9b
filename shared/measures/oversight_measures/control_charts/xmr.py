"""Process charts of individual values and moving ranges (XmR), as NHS boards use them.

Making Data Count (NHS England); the factors are Shewhart's for ranges of two (Provost and Murray,
The Health Care Data Guide). All on exact fractions, so that a point on a line is on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from oversight_measures.arguments import require_positive
from oversight_measures.control_charts.limits import Limits, around
from oversight_measures.control_charts.segments import Segment, Step, cut
from oversight_measures.exact import Exact, exact
from oversight_measures.spread.moving_ranges import mean_range, varies_by_jumps_alone

REACH = Fraction(266, 100)


def xmr(
    points: Sequence[tuple[date, Exact]],
    steps: Iterable[Step] = (),
    freeze: int | None = None,
    screen: bool = True,
    least: Fraction | int = 0,
) -> list[Segment]:
    """Return the chart of `(day, value)` points in the order of their days, cut at the steps.

    Limits are the mean +- 2.66 mean moving ranges of the segment's points, or of its first
    `freeze` ones; with `screen`, moving ranges of 3.267 times their mean or more are dropped once,
    where that leaves any variation. `least` is a standard deviation below which chance alone does
    not let the values be: limits lie 3 of it from the mean at least. No variation and no least one
    puts the limits on the mean.

    Raises ValueError when the days do not ascend, two steps share a day, a value is not finite
    or `freeze` is not above 0.
    """
    if freeze is not None:
        require_positive("freeze", freeze)
    segments = []
    for stretch, counted in cut(points, steps):
        values = [exact("points", value) for value in counted]
        baseline = values[:freeze]
        limits = [limits_of(baseline, screen, least)] * len(values)
        jumps = screen and varies_by_jumps_alone(baseline)
        segments.append(stretch.judged(values, limits, len(baseline), jumps_alone=jumps))
    return segments


def limits_of(
    baseline: Sequence[Fraction], screen: bool = True, least: Fraction | int = 0
) -> Limits:
    """Return the process limits that a baseline sets; one point, or no variation: the mean.

    With a `least` standard deviation they lie 3 of it from the mean at least.

    Raises ValueError when the baseline is empty.
    """
    require_positive("baseline", len(baseline))
    mean = sum(baseline, Fraction(0)) / len(baseline)
    return around(mean, max(REACH * mean_range(baseline, screen), Fraction(3 * least)))
