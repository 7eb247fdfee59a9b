"""Process charts of shares of large numbers: p and p-prime."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import sqrt

from oversight_measures.arguments import require_part, require_positive
from oversight_measures.control_charts.limits import Limits, around
from oversight_measures.control_charts.segments import Segment, Step, cut
from oversight_measures.spread.moving_ranges import D2, mean_range, varies_by_jumps_alone

Share = tuple[int | Fraction, int]


def p_prime(
    points: Sequence[tuple[date, Share]],
    steps: Iterable[Step] = (),
    freeze: int | None = None,
    screen: bool = False,
    least: float = 0.0,
) -> list[Segment]:
    """Return the p-prime chart of `(day, (hits, of))` points, as shares from 0 to 1.

    Three binomial standard deviations times `dispersion_of` the segment's points, or of its first
    `freeze` ones (Laney, 2002): where n is large the binomial alone calls nearly every point
    special cause. With `screen` the moving ranges of the z scores are screened as those of an XmR
    chart are. Each point has limits for its own n, which end at 0 and 1. The dispersion is `least`
    or more; with 1, which binomial cases have, no shares that lie close by luck set narrower ones.

    Raises ValueError when the days do not ascend, two steps share a day, a count is negative, a
    point has no cases or more hits than cases, or `freeze` is not above 0.
    """
    return _chart(points, steps, freeze, screen, least)


def p_chart(
    points: Sequence[tuple[date, Share]], steps: Iterable[Step] = (), freeze: int | None = None
) -> list[Segment]:
    """Return the p chart: as `p_prime`, for points whose only variation is the binomial's."""
    return _chart(points, steps, freeze)


def dispersion_of(shares: Sequence[Share], screen: bool = False) -> float:
    """Return the mean moving range of the shares' z scores over 1.128; 1 where none can be had.

    That is Laney's sigma z: 1 where the binomial explains all variation, more where shares move
    by more than that. One point, or shares of all or nothing, have no moving range. `screen` as in
    `mean_range`.

    Raises ValueError as `p_prime` does.
    """
    return _dispersion(_scores(shares), screen)


def _dispersion(scores: Sequence[float], screen: bool) -> float:
    return mean_range(scores, screen) / D2 if len(scores) > 1 else 1.0


def _scores(shares: Sequence[Share]) -> list[float]:
    """Standard deviations of the binomial from the centre; none of all or nothing."""
    _require_shares(shares)
    centre = _overall(shares)
    spread = sqrt(centre * (1 - centre))
    if not spread:
        return []
    return [float(Fraction(hits) / of - centre) * sqrt(of) / spread for hits, of in shares]


def _chart(
    points: Sequence[tuple[date, Share]],
    steps: Iterable[Step],
    freeze: int | None,
    screen: bool | None = None,
    least: float = 1.0,
) -> list[Segment]:
    """The chart; with `screen` None the dispersion is `least`, whatever the points show."""
    if freeze is not None:
        require_positive("freeze", freeze)
    segments = []
    for stretch, shares in cut(points, steps):
        _require_shares(shares)
        baseline = shares[:freeze]
        centre = _overall(baseline)
        scores = [] if screen is None else _scores(baseline)
        dispersion = least if screen is None else max(least, _dispersion(scores, screen))
        limits = [_limits(centre, of, dispersion) for _, of in shares]
        values = [Fraction(hits) / of for hits, of in shares]
        jumps = bool(screen and scores) and varies_by_jumps_alone(scores)
        segments.append(stretch.judged(values, limits, len(baseline), jumps_alone=jumps))
    return segments


def _limits(centre: Fraction, of: int, dispersion: float) -> Limits:
    # As a fraction the reach leaves the centre exact: of constant shares none is off its limits.
    drawn = around(centre, Fraction(3 * dispersion * sqrt(centre * (1 - centre) / of)))
    lower, upper = max(drawn.lower, Fraction(0)), min(drawn.upper, Fraction(1))
    return Limits(centre, lower, upper, drawn.near_lower, drawn.near_upper)


def _overall(shares: Sequence[Share]) -> Fraction:
    return Fraction(sum(hits for hits, _ in shares)) / sum(of for _, of in shares)


def _require_shares(shares: Sequence[Share]) -> None:
    require_positive("shares", len(shares))
    for hits, of in shares:
        require_positive("of", of)
        require_part(hits, of)
