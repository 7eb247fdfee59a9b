"""The season of a series: what a calendar month (or quarter) has of an average one."""

from collections.abc import Mapping, Sequence
from math import fsum

from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.surges import calm_fit

# The pieces of a year, where a season of them can be told.
CYCLES = {Every.MONTH: 12, Every.QUARTER: 4}
# With fewer years a month's season is half its own noise.
FROM_YEARS = 3
Season = Mapping[int, float]


def season_of(observed: Sequence[Observed], kind: Kind, grain: Every) -> Season:
    """Return the season by the first month of each piece; empty before three whole years.

    From the fit of calendar month and year: a month's fitted rate (of shares, odds) over the mean
    of all months in one year, so that years of another level do not show as a season. A surge has
    no part in it, or the same month of other years would seem to lie low. Empty too where a month
    never had an event, or nothing else: there is nothing to divide by.
    """
    cycle = CYCLES.get(grain, 0)
    if not cycle or len(observed) < FROM_YEARS * cycle:
        return {}
    calm = calm_fit(observed, kind, cycle, FROM_YEARS)
    if calm is None or len(set(calm.fit.months)) < cycle:
        return {}
    found = calm.fit
    if len(set(found.years)) < FROM_YEARS:
        # Years of nothing are no years that a season is known from.
        return {}
    levels: dict[int, dict[int, float]] = {}
    for mean, each, year in zip(found.means, found.observed, found.years, strict=True):
        levels.setdefault(each.day.month, {})[year] = _level(float(mean), each.of, kind)
    return _factors(levels)


def _factors(levels: Mapping[int, Mapping[int, float]]) -> Season:
    # A fitted level is a month times a year: months are compared within a year, and any will do.
    every = {year for known in levels.values() for year in known}
    whole = max(levels, key=lambda month: len(levels[month]))
    if levels[whole].keys() != every:
        return {}
    ratios = {
        month: next(level / levels[whole][year] for year, level in sorted(known.items()))
        for month, known in sorted(levels.items())
    }
    overall = fsum(ratios.values()) / len(ratios)
    return {month: round(ratio / overall, 6) for month, ratio in ratios.items()}


def adjusted(each: Observed, kind: Kind, season: Season) -> tuple[float, float]:
    """Return hits and days (or cases) of a piece as an average month would have them.

    A month of 1.2 times as many events has 1.2 times its days to have them in; of a month with 1.2
    times the odds of a share the odds are divided by 1.2.
    """
    factor = season.get(each.day.month, 1.0)
    if kind is Kind.COUNT:
        return float(each.hits), each.of * factor
    misses = each.of - each.hits
    if factor == 1.0 or not each.hits or not misses:
        return float(each.hits), float(each.of)
    odds = each.hits / misses / factor
    return each.of * odds / (1 + odds), float(each.of)


def widened_by(season: Season, pieces: int) -> float:
    """Return how many times the variance that was found later pieces vary by about a season.

    A season of `k` pieces a year, told by `n`, has taken `k / n` of the variance with it, and is
    itself off by as much: `(1 + k / n) / (1 - k / n)`, 1 without a season.

    Raises ValueError when there are no more pieces than the season has.
    """
    if not season:
        return 1.0
    if pieces <= len(season):
        raise ValueError(f"pieces must be above {len(season)}, not {pieces}")
    return (pieces + len(season)) / (pieces - len(season))


def _level(mean: float, of: int, kind: Kind) -> float:
    return mean / of if kind is Kind.COUNT else mean / (of - mean)
