"""The spread from one piece to the next, as a process chart has it.

About a level that may drift, robust against one surge: the mean moving range, screened once. Of a
share it is the square of Laney's sigma z (a p-prime chart), of a count that of an XmR chart of the
daily rate over Poisson's variance. A season is in it, unless it was taken out.
"""

from collections.abc import Mapping, Sequence
from math import fsum, sqrt

from oversight_measures.periods.period import Every
from oversight_measures.spread.moving_ranges import D2, degrees_of, mean_range
from oversight_measures.spread.observed import Kind, Observed, least_dispersion, observed_in
from oversight_measures.spread.season import adjusted, season_of
from oversight_measures.spread.spread import Source, Spread

# With fewer pieces nothing is said of how they vary.
FROM_PIECES = 12


def spread_from_piece_to_piece(
    observed: Sequence[Observed],
    kind: Kind,
    grain: Every = Every.MONTH,
    prior: Spread | None = None,
    screen: bool = True,
    shares_records: bool = False,
) -> Spread | None:
    """Return the spread of neighbouring pieces; the stated one with fewer than 12, or None.

    Once there are three years of months or quarters the season is taken out first (`season_of`).
    A stated one is scaled to the cases that a piece has here, where any is known. `shares_records`
    says that the two counts of a ratio do, so that the dispersion may be below 1.

    Raises ValueError as `observed_in` does.
    """
    known = observed_in(observed, kind)
    if len(known) < FROM_PIECES:
        return prior.at_volume(_volume(known, kind), kind) if prior and known else prior
    season = season_of(known, kind, grain)
    found = sigma_squared(known, kind, season, screen)
    return Spread(
        max(least_dispersion(known, kind, shares_records), found),
        degrees_of(len(known)),
        Source.LOCAL,
        grain,
        len(known),
        known[0].day,
        known[-1].day,
        season=season,
    )


def _volume(known: Sequence[Observed], kind: Kind) -> float:
    """Cases (of counts: events) a piece."""
    cases = [each.hits if kind is Kind.COUNT else each.of for each in known]
    return float(sum(cases)) / len(known)


def sigma_squared(
    observed: Sequence[Observed], kind: Kind, season: Mapping[int, float], screen: bool
) -> float:
    """Return the variance that the moving ranges tell, over that of independent cases."""
    pairs = [adjusted(each, kind, season) for each in observed]
    hits, of = (fsum(values) for values in zip(*pairs, strict=True))
    centre = hits / of
    if kind is Kind.COUNT:
        if not hits:
            return 0.0
        sigma = mean_range([a / b for a, b in pairs], screen) / D2
        return float(sigma**2 * (of / len(pairs)) / centre)
    spread = sqrt(centre * (1 - centre)) if 0 < centre < 1 else 0.0
    if not spread:
        return 0.0
    scores = [(a / b - centre) * sqrt(b) / spread for a, b in pairs]
    return float((mean_range(scores, screen) / D2) ** 2)
